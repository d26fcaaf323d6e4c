// @ts-check
/* From the thumb to the queue: a form that is a tap is written down first, then sent, and its answer shown; or
   it says that it is kept. Where nothing can be kept it is sent at once, and the page stays until it is answered. */

import { compose, renewKey, saysNothing } from './composing.js';
import { banner, endProgress, reachable } from './connection.js';
import { readAnswer, registerSync, sendLater, showCounts, startDraining, underWay } from './draining.js';
import { isOurs, meaningOf } from './answers.js';
import { add, dismiss, drain, list } from './queue.js';
import { fateOf } from './fate.js';
import { Locked, canKeep, holder, newKey, unlock } from './vault.js';

/** @typedef {import('./queue.js').Tap} Tap */
/** @typedef {import('./composing.js').TapForm} TapForm */

/* Told to a form when its tap is written down, with its key; what has to be done before the page may be left goes
   into `until`. */
export const TAP_KEPT = 'ownit:kept';
const UNSURE = 10000; // milliseconds in which the same tap again is the same tap
const PATIENCE = 10000; // milliseconds in which an answer is waited for; then the tap is called kept

/* Whom this page was made for; a page of the shell is for whoever this phone belongs to now. */
let person = document.body.dataset.person ?? '';
const mayKeep = canKeep() && (person !== '' || 'shell' in document.body.dataset);

/* Whether this phone keeps taps for them. */
export const ready = mayKeep ? openVault().catch(() => false) : Promise.resolve(false);

async function openVault() {
  if (person) return unlock(person, Number(document.body.dataset.vault ?? 0));
  person = (await holder()) ?? '';
  return person !== '';
}

/* ---- a tap goes out ---- */

/** Writes it down and sends it. @param {TapForm} form @param {Tap} tap @param {(tap: Tap) => Promise<Response>} send
 * @returns {Promise<Response | null>} null: it is kept, and that is shown */
async function through(form, tap, send) {
  const waiting = (await list()).filter(({ state }) => state === 'waiting');
  if (isKeptAlready(tap, waiting)) return showKept(form);
  // A page that the browser brought back as it was has the key of what waits already, and other words.
  if (waiting.some(({ key }) => key === tap.key)) giveKey(tap, newKey());
  // Photos take their time, and say how far they are where it is said that they are kept.
  if (!tap.files.length) underWay.add(tap.key);
  const got = await answerTo(form, tap, send).finally(() => underWay.delete(tap.key));
  if (typeof got === 'number') return showKept(form, got);
  showCounts();
  return got;
}

/** @param {TapForm} form @param {Tap} tap @param {(tap: Tap) => Promise<Response>} send
 * @returns {Promise<Response | number | null>} a number: it is kept, by this status or without one; null: another
 *    page is on its way */
async function answerTo(form, tap, send) {
  await addTap(tap); // before anything that takes its time
  const fate = fateOf(tap.key);
  const isThere = await reachable();
  /** @type {Response | null} */
  let answer = null;
  const mine = async (/** @type {Tap} */ one) => {
    const got = await send(one);
    const body = await got.clone().arrayBuffer(); // one that breaks off is none
    // All of it is here: the time limit of the request cannot take it away before it is shown.
    const { status, headers } = got;
    answer = got.redirected ? got : new Response(body.byteLength ? body : null, { status, headers });
    return got;
  };
  const sendAny = (/** @type {Tap} */ one) => (one.key === tap.key ? mine(one) : sendLater(one));
  // First in the queue for the lock: the service worker is woken up at once, and would get the answer.
  // A page that is a copy knows of no connection: it is asked for first, and the tap can be withdrawn until then.
  const atOnce = 'old' in document.body.dataset ? '' : tap.key;
  const how = { send: sendAny, read: readAnswer, force: true, wait: true, atOnce };
  const draining = isThere ? drain(how).catch(() => {}) : null;
  registerSync(); // before anything else can end this page
  await tellKept(form, tap); // the page may be left in a moment
  if (draining) await Promise.race([draining, fate.withdrawn, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  fate.end();
  const left = (await list()).find(({ key }) => key === tap.key);
  if (answer && meaningOf(answer) === 'signed-out') return 401;
  if (left?.state === 'waiting' || !draining) return 0;
  if (answer && isOurs(answer)) return answer;
  if (!left) {
    await showFate(form, tap, fate, mine);
    return answer && isOurs(answer) ? answer : null;
  }
  // Not shown here: whatever is put into this page counts as read, and what waits there would be gone.
  location.assign('/waiting');
  return null;
}

/** @param {TapForm} form @param {Tap} tap */
async function tellKept(form, { key }) {
  /** @type {Promise<unknown>[]} */
  const until = [];
  form.dispatchEvent(new CustomEvent(TAP_KEPT, { bubbles: true, detail: { key, until } }));
  await Promise.allSettled(until);
}

/** It has gone without an answer to this page. Nothing is sent past the queue but what has arrived for certain: then
 * the same key gets the same answer. @param {TapForm} form @param {Tap} tap @param {ReturnType<typeof fateOf>} fate
 * @param {(tap: Tap) => Promise<Response>} send */
async function showFate(form, tap, { isDone, isWithdrawn }, send) {
  if (isWithdrawn) return refused(form, { sentence: 'Withdrawn. Nothing was sent.' });
  if ((await holder()) !== tap.person) return banner('banner-handed-over', true);
  const answer = isDone ? await send(tap).catch(() => null) : null;
  if (!answer || !isOurs(answer)) location.reload();
}

/** @param {TapForm} form @param {Partial<import('./queue.js').Answer>} answer */
async function refused(form, answer) {
  (await import('./refusals.js')).showRefusal(form, answer);
}

/** The key may have gone since the page began, and come back: it is asked for once more. @param {Tap} tap */
async function addTap(tap) {
  try {
    await add(tap);
  } catch (problem) {
    if (!(problem instanceof Locked) || !(await unlock(tap.person).catch(() => false))) throw problem;
    await add(tap);
  }
}

/** The very same tap waits, under the same key, or as the last one and since a moment only: a thumb that was not
 * sure. @param {Tap} tap @param {Tap[]} waiting */
function isKeptAlready(tap, waiting) {
  const body = (/** @type {Tap} */ one) => JSON.stringify([one.path, one.fields.filter(([name]) => name !== 'key')]);
  const same = waiting.filter((one) => !one.files.length && !tap.files.length && body(one) === body(tap));
  const isUnsure = (/** @type {Tap} */ one) => one === waiting.at(-1) && Math.abs(tap.tappedAt - one.tappedAt) < UNSURE;
  return same.some((one) => one.key === tap.key || isUnsure(one));
}

/** @param {Tap} tap @param {string} key */
function giveKey(tap, key) {
  tap.key = key;
  tap.fields = tap.fields.map(([name, value]) => [name, name === 'key' ? key : value]);
}

/* ---- its answer ---- */

/** @param {TapForm} form @param {number} [status] of an answer that judged nothing @returns {Promise<null>} */
async function showKept(form, status) {
  form.reset();
  form.closest('details')?.removeAttribute('open');
  renewKey(form);
  banner('banner-signed-out', status === 401);
  await registerSync();
  if (form.dataset.kept) location.assign(form.dataset.kept);
  await showCounts(); // what is hidden cannot have the focus
  const said = document.getElementById('banner-kept');
  said?.focus({ preventScroll: true });
  window.scrollTo({ top: 0 });
  return null;
}

/* ---- the two kinds of form ---- */

/** htmx puts the answer into the page; the queue carries the request. @param {CustomEvent} event */
function carryHtmx(event) {
  const { ctx } = event.detail;
  const form = /** @type {TapForm | null} */ (ctx.sourceElement?.closest?.('form[data-tap]'));
  if (!form || !person) return;
  const tap = compose(form, person, ctx.sourceEvent?.submitter);
  ctx.fetch = async (/** @type {string} */ url, /** @type {any} */ request) => {
    const direct = () => fetchOurs(url, { ...request, headers: { ...request.headers, 'Ownit-Person': person } });
    if (!(await ready)) return direct();
    const send = (/** @type {Tap} */ one) => sendLater(one, request.headers);
    const answer = await through(form, tap, send).catch((problem) => unkept(problem) ?? direct());
    // Read once it stands in the page; a page that is closed before has not shown it.
    const shown = () => document.addEventListener('htmx:after:swap', () => dismiss(tap.key), { once: true });
    if (answer) shown();
    return answer ?? new Response(null, { status: 202 });
  };
}

/** A page of something that stands before our server is not put into this one.
 * @param {string} url @param {RequestInit} request */
async function fetchOurs(url, request) {
  const answer = await fetch(url, request);
  return isOurs(answer) ? answer : new Response(null, { status: 502 });
}

/** @param {SubmitEvent} event */
async function carryPlain(event) {
  const form = /** @type {TapForm} */ (event.target);
  const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
  // @ts-ignore a global; it may not have come over a bad network
  const isForHtmx = window.htmx && form.hasAttribute('hx-post');
  const isTap = form.matches('form[data-tap]') && !isForHtmx && button?.formMethod !== 'get';
  if (!isTap || !person) return;
  event.preventDefault();
  if (form.classList.contains('is-sent') || saysNothing(form)) return; // a second thumb, or no words
  form.classList.add('is-sent');
  try {
    await form.shrinking;
    await submitPlain(form, button);
  } finally {
    form.classList.remove('is-sent');
    endProgress();
  }
}

/** @param {TapForm} form @param {HTMLButtonElement | null} button */
async function submitPlain(form, button) {
  const tap = compose(form, person, button);
  const kept = (await ready) ? await through(form, tap, sendLater).catch(unkept) : undefined;
  const answer = kept === undefined ? await sendAtOnce(tap) : kept;
  if (!answer || answer.status === 202) return;
  const said = /** @type {import('./queue.js').Answer} */ (await readAnswer(answer));
  if (!answer.ok) await refused(form, said);
  else if (kept === undefined) await tellKept(form, tap);
  await dismiss(tap.key).catch(() => {}); // it is shown here, or on the page to which this leads
  if (answer.ok) location.assign(said.url || '/');
}

/** Without being kept: the page stays, and with it what was typed, until there is an answer.
 * @param {Tap} tap @returns {Promise<Response | null>} */
async function sendAtOnce(tap) {
  const answer = await sendLater(tap).catch(() => null);
  const isJudged = answer && ['done', 'refused', 'signed-out'].includes(meaningOf(answer));
  if (!isJudged) banner(answer ? 'banner-busy' : 'banner-unsaved', true);
  return isJudged ? answer : null;
}

/** It could not be written down. @param {unknown} problem
 * @returns {Response | undefined} undefined: it has to go out without being kept */
function unkept(problem) {
  if (!(problem instanceof Locked)) return undefined;
  banner('banner-handed-over', true);
  return new Response(null, { status: 202 });
}

export function startTaps() {
  document.addEventListener('htmx:before:request', /** @type {any} */ (carryHtmx));
  document.addEventListener('submit', carryPlain);
  ready.then((isOpen) => (isOpen ? startDraining() : canKeep() && showCounts()));
}
