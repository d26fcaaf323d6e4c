/* How far this phone's clock has been set while a page of ours was looked at: a tap that waits is as old as it is,
   whatever the clock says by then. The usual way: without a network the clock is wrong, and the network puts it
   right just before the taps are sent. */

import { transact } from './database.js';
import { readKeyRow } from './storage-key.js';

const CLOCK = 'clock';
const LEAST = 30000; // milliseconds; less than that is no correction
const SAME = 10000; // within this two pages have seen the same one

/* Between the clock and the monotonic one (W3C High Resolution Time). That one may stand still while the phone
   sleeps, so that only what happens while the page is visible counts. */
const clockOffset = () => Date.now() - performance.now();
let lastOffset = clockOffset();

/** @returns {Promise<number>} milliseconds by which it was set forward so far, on this phone */
export async function clockCorrection() {
  return (await readKeyRow(CLOCK))?.total ?? 0;
}

/** Looks whether the clock was set since the last look. */
export async function checkClock() {
  const now = clockOffset();
  const jump = now - lastOffset;
  lastOffset = now;
  if (globalThis.document?.visibilityState === 'visible' && Math.abs(jump) > LEAST) await record(jump);
}

/** @param {number} jump in milliseconds @returns {Promise<void>} */
function record(jump) {
  return transact(['keys'], 'readwrite', (of) => {
    const request = of('keys').get(CLOCK);
    request.onsuccess = () => {
      const { total = 0, at = -Infinity, last = 0 } = request.result ?? {};
      const isKnown = Math.abs(Date.now() - at) < SAME && Math.abs(jump - last) < SAME;
      if (!isKnown) of('keys').put({ total: total + jump, at: Date.now(), last: jump }, CLOCK);
    };
    return () => {};
  });
}

/** From here on it counts; before, the phone may have slept. */
export function restartClock() {
  lastOffset = clockOffset();
}
