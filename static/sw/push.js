/* Every push is shown, whatever it says: browsers take the right to push away from who shows nothing. */

import { fetchBadge } from '../js/lib/app-badge.js';
import { reportReceipt } from '../js/push/receipts.js';
import { tellWindows } from './context.js';
import { updateResults } from './notification-actions.js';
import { serialize, showNudge } from './notifications.js';
import { sendQueued } from './queue-sender.js';
import { readPush } from './read-push.js';

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
