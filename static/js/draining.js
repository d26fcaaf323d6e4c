// @ts-check
/* When what waits on this phone is sent, and that it waits is told on every page. Knows no form. */

import { watchClock } from './clock.js';
import { banner } from './connection.js';
import { ANSWERED, FIRST_WAIT, QUEUE_CHANNEL, SYNC_TAG, TAPS, counts, drain, list } from './queue.js';
import { asJson, post, tapHeaders } from './requests.js';
import { unreadable } from './sealed.js';
import { isolated } from './text.js';
import { parsed } from './trusted.js';
import { holder } from './vault.js';

/** @typedef {import('./queue.js').Tap} Tap */

/* Told to the document while photos go out: key, sent and total in bytes. */
export const PROGRESS = 'ownit:progress';

const SOONEST = 1000; // milliseconds
const READY_AGAIN = 3000;

/* Keys of what was tapped on this page a moment ago: an answer is waited for, and nothing is called kept yet. */
/** @type {Set<string>} */
export const underWay = new Set();

/* ---- how ---- */

/** What waits goes out when it can; photos say how far they are. @param {Tap} tap */
export async function sendLater(tap, headers = { Accept: 'application/json' }) {
  if (!tap.files.length) return post(tap, headers);
  const { upload } = await import('./upload.js');
  const progress = (/** @type {number} */ sent, /** @type {number} */ total) =>
    document.dispatchEvent(new CustomEvent(PROGRESS, { detail: { key: tap.key, sent, total } }));
  return upload(tap, { ...headers, ...tapHeaders(tap) }, progress);
}

/** Of a refusal, also where it came as a page. @param {Response} response */
export async function readAnswer(response) {
  if (response.headers.get('Content-Type')?.includes('json')) return asJson(response);
  const page = parsed(await response.clone().text());
  return { sentence: page.getElementById('notice')?.textContent?.trim() ?? '' };
}

/* ---- when ---- */

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/* The one that is under way, and whether one more waits for its end. */
let draining = Promise.resolve();
let isNextAsked = false;

/** One that is under way may have begun before the connection came back: one more waits for it, and not two. */
function drainNow() {
  if (document.hidden || isNextAsked) return;
  isNextAsked = true;
  draining = draining.then(drainOnce).catch(() => {}).then(scheduleAfterTry);
}

function drainOnce() {
  isNextAsked = false;
  return drain({ send: sendLater, read: readAnswer, force: true, wait: true });
}

/** The first request after a connection came back often fails: the phone says so before its network is ready. */
function drainSoon() {
  drainNow();
  setTimeout(drainNow, READY_AGAIN);
}

/* Of a full phone, which cannot note that it has tried: no sooner than this, in milliseconds of this page. */
let notBefore = 0;

async function scheduleNext() {
  const wait = (await nextTime()) - Date.now();
  clearTimeout(timer);
  if (wait < Infinity) timer = setTimeout(drainWhenDue, Math.max(wait, notBefore - performance.now(), SOONEST));
}

/** What is still due has been tried without a trace. */
async function scheduleAfterTry() {
  const next = await nextTime().catch(() => 0);
  if (next <= Date.now()) notBefore = performance.now() + FIRST_WAIT;
  await scheduleNext().catch(() => {});
}

/** What does not get through holds up its own issue alone. @returns {Promise<number>} milliseconds since 1970 */
async function nextTime() {
  let next = Infinity;
  const stuck = new Set();
  for (const { ref, nextAt, strikes, state } of await list()) {
    if (state !== 'waiting' || stuck.has(ref)) continue;
    next = Math.min(next, nextAt);
    if (!strikes) break;
    if (ref) stuck.add(ref);
  }
  return next;
}

let isWaitingForOthers = false;

/** Behind whoever is at it: nothing is looked at while another page or the worker sends. */
function drainWhenDue() {
  if (isWaitingForOthers) return;
  isWaitingForOthers = true;
  const done = () => (isWaitingForOthers = false);
  drain({ send: sendLater, read: readAnswer, wait: true }).catch(() => {}).finally(done).then(scheduleAfterTry);
}

/** Where the browser can send in the background (Background Sync, not on iPhones and in Firefox). */
export async function registerSync() {
  const registration = await navigator.serviceWorker?.getRegistration();
  if (!registration || !('sync' in registration)) return;
  // @ts-ignore not in every type library
  await registration.sync.register(SYNC_TAG).catch(() => {});
  // Such browsers do not ask anybody; others are asked when the phone is to ring (ring.js).
  navigator.storage?.persist?.().catch(() => {});
}

/* ---- telling ---- */

export async function showCounts() {
  const { waiting, answers, remarks, others } = await counts();
  const isOthers = others > 0 && !(await holder());
  // What cannot be read any more goes nowhere: it is told beside what could not be done.
  const lost = (await unreadable(TAPS)).filter(({ mark }) => mark !== ANSWERED).length;
  const kept = isOthers ? others : waiting - lost - underWay.size;
  const undone = answers + lost;
  banner('banner-kept', kept > 0);
  banner('banner-answers', undone + remarks > 0);
  say('kept-count', `Kept on this phone, ${kept} waiting.`);
  say('answers-count', answersWords(undone, remarks));
  say('kept-how', isOthers ? 'Sent only when whoever tapped signs in here again, if this phone can still read it then.' : await howItGoes());
  await markCards();
}

/** @param {number} undone @param {number} remarks */
function answersWords(undone, remarks) {
  const refused = undone === 1 ? 'One tap could not be done.' : `${undone} taps could not be done.`;
  return [undone ? refused : '', partlyWords(remarks)].filter(Boolean).join(' ');
}

/** @param {number} remarks taps that were done without all of their photos @returns {string} empty for none */
export function partlyWords(remarks) {
  if (!remarks) return '';
  return remarks === 1 ? 'One was saved without all of its photos.' : `${remarks} were saved without all of their photos.`;
}

/** What this browser can promise, and no more: Chromium tries three times within some twenty minutes (Background
 * Sync, `lastChance`), and registers again only where a page asks for it. */
async function howItGoes() {
  const registration = await navigator.serviceWorker?.getRegistration();
  const isSentAlone = registration && 'sync' in registration;
  return isSentAlone ? 'Not sent yet. It goes out when there is a connection, at the latest when you open Own It then.' : 'Not sent yet. Keep Own It open until it is.';
}

/** On the card of each issue what waits for it. */
async function markCards() {
  const places = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-kept-for]'));
  if (!places.length) return;
  const waiting = (await list()).filter(({ key, state }) => state === 'waiting' && !underWay.has(key));
  for (const place of places) {
    const words = waiting.filter(({ ref }) => ref === place.dataset.keptFor).map((tap) => `“${isolated(tap.words)}”`);
    place.hidden = !words.length;
    place.textContent = `Kept on this phone, not sent yet: ${words.join(', ')}`;
  }
}

/** @param {string} id @param {string} words */
function say(id, words) {
  const element = document.getElementById(id);
  if (element && element.textContent !== words) element.textContent = words;
}

/** In steps: it is read out. @param {{ sent: number, total: number }} detail */
function sayProgress({ sent, total }) {
  say('kept-how', `Sending a photo … ${Math.floor((10 * sent) / total) * 10} %`);
}

export function startDraining() {
  watchClock();
  document.addEventListener(PROGRESS, (event) => sayProgress(/** @type {CustomEvent} */ (event).detail));
  window.addEventListener('online', drainSoon);
  window.addEventListener('pageshow', drainNow);
  document.addEventListener('visibilitychange', drainNow);
  // Whoever has tried, a page or the worker: each open page knows when the next try is due.
  const changed = () => Promise.all([showCounts(), scheduleNext()]).catch(() => {}); // this page hears itself, too
  for (const event of ['htmx:after:swap', 'ownit:fresh']) document.addEventListener(event, markCards);
  new BroadcastChannel(QUEUE_CHANNEL).addEventListener('message', changed);
  navigator.serviceWorker?.addEventListener('message', ({ data }) => data?.type === 'changed' && drainNow());
  showCounts();
  drainNow();
  // The browser gives up after three tries of its own.
  counts().then(({ waiting }) => (waiting ? registerSync() : undefined)).catch(() => {});
}
