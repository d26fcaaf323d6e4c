/* A tap on a button of a notification: it goes through the queue like every other tap, and what came of it is
   said where somebody looks. Nothing is called done before the server has said so. */

import { fetchBadge } from '../js/lib/app-badge.js';
import { message } from '../js/lib/messages.js';
import { addTap, listTaps, SYNC_TAG } from '../js/offline/queue.js';
import { personShownNow } from './account-switch.js';
import { tellWindows, windows, worker } from './context.js';
import { serialize } from './notifications.js';
import { lastStatus, sendQueued } from './queue-sender.js';

/** @typedef {import('../js/offline/queue.js').Tap} Tap */
/** @typedef {import('./notifications.js').Act} Act */
/** `isKept`: nothing has come of it yet. @typedef {{ title: string, body: string, isKept?: boolean }} Result */
/** Where a result is shown, and what a tap on it opens. @typedef {{ tag: string, page: string }} Place */

const SLOW_ACT = 1000; // milliseconds without an answer, then it is said that it is under way
const TURN_LIMIT = 30000; // milliseconds for what others are sending; browsers end a worker that waits for long

/* Whether this browser has promised to wake this worker when there is a connection. */
let hasBackgroundSync = false;

/* ---- the tap ---- */

/** @param {any} notification @param {string} action
 * @returns {Promise<boolean>} false: this phone cannot keep it, so that a page has to be opened */
export async function performAction(notification, action) {
  const { acts = {}, receipt, navigate } = notification.data ?? {};
  const person = await personShownNow().catch(() => null);
  if (!Object.hasOwn(acts, action) || !receipt || !person) return false;
  const tap = tapFromAction(acts[action], `${receipt}-${action}`, person);
  try {
    await addTap(tap);
  } catch {
    return false;
  }
  // Refused where no window of ours is open, which is how most notifications are tapped.
  hasBackgroundSync =
    (await /** @type {any} */ (worker.registration).sync?.register(SYNC_TAG).then(
      () => true,
      () => false,
    )) ?? false;
  await sendTap(tap, { tag: notification.tag, page: navigate });
  return true;
}

/** The same tap however often the button is touched. @param {Act} act @param {string} key @param {string} person
 * @returns {Tap} */
function tapFromAction({ path, about = '', words, ref = '', seen }, key, person) {
  /** @type {[string, string][]} */
  const fields = [['key', key]];
  if (seen !== undefined) fields.push(['seen', String(seen)]);
  return {
    key,
    person,
    path,
    fields,
    files: [],
    words,
    about,
    ref,
    tappedAt: Date.now(),
    tries: 0,
    nextAt: 0,
    answer: null,
  };
}

/** @param {Tap} tap @param {Place} place */
async function sendTap(tap, place) {
  const sending = Promise.allSettled([sendQueued(true)]);
  const isQuick = await Promise.race([sending, after(SLOW_ACT)]);
  if (!isQuick) await notifyIfHidden(tap, place, { title: keptTitle(tap), body: message('Sending.'), isKept: true });
  const isBehind = !(await Promise.race([sending, after(TURN_LIMIT)]));
  if (isBehind) sending.then(updateResults);
  await Promise.all([notifyIfHidden(tap, place, await resultOf(tap, isBehind)), tellWindows(), fetchBadge().catch(() => {})]);
}

/** @param {number} time in milliseconds @returns {Promise<boolean>} */
function after(time) {
  return new Promise((resolve) => setTimeout(() => resolve(false), time));
}

/* ---- what came of it ---- */

/** @param {Tap} tap @param {boolean} [isBehind] others are sending before it @returns {Promise<Result>} */
async function resultOf(tap, isBehind = false) {
  const status = lastStatus.get(tap.key) ?? 0;
  // Whoever is signed out cannot read what waits for them.
  if (status === 401) return { title: keptTitle(tap), body: keptBody(status), isKept: true };
  const left = (await listTaps()).find(({ key }) => key === tap.key);
  if (left?.state === 'answered') return refusedWords(tap, left.answer?.sentence);
  if (left && isBehind)
    return { title: keptTitle(tap), body: message('Not sent yet. It is sent after what is being sent now.'), isKept: true };
  if (left) return { title: keptTitle(tap), body: keptBody(status), isKept: true };
  if (status >= 200 && status < 300) return { title: doneTitle(tap), body: '' };
  // A page of ours was faster to send it, and has heard the answer.
  return { title: message('Sent: “%(words)s”, %(about)s', tap), body: message('Tap to see the answer.') };
}

/** @param {Tap} tap */
const keptTitle = (tap) => message('Kept on this phone: “%(words)s”, %(about)s', tap);

/** @param {Tap} tap */
function doneTitle({ path, about }) {
  if (path.endsWith('/own')) return message('You own this: %(about)s', { about });
  if (path.endsWith('/on-it')) return message('You are on it: %(about)s', { about });
  if (path.endsWith('/accept')) return message('You said yes: %(about)s', { about });
  return message('Done: %(about)s', { about });
}

/** @param {Tap} tap @param {string} [sentence] */
function refusedWords(tap, sentence) {
  return { title: message('Not done: “%(words)s”, %(about)s', tap), body: sentence || message('Tap to see why.') };
}

/** Never more than this browser can keep to. @param {number} status of the last answer; 0: there was none */
function keptBody(status) {
  if (status === 401) return message('This phone is not signed in. Sign in to send it, if this phone can still read it.');
  if (!hasBackgroundSync) return message('Not sent yet. Open Own It when you are online to send it.');
  return status
    ? message('The server could not answer. It is sent later, at the latest when you next open Own It.')
    : message('It is sent when you are online, at the latest when you next open Own It.');
}

/** Not where somebody looks at a page of ours, which shows it itself.
 * @param {Tap} tap @param {Place} place @param {Result} result */
async function notifyIfHidden(tap, place, result) {
  const isWatched = (await windows()).some((/** @type {any} */ one) => one.visibilityState === 'visible');
  if (!isWatched) await showResult(tap, place, result);
}

/** @param {Tap} tap @param {Place} place @param {Result} result */
function showResult(tap, { tag, page }, { title, body, isKept = false }) {
  const { key, path, words, about } = tap;
  const data = { navigate: page, ...(isKept && { kept: { key, path, words, about } }) };
  const look = { icon: '/icons/icon-192.png', badge: '/icons/badge-96.png' };
  return serialize(() => worker.registration.showNotification(title, { body, tag, silent: true, data, ...look }));
}

/** Notifications that say “kept” say what came of it, once this worker has heard. */
export async function updateResults() {
  if (!lastStatus.size) return;
  /** @type {any[]} */
  let all = [];
  await serialize(async () => void (all = await worker.registration.getNotifications()));
  for (const shown of all) {
    const tap = shown.data?.kept;
    if (!tap || !lastStatus.has(tap.key)) continue;
    const result = await resultOf(tap);
    if (result.body !== shown.body) await showResult(tap, { tag: shown.tag, page: shown.data.navigate }, result);
  }
}
