/* While somebody is waited for: asks whether they have answered, and shows it. Often while a code is shown
   to a colleague's camera, and then a fresh one before the old one has run out; else now and then, for
   phones that cannot ring. */

import { isNoLongerTheirs } from '../lib/answers.js';
import { revalidate } from './revalidate.js';

const OFTEN = 1000; // milliseconds between looks: both screens are to show it within two seconds
const SELDOM = 6000;
const LOOK_LIMIT = 8000; // an answer that takes longer does not come
const SLOWEST_LOOK = 30000; // when there is no answer, look ever less often, down to this
const FRESH_CODE = 4 * 60 * 1000;
const AT_MOST = 30 * 60 * 1000;

/** What is watched now; none once the answer is there.
 * @returns {HTMLElement | null} */
const polled = () => document.querySelector('[data-watch]');

/** @param {HTMLElement | null} figure */
const isOften = (figure) => figure?.dataset.often !== undefined;
const every = () => (isOften(polled()) ? OFTEN : SELDOM);

/** @param {HTMLElement} figure @returns {Promise<boolean>} whether the page shows something else than is true */
async function hasChanged(figure) {
  const answer = await fetch(figure.dataset.watch ?? '', { cache: 'no-store', signal: AbortSignal.timeout(LOOK_LIMIT) });
  if (isNoLongerTheirs(answer)) return true; // not theirs any more: show that
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).state !== figure.dataset.state;
}

/** @param {HTMLElement} main */
export default function startPolling(main) {
  const region = main.dataset.fresh ?? '';
  // By the time of this page: the phone's clock may be set meanwhile.
  let drawn = performance.now();
  let end = drawn + AT_MOST;
  let wait = every();
  let timer = 0;

  async function look() {
    const figure = polled();
    if (!figure || document.hidden) return;
    const isWornOut = isOften(figure) && performance.now() - drawn > FRESH_CODE;
    if (!isWornOut && !(await hasChanged(figure))) return;
    drawn = performance.now();
    await revalidate(region);
    // Somebody is there: worth being read out. A fresh code is not.
    if (!isWornOut && region === '#step') /** @type {HTMLElement | null} */ (document.querySelector(`${region} h1`))?.focus();
  }

  async function again() {
    clearTimeout(timer);
    if (performance.now() > end) return;
    wait = await look().then(every, () => Math.min(wait * 2, SLOWEST_LOOK));
    timer = setTimeout(again, wait);
  }

  timer = setTimeout(again, wait);
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) return;
    end = performance.now() + AT_MOST;
    again();
  });
}
