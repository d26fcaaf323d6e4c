/* From the thumb to the queue: a form that is a tap is written down first, then sent, and its answer shown; or
   it says that it is kept. Where nothing can be kept it is sent at once, and the page stays until it is answered. */

import { isOurs, meaningOf } from '../lib/answers.js';
import { banner, endProgress, isReachable } from '../lib/banners.js';
import { message } from '../lib/messages.js';
import { isHtmxSoon } from '../page/load-htmx.js';
import { registerSync } from './background-sync.js';
import { addTap, dismissAnswer, listTaps, sendQueue } from './queue.js';
import { inFlight, showCounts } from './queue-banner.js';
import { readAnswer, sendLater, startSender } from './sender.js';
import { canStore, currentPerson, lastAccountSwitch, loadKey, NoKey, newKey } from './storage-key.js';
import { missingWords, renewKey, tapFromForm } from './tap-from-form.js';
import { watchOutcome } from './tap-outcome.js';

/** @typedef {import('./queue.js').Tap} Tap */
/** @typedef {import('./tap-from-form.js').TapForm} TapForm */

/* Told to a form when its tap is written down, with its key; what has to be done before the page may be left goes
   into `until`. */
export const TAP_KEPT = 'ownit:kept';
const DOUBLE_TAP = 10000; // milliseconds in which the same tap again is the same tap
const PATIENCE = 10000; // milliseconds in which an answer is waited for; then the tap is called kept

/* Whom this page was made for; a page of the shell is for whoever this phone belongs to now. */
let person = document.body.dataset.person ?? '';
const mayStore = canStore() && (person !== '' || 'shell' in document.body.dataset);

/* Whether this phone keeps taps for them. */
export const ready = mayStore ? openStore().catch(() => false) : Promise.resolve(false);

async function openStore() {
  if (person) return loadKey(person, Number(document.body.dataset.vault ?? 0));
  person = (await currentPerson()) ?? '';
  return person !== '';
}

/* ---- a tap goes out ---- */

/** Writes it down and sends it. @param {TapForm} form @param {Tap} tap @param {(tap: Tap) => Promise<Response>} send
 * @returns {Promise<Response | null>} null: it is kept, and that is shown */
async function sendOrKeep(form, tap, send) {
  const waiting = (await listTaps()).filter(({ state }) => state === 'waiting');
  if (isQueuedAlready(tap, waiting)) return announceKept(form, tap).then(() => showKept(form));
  // A page that the browser brought back as it was has the key of what waits already, and other words.
  if (waiting.some(({ key }) => key === tap.key)) replaceKey(tap, newKey());
  // Photos take their time, and say how far they are where it is said that they are kept.
  if (!tap.files.length) inFlight.add(tap.key);
  const got = await sendAndAwait(form, tap, send).finally(() => inFlight.delete(tap.key));
  if (typeof got === 'number') return showKept(form, got);
  showCounts();
  return got;
}

/** @param {TapForm} form @param {Tap} tap @param {(tap: Tap) => Promise<Response>} send
 * @returns {Promise<Response | number | null>} a number: it is kept, by this status or without one; null: another
 *    page is on its way */
async function sendAndAwait(form, tap, send) {
  await storeTap(tap); // before anything that takes its time
  const fate = watchOutcome(tap.key);
  const isThere = await isReachable();
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
  const draining = isThere ? sendQueue(how).catch(() => {}) : null;
  registerSync(); // before anything else can end this page
  await announceKept(form, tap); // the page may be left in a moment
  if (draining) await Promise.race([draining, fate.withdrawn, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  fate.end();
  const left = (await listTaps()).find(({ key }) => key === tap.key);
  if (answer && meaningOf(answer) === 'signed-out') return 401;
  if (left?.state === 'waiting' || !draining) return 0;
  if (answer && isOurs(answer)) return answer;
  if (!left) {
    await showOutcome(form, tap, fate, mine);
    return answer && isOurs(answer) ? answer : null;
  }
  // Not shown here: whatever is put into this page counts as read, and what waits there would be gone.
  location.assign('/waiting');
  return null;
}

/** @param {TapForm} form @param {Tap} tap */
async function announceKept(form, { key }) {
  /** @type {Promise<unknown>[]} */
  const until = [];
  form.dispatchEvent(new CustomEvent(TAP_KEPT, { bubbles: true, detail: { key, until } }));
  await Promise.allSettled(until);
}

/** It has gone without an answer to this page. Nothing is sent past the queue but what has arrived for certain: then
 * the same key gets the same answer. @param {TapForm} form @param {Tap} tap @param {ReturnType<typeof watchOutcome>} fate
 * @param {(tap: Tap) => Promise<Response>} send */
async function showOutcome(form, tap, { isDone, isWithdrawn }, send) {
  if (isWithdrawn) return showRefusalIn(form, { sentence: message('Withdrawn. Nothing was sent.') });
  if ((await currentPerson()) !== tap.person) return banner('banner-handed-over', true);
  const answer = isDone ? await send(tap).catch(() => null) : null;
  if (!answer || !isOurs(answer)) location.reload();
}

/** Without the script that says it where it belongs, the browser says it.
 * @param {TapForm} form @param {Partial<import('./queue.js').Answer>} answer */
async function showRefusalIn(form, answer) {
  const script = await import('./tap-refusals.js').catch(() => null);
  if (script) return script.showRefusal(form, answer);
  renewKey(form);
  alert(Object.values(answer.errors ?? {})[0] || answer.sentence);
}

/** The key may have gone since the page began, and come back: it is asked for once more. @param {Tap} tap */
async function storeTap(tap) {
  try {
    await addTap(tap);
  } catch (problem) {
    if (!(problem instanceof NoKey) || !(await loadKey(tap.person).catch(() => false))) throw problem;
    await addTap(tap);
  }
}

/** The very same tap waits, under the same key, or as the last one and since a moment only: a thumb that was not
 * sure. @param {Tap} tap @param {Tap[]} waiting */
function isQueuedAlready(tap, waiting) {
  const body = (/** @type {Tap} */ one) => JSON.stringify([one.path, one.fields.filter(([name]) => name !== 'key')]);
  const same = waiting.filter((one) => !one.files.length && !tap.files.length && body(one) === body(tap));
  const isUnsure = (/** @type {Tap} */ one) => one === waiting.at(-1) && Math.abs(tap.tappedAt - one.tappedAt) < DOUBLE_TAP;
  return same.some((one) => one.key === tap.key || isUnsure(one));
}

/** @param {Tap} tap @param {string} key */
function replaceKey(tap, key) {
  tap.key = key;
  tap.fields = tap.fields.map(([name, value]) => [name, name === 'key' ? key : value]);
}

/* ---- its answer ---- */

/** @param {TapForm} form @param {number} [status] of an answer that judged nothing @returns {Promise<null>} */
async function showKept(form, status) {
  form.reset();
  form.closest('.disclosure')?.removeAttribute('open');
  form.closest('dialog')?.close();
  renewKey(form);
  banner('banner-signed-out', status === 401);
  if (form.dataset.kept) location.assign(form.dataset.kept);
  document.querySelector('[data-saved]')?.remove(); // of the act before
  banner('banner-changed', false); // in front of what is said now, and what was typed has gone into the tap
  await showCounts(); // what is hidden cannot have the focus
  const said = /** @type {HTMLElement | null} */ (document.querySelector('.banner[tabindex]:not([hidden])'));
  said?.focus({ preventScroll: true });
  window.scrollTo({ top: 0 });
  return null;
}

/* ---- the two kinds of form ---- */

/** htmx puts the answer into the page; the queue carries the request. @param {CustomEvent} event */
function onHtmxRequest(event) {
  const { ctx } = event.detail;
  const form = /** @type {TapForm | null} */ (ctx.sourceElement?.closest?.('form[data-tap]'));
  if (!form || !person) return;
  const tap = tapFromForm(form, person, ctx.sourceEvent?.submitter);
  ctx.fetch = async (/** @type {string} */ url, /** @type {any} */ request) => {
    const direct = () => fetchChecked(url, { ...request, headers: { ...request.headers, 'Ownit-Person': person } });
    if (!(await ready)) return direct();
    const send = (/** @type {Tap} */ one) => sendLater(one, request.headers);
    const answer = await sendOrKeep(form, tap, send).catch(async (problem) => (await whenNotStored(problem)) ?? direct());
    // Read once it stands in the page; a page that is closed before has not shown it.
    const shown = () => document.addEventListener('htmx:after:swap', () => dismissAnswer(tap.key), { once: true });
    if (answer) shown();
    return answer ?? new Response(null, { status: 202 });
  };
}

/** A page of something that stands before our server, or to which that has led, is not put into this one.
 * @param {string} url @param {RequestInit} request */
async function fetchChecked(url, request) {
  const answer = await fetch(url, request);
  return isOurs(answer) && !answer.redirected ? answer : new Response(null, { status: 502 });
}

/** @param {SubmitEvent} event */
async function onSubmit(event) {
  const form = /** @type {TapForm} */ (event.target);
  const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
  const isForHtmx = form.hasAttribute('hx-post');
  const isTap = form.matches('form[data-tap]') && !(isForHtmx && window.htmx) && button?.formMethod !== 'get';
  if (!isTap || !person) return;
  event.preventDefault();
  if (form.classList.contains('is-sent')) return; // a second thumb
  const missing = missingWords(form);
  if (missing) {
    setTimeout(endProgress); // which begins once this event has been everywhere
    return showRefusalIn(form, { errors: { text: missing } });
  }
  form.classList.add('is-sent');
  let isHtmxHere = isForHtmx && (await isHtmxSoon());
  try {
    await form.shrinking;
    isHtmxHere &&= form.isConnected; // what came meanwhile may stand in its place
    if (!isHtmxHere) await submitPlain(form, button);
  } finally {
    form.classList.remove('is-sent');
    endProgress();
  }
  if (isHtmxHere) form.requestSubmit(button);
}

/** @param {TapForm} form @param {HTMLButtonElement | null} button */
async function submitPlain(form, button) {
  const tap = tapFromForm(form, person, button);
  const kept = (await ready) ? await sendOrKeep(form, tap, sendLater).catch(whenNotStored) : undefined;
  const answer = kept === undefined ? await sendAtOnce(tap) : kept;
  if (!answer || answer.status === 202) return;
  const said = /** @type {import('./queue.js').Answer} */ (await readAnswer(answer));
  if (!answer.ok) await showRefusalIn(form, said);
  else if (kept === undefined) await announceKept(form, tap);
  await dismissAnswer(tap.key).catch(() => {}); // it is shown here, or on the page to which this leads
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
 * @returns {Promise<Response | undefined>} undefined: it has to go out without being kept */
async function whenNotStored(problem) {
  if (!(problem instanceof NoKey)) return undefined;
  const last = await lastAccountSwitch().catch(() => undefined);
  const isOthers = Boolean(last?.to) && last?.to !== person;
  banner('banner-signed-out', false);
  banner(isOthers ? 'banner-handed-over' : 'banner-ended', true);
  return new Response(null, { status: 202 });
}

export function startTaps() {
  document.addEventListener('htmx:before:request', /** @type {any} */ (onHtmxRequest));
  document.addEventListener('submit', onSubmit);
  ready.then((isOpen) => (isOpen ? startSender() : canStore() && showCounts())).catch(() => {});
}
