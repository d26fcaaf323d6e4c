/* Sends the taps that wait on this phone when the browser says that there is a connection again, also while no page of
   ours is open (Background Sync). */

import { updateResults } from './notification-actions.js';
import { sendQueued } from './queue-sender.js';

/** The browser calls again, later, as long as this fails. */
export async function onSync() {
  const waiting = await sendQueued();
  await updateResults().catch(() => {});
  if (waiting) throw new Error('Taps still wait.');
}
