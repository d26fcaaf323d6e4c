// @ts-check
/* What becomes of a tap elsewhere on this phone, while the page that made it waits. */

import { QUEUE_CHANNEL } from './queue.js';

/** What another page of this phone, or the service worker, makes of the tap. @param {string} key */
export function fateOf(key) {
  const channel = new BroadcastChannel(QUEUE_CHANNEL);
  const fate = { isDone: false, isWithdrawn: false, withdrawn: Promise.resolve(), end: () => channel.close() };
  fate.withdrawn = new Promise((resolve) => {
    channel.onmessage = ({ data }) => {
      fate.isDone ||= data.done === key;
      fate.isWithdrawn ||= data.withdrawn === key;
      if (fate.isWithdrawn) resolve();
    };
  });
  return fate;
}
