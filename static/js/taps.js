// @ts-check
/* From the thumb to the queue: a form that is a tap is written down first, then sent, and its answer shown; or
   it says that it is kept. Where nothing can be kept, forms work as they do without script. */

import { banner, endProgress, reachable } from './connection.js';
import { readAnswer, registerSync, scheduleNext, sendLater, showCounts, startDraining, underWay } from './draining.js';
import { add, dismiss, drain, isSignedOut, list } from './queue.js';
import { Locked, canKeep, holder, unlock } from './vault.js';

/** @typedef {import('./queue.js').Tap} Tap */
/** `photos`: shrunk already, in the place of those chosen; `shrinking`: until they are.
 * @typedef {HTMLFormElement & { photos?: Tap['files'], shrinking?: Promise<void> }} TapForm */

/* Told to a form when its tap is written down, with its key; what has to be done before the page may be left goes
   into `until`. */
export const TAP_KEPT = 'ownit:kept';
/* … and when its answer is that it cannot be done so: what was typed is in the form alone. */
export const TAP_REFUSED = 'ownit:refused';
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

/* ---- a form becomes a tap ---- */

/** What the form says at this moment, as the queue keeps it.
 * @param {TapForm} form @param {HTMLElement | null} [submitter] @returns {Tap} */
export function compose(form, submitter) {
  const data = new FormData(form);
  const button = /** @type {HTMLButtonElement | null} */ (submitter ?? null);
  if (button?.name) data.append(button.name, button.value);
  /** @type {[string, string][]} */
  const fields = [];
  const files = [...(form.photos ?? [])];
  for (const [name, value] of data) {
    if (typeof value === 'string') fields.push([name, value]);
    else if (!form.photos && value.size) files.push({ name, filename: value.name, blob: value });
  }
  const { tap = '', about = '', ref = '' } = form.dataset;
  return {
    key: String(data.get('key')),
    path: button?.getAttribute('formaction') ?? form.getAttribute('action') ?? '',
    person, fields, files, about, ref,
    words: button?.dataset.tap ?? tap,
    tappedAt: Date.now(), tries: 0, nextAt: 0, answer: null,
  };
}

/** The next tap of this form is another one. @param {HTMLFormElement} form */
function renewKey(form) {
  const key = /** @type {HTMLInputElement | null} */ (form.querySelector('input[name="key"]'));
  if (key) key.value = crypto.randomUUID();
}

/* ---- a tap goes out ---- */

/** Writes it down and sends it. @param {TapForm} form @param {Tap} tap @param {(tap: Tap) => Promise<Response>} send
 * @returns {Promise<Response | null>} null: it is kept, and that is shown */
async function through(form, tap, send) {
  const waiting = (await list()).filter(({ state }) => state === 'waiting');
  if (isKeptAlready(tap, waiting)) return showKept(form);
  // A page that the browser brought back as it was has the key of what waits already, and other words.
  if (waiting.some(({ key }) => key === tap.key)) giveKey(tap, crypto.randomUUID());
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
  const how = { send: sendAny, read: readAnswer, force: true, wait: true, atOnce: tap.key };
  const draining = isThere ? drain(how).catch(() => {}) : null;
  registerSync(); // before anything else can end this page
  /** @type {Promise<unknown>[]} */
  const until = [];
  form.dispatchEvent(new CustomEvent(TAP_KEPT, { bubbles: true, detail: { key: tap.key, until } }));
  await Promise.allSettled(until); // the page may be left in a moment
  if (!draining) return 0;
  await Promise.race([draining, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  const left = (await list()).find(({ key }) => key === tap.key);
  if (answer && isSignedOut(answer)) return 401;
  if (left?.state === 'waiting') return 0;
  if (answer) return answer;
  // Another tab or the service worker was faster to send it: the same key gets the same answer.
  if (!left) await mine(tap).catch(() => null);
  if (left) location.assign('/waiting');
  else if (!answer) location.reload();
  return answer;
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
  const isUnsure = (/** @type {Tap} */ one) => one === waiting.at(-1) && tap.tappedAt - one.tappedAt < UNSURE;
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
  scheduleNext();
  if (form.dataset.kept) location.assign(form.dataset.kept);
  await showCounts(); // what is hidden cannot have the focus
  const said = document.getElementById('banner-kept');
  said?.focus({ preventScroll: true });
  window.scrollTo({ top: 0 });
  return null;
}

/** What was refused stays in its form, with what is wrong with it on top.
 * @param {TapForm} form @param {import('./queue.js').Answer} answer */
function showRefusal(form, { sentence, errors = {}, fields = {}, url }) {
  for (const [name, value] of Object.entries(fields)) addHidden(form, name, value);
  renewKey(form);
  document.getElementById('notice')?.remove();
  const notice = Object.assign(document.createElement('div'), { id: 'notice', className: 'notice notice--bad', tabIndex: -1 });
  notice.setAttribute('role', 'alert');
  const lines = Object.entries(errors).filter(([, words]) => words);
  for (const [field, words] of lines.length ? lines : [['', sentence]]) notice.append(errorLine(field, words));
  if (url) notice.append(link(url, 'Look at it'));
  document.getElementById('main')?.prepend(notice);
  notice.focus({ preventScroll: true });
  window.scrollTo({ top: 0 });
  form.dispatchEvent(new CustomEvent(TAP_REFUSED, { bubbles: true }));
}

/** @param {string} field @param {string} words */
function errorLine(field, words) {
  const line = document.createElement('p');
  if (document.getElementById(`f-${field}`)) line.append(link(`#f-${field}`, words));
  else line.textContent = words;
  return line;
}

/** @param {string} href @param {string} words */
function link(href, words) {
  return Object.assign(document.createElement('a'), { href, textContent: words, className: 'link' });
}

/** @param {HTMLFormElement} form @param {string} name @param {string} value */
function addHidden(form, name, value) {
  const old = form.querySelector(`input[type="hidden"][name="${CSS.escape(name)}"]`);
  const input = /** @type {HTMLInputElement} */ (old ?? document.createElement('input'));
  form.append(Object.assign(input, { type: 'hidden', name, value }));
}

/* ---- the two kinds of form ---- */

/** htmx puts the answer into the page; the queue carries the request. @param {CustomEvent} event */
function carryHtmx(event) {
  const { ctx } = event.detail;
  const form = /** @type {TapForm | null} */ (ctx.sourceElement?.closest?.('form[data-tap]'));
  if (!form || !mayKeep) return;
  const tap = compose(form, ctx.sourceEvent?.submitter);
  ctx.fetch = async (/** @type {string} */ url, /** @type {any} */ request) => {
    const mine = { ...request, headers: { ...request.headers, 'Ownit-Person': person } };
    if (!(await ready)) return fetch(url, mine);
    const send = (/** @type {Tap} */ one) => sendLater(one, request.headers);
    const answer = await through(form, tap, send).catch((problem) => unkept(problem) ?? fetch(url, mine));
    if (answer && answer.status >= 400) await dismiss(tap.key); // it is about to be read
    return answer ?? new Response(null, { status: 202 });
  };
}

/** @param {SubmitEvent} event */
async function carryPlain(event) {
  const form = /** @type {TapForm} */ (event.target);
  const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
  // @ts-ignore a global; it may not have come over a bad network
  const isForHtmx = window.htmx && form.hasAttribute('hx-post');
  const isTap = form.matches('form[data-tap]') && !isForHtmx && button?.formMethod !== 'get';
  if (!isTap || form.dataset.direct || !mayKeep) return;
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

/** What could only be refused, perhaps hours later, is not kept: a report with neither words nor a photo.
 * @param {TapForm} form */
function saysNothing(form) {
  const field = /** @type {HTMLTextAreaElement | null} */ (form.querySelector('[data-or-photo]'));
  if (!field || field.value.trim() || form.photos?.length || form.shrinking) return false;
  field.setCustomValidity(field.dataset.orPhoto ?? '');
  field.addEventListener('input', () => field.setCustomValidity(''), { once: true });
  form.addEventListener('ownit:photos', () => field.setCustomValidity(''), { once: true });
  return !field.reportValidity();
}

/** @param {TapForm} form @param {HTMLButtonElement | null} button */
async function submitPlain(form, button) {
  const tap = compose(form, button);
  const answer = (await ready) ? await through(form, tap, sendLater).catch(unkept) : undefined;
  if (answer === undefined) return submitDirectly(form, button);
  if (answer === null || answer.status === 202) return;
  const said = /** @type {import('./queue.js').Answer} */ (await readAnswer(answer));
  if (answer.ok) return location.assign(said.url || '/');
  showRefusal(form, said);
  await dismiss(tap.key);
}

/** As without script. @param {HTMLFormElement} form @param {HTMLButtonElement | null} button */
function submitDirectly(form, button) {
  form.dataset.direct = 'yes';
  addHidden(form, 'person', person); // never done as somebody else who has signed in since
  form.requestSubmit(button);
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
