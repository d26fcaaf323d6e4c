/* When and how pages send what waits on this phone. Knows no form. */

import { inTurn } from '../lib/serial.js';
import { parseHtml } from '../lib/trusted-types.js';
import { registerSync } from './background-sync.js';
import { checkClock, restartClock } from './clock-corrections.js';
import { countTaps, FIRST_WAIT, listTaps, QUEUE_CHANNEL, sendQueue } from './queue.js';
import { markCards, showCounts, showSendProgress } from './queue-banner.js';
import { postTap, readJson, tapHeaders } from './tap-requests.js';

/** @typedef {import('./queue.js').Tap} Tap */

/* Told to the document while photos go out: key, sent and total in bytes. */
export const PROGRESS = 'ownit:progress';

const SOONEST = 1000; // milliseconds
const READY_AGAIN = 3000;
const CLOCK_LOOK = 5000;

/* ---- how ---- */

/** What waits goes out when it can; photos say how far they are. @param {Tap} tap */
export async function sendLater(tap, headers = { Accept: 'application/json' }) {
  if (!tap.files.length) return postTap(tap, headers);
  // A script that is not there, of a release that has gone for one, costs only the percentage.
  const script = await import('./upload.js').catch(() => null);
  if (!script) return postTap(tap, headers);
  const progress = (/** @type {number} */ sent, /** @type {number} */ total) =>
    document.dispatchEvent(new CustomEvent(PROGRESS, { detail: { key: tap.key, sent, total } }));
  return script.upload(tap, { ...headers, ...tapHeaders(tap) }, progress);
}

/** Of a refusal, also where it came as a page. @param {Response} response */
export async function readAnswer(response) {
  if (response.headers.get('Content-Type')?.includes('json')) return readJson(response);
  const page = parseHtml(await response.clone().text());
  return { sentence: page.getElementById('notice')?.textContent?.trim() ?? '' };
}

/* ---- when ---- */

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/* One that is under way may have begun before the connection came back: one more waits for it, and not two. */
const sendOnce = inTurn(() =>
  sendQueue({ send: sendLater, read: readAnswer, force: true, wait: true })
    .catch(() => {})
    .then(scheduleAfterTry),
);

function sendNow() {
  if (!document.hidden) sendOnce();
}

/** The first request after a connection came back often fails: the phone says so before its network is ready. */
function sendSoon() {
  sendNow();
  setTimeout(sendNow, READY_AGAIN);
}

/* Of a full phone, which cannot note that it has tried: no sooner than this, in milliseconds of this page. */
let notBefore = 0;

async function scheduleNext() {
  const wait = (await nextTime()) - Date.now();
  clearTimeout(timer);
  if (wait < Infinity) timer = setTimeout(sendWhenDue, Math.max(wait, notBefore - performance.now(), SOONEST));
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
  for (const { ref, nextAt, strikes, state } of await listTaps()) {
    if (state !== 'waiting' || stuck.has(ref)) continue;
    next = Math.min(next, nextAt);
    if (!strikes) break;
    if (ref) stuck.add(ref);
  }
  return next;
}

let isWaitingForOthers = false;

/** Behind whoever is at it: nothing is looked at while another page or the worker sends. */
function sendWhenDue() {
  if (isWaitingForOthers) return;
  isWaitingForOthers = true;
  const done = () => (isWaitingForOthers = false);
  sendQueue({ send: sendLater, read: readAnswer, wait: true })
    .catch(() => {})
    .finally(done)
    .then(scheduleAfterTry);
}

/* ---- the start ---- */

/** How far the clock is set is seen while the page is looked at; a hidden page may be asleep. */
function watchClock() {
  const quietly = () => checkClock().catch(() => {});
  document.addEventListener('visibilitychange', () => (document.hidden ? quietly() : restartClock()));
  setInterval(quietly, CLOCK_LOOK);
}

export function startSender() {
  watchClock();
  document.addEventListener(PROGRESS, (event) => showSendProgress(/** @type {CustomEvent} */ (event).detail));
  window.addEventListener('online', sendSoon);
  window.addEventListener('pageshow', sendNow);
  document.addEventListener('visibilitychange', sendNow);
  // Whoever has tried, a page or the worker: each open page knows when the next try is due.
  const changed = () => Promise.all([showCounts(), scheduleNext()]).catch(() => {}); // this page hears itself, too
  for (const event of ['htmx:after:swap', 'ownit:replaced']) document.addEventListener(event, markCards);
  new BroadcastChannel(QUEUE_CHANNEL).addEventListener('message', changed);
  navigator.serviceWorker?.addEventListener('message', ({ data }) => data?.type === 'changed' && sendNow());
  showCounts();
  sendNow();
  // The browser gives up after three tries of its own.
  countTaps()
    .then(({ waiting }) => (waiting ? registerSync() : undefined))
    .catch(() => {});
}
