/* One at a time sends what waits on this phone (Web Locks). A page that hangs, or that the system has stopped, keeps
   its lock as long as it is open: whoever holds it says so when asked, and from one that does not it is taken. */

import { lockOrSteal } from './storage-key.js';

const LOCK = 'ownit-taps';
const CHANNEL = 'ownit-sender';
const ANSWER_LIMIT = 5000; // milliseconds

/** Does this while nobody else is at it who says so. Twice at once does no harm: the server knows each key.
 * @param {() => Promise<void>} work @param {boolean} wait else nothing is done where somebody is at it */
export async function asSender(work, wait) {
  const channel = new BroadcastChannel(CHANNEL);
  const place = new AbortController();
  /** @type {Promise<void> | undefined} */
  let running;
  let isHeard = true;
  const ask = () => {
    if (!isHeard) place.abort({ name: 'TimeoutError' });
    isHeard = false;
    channel.postMessage(true);
  };
  channel.onmessage = ({ data }) => {
    if (data) return running && channel.postMessage(false);
    isHeard = true;
    if (!wait) place.abort();
  };
  const asking = setInterval(ask, ANSWER_LIMIT);
  ask();
  const hold = () => {
    clearInterval(asking);
    channel.postMessage(false);
    running = work();
    return running;
  };
  try {
    await lockOrSteal(LOCK, place.signal, hold);
  } catch (problem) {
    if (wait && !running) throw problem;
    await running;
  } finally {
    clearInterval(asking);
    channel.close();
  }
}
