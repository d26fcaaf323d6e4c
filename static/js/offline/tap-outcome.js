/* What becomes of a tap elsewhere on this phone, while the page that made it waits. */

import { QUEUE_CHANNEL } from './queue.js';

/** What another page of this phone, or the service worker, makes of the tap. @param {string} key */
export function watchOutcome(key) {
  const channel = new BroadcastChannel(QUEUE_CHANNEL);
  const outcome = { isDone: false, isWithdrawn: false, withdrawn: Promise.resolve(), end: () => channel.close() };
  outcome.withdrawn = new Promise((resolve) => {
    channel.onmessage = ({ data }) => {
      outcome.isDone ||= data.done === key;
      outcome.isWithdrawn ||= data.withdrawn === key;
      if (outcome.isWithdrawn) resolve();
    };
  });
  return outcome;
}
