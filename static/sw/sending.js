// @ts-check
/* Sends the taps that wait on this phone while no page of ours is open: when the browser says that there is a
   connection again (Background Sync), and whenever a push shows that there is one. */

import { drain } from '../js/queue.js';
import { post } from '../js/requests.js';
import { canKeep } from '../js/vault.js';
import { renewResults } from './acts.js';
import { tellWindows, windows, worker } from './worker.js';

const TOO_OLD_STATUS = 426;

/* What the server said last to each, by key, for as long as the browser lets this worker live: a status. */
/** @type {Map<string, number>} */
export const heard = new Map();

/** @param {{ within?: number }} [how] see `drain` @returns {Promise<number>} how many still wait */
export async function sendWaiting({ within = 0 } = {}) {
  return canKeep() ? drain({ send: sendOrRenew, force: true, within }) : 0;
}

/** The browser calls again, later, as long as this fails. */
export async function synced() {
  const waiting = await sendWaiting();
  await renewResults().catch(() => {});
  if (waiting) throw new Error('Taps still wait on this phone.');
}

/** @param {import('../js/queue.js').Tap} tap */
async function sendOrRenew(tap) {
  const answer = await post(tap);
  heard.set(tap.key, answer.status);
  if (answer.status === TOO_OLD_STATUS) await renewWorker().catch(() => {});
  return answer;
}

/** This version cannot talk to the server any more. Open pages renew it themselves, and lose nothing that is
 * being typed; without any it can be done at once. */
async function renewWorker() {
  if ((await windows()).length) return tellWindows({ type: 'too-old' });
  const { registration } = worker;
  await registration.update();
  registration.waiting?.postMessage({ type: 'activate' });
}
