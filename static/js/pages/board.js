/* Keeps a site's board fresh while somebody looks at it, and says since when it is old when it cannot.
   Knows nothing of what is on the board: the server answers with the whole of it. */

import { isNoLongerTheirs, isOurs } from '../lib/answers.js';
import { siteClock } from '../lib/site-clock.js';
import { parseHtml } from '../lib/trusted-types.js';
import { QUEUE_CHANNEL } from '../offline/queue.js';
import { selectorOf } from '../page/swap.js';

const EVERY = 10000; // milliseconds between looks
const SLOWEST = 60000; // when there is no answer, look ever less often, down to this
const AT_LONGEST = 60000; // a focus that was left on the board does not keep it from showing what is new
const TOO_LONG = 8000; // an answer that takes longer does not come
const REGION = '#board';

let tag = '';
let shownAt = Date.now(); // when the server last said that this is how it stands

const region = () => /** @type {HTMLElement | null} */ (document.querySelector(REGION));

/** Under a thumb, or on its way to the server, or in the middle of being chosen. */
function isBusy() {
  const board = region();
  if (!board || board.querySelector('.is-sent') || board.matches(':active')) return true;
  const isHeld = board.querySelector('form :focus') !== null;
  return isHeld && Date.now() - shownAt < AT_LONGEST;
}

/** @param {HTMLElement} fresh */
function replace(fresh) {
  const old = region();
  const focused = old?.contains(document.activeElement) ? selectorOf(document.activeElement) : '';
  old?.replaceWith(fresh);
  const again = focused ? fresh.querySelector(focused) : null;
  /** @type {HTMLElement | null} */ (again)?.focus({ preventScroll: true });
}

/** @param {HTMLElement} main @param {boolean} isOld */
function sayAge(main, isOld) {
  const clock = siteClock(shownAt);
  const show = (/** @type {string} */ name, /** @type {boolean} */ shown) => {
    const words = /** @type {HTMLElement | null} */ (main.querySelector(`[data-board="${name}"]`));
    if (!words) return;
    words.hidden = !shown;
    const time = words.querySelector('time');
    if (!time || time.textContent === clock) return;
    time.textContent = clock;
    time.dateTime = new Date(shownAt).toISOString();
  };
  show('still', false);
  show('fresh', !isOld);
  show('old', isOld);
  region()?.toggleAttribute('data-old', isOld);
}

/** Throws when there is no answer that can be shown. @param {string} url */
async function look(url) {
  /** @type {Record<string, string>} */
  const headers = tag ? { 'If-None-Match': tag } : {};
  const answer = await fetch(url, { headers, cache: 'no-store', signal: AbortSignal.timeout(TOO_LONG) });
  if (answer.status === 304 && isOurs(answer)) return void (shownAt = Date.now());
  // Signed out, or not a lead any more: show that.
  if (isOurs(answer) && (answer.redirected || isNoLongerTheirs(answer))) return location.reload();
  if (answer.status !== 200 || !isOurs(answer)) throw new Error(String(answer.status));
  const fresh = /** @type {HTMLElement | null} */ (parseHtml(await answer.text()).querySelector(REGION));
  if (!fresh) throw new Error('no board in it');
  if (isBusy()) return;
  replace(fresh);
  tag = answer.headers.get('ETag') ?? '';
  shownAt = Date.now();
}

/** @param {HTMLElement} main */
export default function board(main) {
  let wait = EVERY;
  let timer = 0;

  async function again() {
    clearTimeout(timer);
    if (document.hidden) return;
    const isKnown = await look(main.dataset.board ?? '').then(
      () => true,
      () => false,
    );
    wait = isKnown ? EVERY : Math.min(wait * 2, SLOWEST);
    sayAge(main, !isKnown);
    clearTimeout(timer);
    timer = setTimeout(again, wait);
  }

  function comeBack() {
    if (document.hidden) return;
    sayAge(main, Date.now() - shownAt > 2 * EVERY);
    again();
  }

  document.addEventListener('visibilitychange', comeBack);
  window.addEventListener('online', again);
  window.addEventListener('pageshow', (event) => {
    document.querySelectorAll('.is-sent').forEach((form) => form.classList.remove('is-sent'));
    if (event.persisted) comeBack();
  });
  navigator.serviceWorker?.addEventListener('message', (event) => {
    if (event.data?.type === 'changed') again();
  });
  // What another tab of this phone has sent.
  new BroadcastChannel(QUEUE_CHANNEL).addEventListener('message', again);
  sayAge(main, false);
  timer = setTimeout(again, wait);
}
