/* Hands photos to the worker that makes them small, one at a time: a phone has little memory. Knows no form. */

import { shrinkWorker } from '../lib/trusted-types.js';

const SHRINK_LIMIT = 20000; // milliseconds for one photo

/** @type {Worker | undefined} */
let shrinker;
/** @type {Promise<unknown>} */
let turn = Promise.resolve();

/** @param {Blob} file @returns {Promise<Blob | null>} a JPEG; null: this phone cannot make one of it */
export function shrunk(file) {
  const mine = turn.then(() => shrinkNow(file));
  turn = mine;
  return mine;
}

/** @param {Blob} file @returns {Promise<Blob | null>} */
function shrinkNow(file) {
  return new Promise((resolve) => {
    const worker = (shrinker ??= started());
    if (!worker) return resolve(null);
    const giveUp = () => {
      worker.terminate();
      shrinker = undefined;
      end(null);
    };
    const timer = setTimeout(giveUp, SHRINK_LIMIT);
    const end = (/** @type {Blob | null} */ jpeg) => {
      clearTimeout(timer);
      resolve(jpeg);
    };
    worker.onmessage = ({ data }) => end(data);
    worker.onerror = giveUp;
    worker.postMessage(file);
  });
}

function started() {
  try {
    return shrinkWorker();
  } catch {
    return undefined;
  }
}
