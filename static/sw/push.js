/* Every push is shown, whatever it says: browsers take the right to push away from who shows nothing. */

import { fetchBadge } from '../js/lib/app-badge.js';
import { reportReceipt } from '../js/push/receipts.js';
import { tellWindows } from './context.js';
import { updateResults } from './notification-actions.js';
import { serialize, showNudge } from './notifications.js';
import { sendQueued } from './queue-sender.js';

/** A push is one declarative document for every browser; see push/payload.py.
 * @param {any} event Safari's has a `notification` */
function readPush(event) {
  try {
    return event.data.json().notification ?? {};
  } catch {
    return event.notification ?? {}; // Safari hands over what it has parsed itself
  }
}

/** Nothing waits for the network before the notification shows: iPhones count what is not shown.
 * @param {PushEvent} event */
export async function showPush(event) {
  const note = readPush(event);
  await serialize(() => showNudge(note));
  const sent = sendQueued()
    .then(updateResults)
    .catch(() => {});
  await Promise.all([reportReceipt(note.data?.receipt, 'shown'), tellWindows(), sent, fetchBadge().catch(() => {})]);
}
