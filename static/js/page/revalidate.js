/* Fetches the page's changing part again when somebody looks at it again, when something says that it changed, and
   every `data-every` seconds where the page asks for that; where it cannot find out, the page says from when it is.
   Never while something is typed or sent: typed text must not vanish. */

import { isNoLongerTheirs, isOurs } from '../lib/answers.js';
import { banner, showConnection } from '../lib/banners.js';
import { siteClock, siteMoment } from '../lib/site-clock.js';
import { parseHtml } from '../lib/trusted-types.js';
import { QUEUE_CHANNEL } from '../offline/queue.js';
import { isHeld, isInUse, isSending, isTyped, swapIn, textOf } from './swap.js';

/* Told to the document: somebody came back, and sees what is true now. */
export const REVALIDATED = 'ownit:revalidated';
/* … and: the page was fetched anew, for whatever reason. */
const REPLACED = 'ownit:replaced';

const TOO_LONG = 8000; // milliseconds; an answer that takes longer does not come
const AGAIN = 3000; // before the next look, while the page is old; later and later
const SLOWEST = 60000;
const A_TURN = 300; // until the next look at what is being sent, or for an answer to get into its place
const ECHO = 3000; // after an act of this page, in which others are told of it

const AT_LONGEST = 60000; // a focus that was left on a button does not keep a live page from showing what is new

/* Milliseconds of this page, whatever becomes of the phone's clock. */
const now = () => performance.now();

/* When an act's answer was put into this page. */
let shownAt = -Infinity;
/* When the page was last known to show what is true. */
let trueAt = now();

/** @returns {number} for how many milliseconds the page has shown what it shows */
export const age = () => now() - trueAt;

const isOld = () => 'old' in document.body.dataset;

/** What the server shows now, in the place of what is shown; unless somebody is in the middle of something.
 * @param {string} selector @returns {Promise<boolean>} whether the page shows what is true */
export async function revalidate(selector) {
  const region = /** @type {HTMLElement | null} */ (document.querySelector(selector));
  if (document.hidden || !region) return false;
  const begun = now();
  const page = await fetchAgain(region);
  // What an act was answered meanwhile is as new, and says what became of it.
  if (shownAt >= begun) return true;
  if (page === 'same') return setAge();
  const fresh = page?.querySelector(selector);
  const old = document.querySelector(selector);
  // It has become another page; what is tapped at this moment is answered with what it is now.
  if (page && !fresh) return !isSending(document.body) && reloadUnlessTyped();
  if (!page || !fresh || !old || isSending(old)) return false;
  if (isPolled() && isHeld(old) && age() < AT_LONGEST) return false;
  if (isInUse(old)) {
    banner('banner-changed', textOf(old) !== textOf(fresh));
    endOldCopy();
    return false;
  }
  show(old, fresh, page);
  return setAge();
}

/** Throws when there is no answer. @param {HTMLElement} region
 * @returns {Promise<Document | 'same' | null>} null: this page is loaded anew */
async function fetchAgain({ dataset }) {
  /** @type {Record<string, string>} */
  const headers = { Accept: 'text/html', ...(dataset.tag && { 'If-None-Match': `"${dataset.tag}"` }) };
  const answer = await fetch(mainData().from ?? location.href, { cache: 'no-store', headers, signal: AbortSignal.timeout(TOO_LONG) });
  const person = answer.headers.get('Ownit-Person') ?? '';
  if (!isOurs(answer)) throw new Error(`not ours: ${answer.status}`);
  if (answer.status === 304) return 'same'; // the tag is of this person's page alone
  const isTheirs = person === (document.body.dataset.person ?? '') && !answer.redirected && isInLanguage(answer);
  if (isNoLongerTheirs(answer) || (answer.ok && !isTheirs)) {
    reloadUnlessTyped(person);
    return null;
  }
  if (!answer.ok) throw new Error(String(answer.status));
  return parseHtml(await answer.text());
}

/** They may have chosen another one meanwhile, on another phone: no page is in two. @param {Response} answer */
function isInLanguage({ headers }) {
  return (headers.get('Content-Language') ?? document.documentElement.lang) === document.documentElement.lang;
}

/** What the page says of how it is kept fresh: `from` another address than its own, `every` so many seconds. */
const mainData = () => document.getElementById('main')?.dataset ?? {};
const isPolled = () => Boolean(mainData().every);

/** What is typed here would be gone with a new load, and what is being tapped may not be written down yet.
 * @param {string} [person] who is signed in now */
function reloadUnlessTyped(person = document.body.dataset.person) {
  if (isSending(document.body)) setTimeout(() => reloadUnlessTyped(person), A_TURN);
  else if (!isTyped()) location.reload();
  else banner(person ? 'banner-handed-over' : 'banner-signed-out', person !== document.body.dataset.person);
  return false;
}

/** @param {Element} old @param {Element} fresh @param {Document} page */
function show(old, fresh, page) {
  swapIn(old, fresh);
  if (page.title) document.title = page.title; // a part of a page has none
  banner('banner-changed', false);
  document.dispatchEvent(new Event(REPLACED));
}

/** What is shown may be old still, but there is a connection. */
function endOldCopy() {
  if (isOld()) showConnection();
  delete document.body.dataset.old;
}

/** The page shows what is true at this moment. */
function setAge() {
  trueAt = now();
  endOldCopy();
  say('updated', siteClock(Date.now()));
  say('as-of', siteMoment(Date.now()));
  return true;
}

/** @param {string} name @param {string} words */
function say(name, words) {
  for (const one of document.querySelectorAll(`[data-${name}]`)) if (one.textContent !== words) one.textContent = words;
}

/** @param {HTMLElement} main */
export function startRevalidation(main) {
  const selector = main.dataset.fresh ?? '';
  const every = Number(main.dataset.every ?? 0) * 1000;
  let wait = AGAIN;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Promise<boolean> | null} */
  let looking = null;
  let isDue = false;

  /** One look at a time, and one more if it was asked for meanwhile. @returns {Promise<boolean>} */
  function again() {
    isDue = looking !== null;
    looking ??= look().finally(() => {
      looking = null;
      if (isDue) again();
    });
    return looking;
  }

  async function look() {
    clearTimeout(timer);
    try {
      const isShown = await revalidate(selector);
      wait = AGAIN;
      if (every) later(every);
      return isShown;
    } catch {
      document.body.dataset.old = '';
      later(wait);
      wait = Math.min(wait * 2, SLOWEST);
      return false;
    }
  }

  /** @param {number} delay milliseconds */
  function later(delay) {
    clearTimeout(timer);
    timer = setTimeout(() => !document.hidden && again(), delay);
  }

  const onReturn = async () => (await again()) && document.dispatchEvent(new Event(REVALIDATED));
  document.addEventListener('visibilitychange', () => !document.hidden && onReturn());
  window.addEventListener('online', again);
  window.addEventListener('pageshow', (event) => event.persisted && onReturn());
  document.addEventListener('htmx:after:swap', (event) => {
    shownAt = now();
    setAge();
    banner('banner-changed', false);
    const { raw } = /** @type {CustomEvent} */ (event).detail.ctx.response;
    // A refused act comes with what was typed, and only this page has that. A sheet is left first.
    if (raw.ok && !isInLanguage(raw)) setTimeout(reloadUnlessTyped, A_TURN);
  });
  document.getElementById('show-changed')?.addEventListener('click', () => showChanged(selector));
  onOtherChanges(() => now() - shownAt > ECHO && again());
  if (isOld()) later(wait);
  else if (every) later(every);
}

/** What somebody asked to see although they are writing. @param {string} selector */
async function showChanged(selector) {
  const old = /** @type {HTMLElement | null} */ (document.querySelector(selector));
  const page = old && (await fetchAgain(old).catch(() => null));
  const fresh = page !== 'same' && page?.querySelector(selector);
  if (old && fresh) show(old, fresh, /** @type {Document} */ (page));
}

/** Pushes, and other tabs on this phone: one of ours was told to the server. @param {() => unknown} changed */
function onOtherChanges(changed) {
  navigator.serviceWorker?.addEventListener('message', ({ data }) => data?.type === 'changed' && changed());
  let waiting = Infinity; // not known yet
  new BroadcastChannel(QUEUE_CHANNEL).addEventListener('message', ({ data }) => {
    const isSent = data.waiting < waiting;
    waiting = data.waiting;
    // When this page's own answer is in its place.
    if (isSent) setTimeout(changed, A_TURN);
  });
}
