/* Sends the taps that wait on this phone, from the service worker, and remembers how each was answered. */

import { meaningOf } from '../js/lib/answers.js';
import { sendQueue } from '../js/offline/queue.js';
import { canStore } from '../js/offline/storage-key.js';
import { postTap } from '../js/offline/tap-requests.js';
import { tellWindows, windows, worker } from './context.js';
import { loadMessages } from './messages.js';

/* What the server said last to each, by key, for as long as the browser lets this worker live: a status. */
/** @type {Map<string, number>} */
export const lastStatus = new Map();

/** @param {boolean} [wait] see `sendQueue` @returns {Promise<number>} how many still wait */
export async function sendQueued(wait = false) {
  await loadMessages(); // to say what became of them
  return canStore() ? sendQueue({ send: sendOrUpdate, force: true, wait }) : 0;
}

/** @param {import('../js/offline/queue.js').Tap} tap */
async function sendOrUpdate(tap) {
  const answer = await postTap(tap);
  lastStatus.set(tap.key, answer.status);
  if (meaningOf(answer) === 'too-old') await updateWorker().catch(() => {});
  return answer;
}

/** This version cannot talk to the server any more. Open pages renew it themselves, and lose nothing that is
 * being typed; without any it can be done at once. */
async function updateWorker() {
  if ((await windows()).length) return tellWindows({ type: 'too-old' });
  const { registration } = worker;
  await registration.update();
  registration.waiting?.postMessage({ type: 'activate' });
}
