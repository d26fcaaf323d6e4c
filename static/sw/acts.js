// @ts-check
/* A tap on a button of a notification: it goes through the queue like every other tap, and what came of it is
   said where somebody looks. Nothing is called done before the server has said so. */

import { renewBadge } from '../js/badge.js';
import { SYNC_TAG, add, list } from '../js/queue.js';
import { isolated } from '../js/text.js';
import { whose } from './handover.js';
import { inTurn } from './pushes.js';
import { heard, sendWaiting } from './sending.js';
import { tellWindows, windows, worker } from './worker.js';

/** @typedef {import('../js/queue.js').Tap} Tap */
/** What a button does, as the nudge says it; see push/payload.py.
 * @typedef {{ path: string, about: string, words: string, ref?: string, seen?: number }} Act */
/** `isKept`: nothing has come of it yet. @typedef {{ title: string, body: string, isKept?: boolean }} Result */
/** Where a result is shown, and what a tap on it opens. @typedef {{ tag: string, page: string }} Place */

const MOST_BUTTONS = 2;
const SLOW_ACT = 1000; // milliseconds without an answer, then it is said that it is under way
const TURN_LIMIT = 30000; // milliseconds for what others are sending; browsers end a worker that waits for long
const DONE_WORDS = /** @type {Record<string, string>} */ ({
  own: 'You own this', 'on-it': 'You said that you are on it', accept: 'You said yes',
});

/* ---- what a nudge brings along ---- */

/** For phones whose notifications have buttons. @param {any} note @returns {{ action: string, title: string }[]} */
export function buttonsOf(note) {
  const given = Array.isArray(note.actions) ? note.actions : [];
  const whole = given.filter((/** @type {any} */ one) => one && typeof one.action === 'string' && typeof one.title === 'string');
  return whole.slice(0, MOST_BUTTONS).map((/** @type {any} */ { action, title }) => ({ action, title }));
}

/** By the name of its button what it does, and which page it opens otherwise. @param {any} note */
export function behindButtons(note) {
  /** @type {Record<string, Act>} */
  const acts = {};
  /** @type {Record<string, string>} */
  const opens = {};
  for (const { action, title } of buttonsOf(note)) {
    const act = note.data?.acts?.[action];
    if (typeof act?.path === 'string') acts[action] = { ...act, words: title };
    opens[action] = note.actions.find((/** @type {any} */ one) => one?.action === action).navigate ?? note.navigate;
  }
  return { acts, opens };
}

/* Whether this browser has promised to wake this worker when there is a connection. */
let isSentAlone = false;

/* ---- the tap ---- */

/** @param {any} notification @param {string} action
 * @returns {Promise<boolean>} false: this phone cannot keep it, so that a page has to be opened */
export async function actedUpon(notification, action) {
  const { acts = {}, receipt, navigate } = notification.data ?? {};
  const person = await whose().catch(() => null);
  if (!Object.hasOwn(acts, action) || !receipt || !person) return false;
  const tap = composeTap(acts[action], `${receipt}-${action}`, person);
  try {
    await add(tap);
  } catch {
    return false;
  }
  // Refused where no window of ours is open, which is how most notifications are tapped.
  isSentAlone = (await worker.registration.sync?.register(SYNC_TAG).then(() => true, () => false)) ?? false;
  await carry(tap, { tag: notification.tag, page: navigate });
  return true;
}

/** The same tap however often the button is touched. @param {Act} act @param {string} key @param {string} person
 * @returns {Tap} */
function composeTap({ path, about = '', words, ref = '', seen }, key, person) {
  /** @type {[string, string][]} */
  const fields = [['key', key]];
  if (seen !== undefined) fields.push(['seen', String(seen)]);
  return {
    key, person, path, fields, files: [], words, about, ref,
    tappedAt: Date.now(), tries: 0, nextAt: 0, answer: null,
  };
}

/** @param {Tap} tap @param {Place} place */
async function carry(tap, place) {
  let isBehind = false;
  const sending = sendWaiting({ within: TURN_LIMIT }).catch((problem) => (isBehind = problem?.name === 'TimeoutError'));
  const isQuick = await Promise.race([sending.then(() => true), after(SLOW_ACT)]);
  if (!isQuick) await sayUnwatched(tap, place, { title: keptTitle(tap), body: 'It is being sent.', isKept: true });
  await sending;
  await Promise.all([sayUnwatched(tap, place, await resultOf(tap, isBehind)), tellWindows(), renewBadge().catch(() => {})]);
}

/** @param {number} time in milliseconds @returns {Promise<boolean>} */
function after(time) {
  return new Promise((resolve) => setTimeout(() => resolve(false), time));
}

/* ---- what came of it ---- */

/** @param {Tap} tap @param {boolean} [isBehind] others are sending before it @returns {Promise<Result>} */
async function resultOf(tap, isBehind = false) {
  const status = heard.get(tap.key) ?? 0;
  // Whoever is signed out cannot read what waits for them.
  if (status === 401) return { title: keptTitle(tap), body: keptBody(status), isKept: true };
  const left = (await list()).find(({ key }) => key === tap.key);
  if (left?.state === 'answered') return refusedWords(tap, left.answer?.sentence);
  if (left && isBehind) return { title: keptTitle(tap), body: 'Not sent yet. It goes out after what is being sent now.', isKept: true };
  if (left) return { title: keptTitle(tap), body: keptBody(status), isKept: true };
  if (status >= 200 && status < 300) return { title: doneTitle(tap), body: '' };
  // A page of ours was faster to send it, and has heard the answer.
  return { title: `Sent: ${nameOf(tap)}`, body: 'Tap to see what came of it.' };
}

/** @param {Tap} tap */
const nameOf = (tap) => `“${isolated(tap.words)}”, ${isolated(tap.about)}`;

/** @param {Tap} tap */
const keptTitle = (tap) => `Kept on this phone: ${nameOf(tap)}`;

/** @param {Tap} tap */
const doneTitle = (tap) => `${DONE_WORDS[tap.path.split('/').pop() ?? ''] ?? 'Done'}: ${isolated(tap.about)}`;

/** @param {Tap} tap @param {string} [sentence] */
const refusedWords = (tap, sentence) => ({ title: `Not done: ${nameOf(tap)}`, body: sentence || 'Tap to see why.' });

/** Never more than this browser can keep to. @param {number} status of the last answer; 0: there was none */
function keptBody(status) {
  if (status === 401) return 'This phone is not signed in. Sign in, and it is sent if this phone can still read it then.';
  if (!isSentAlone) return 'Not sent yet. Open Own It when there is a connection, and it is sent.';
  const when = 'at the latest when you open Own It then.';
  return status ? `The server could not answer. It is sent a little later, ${when}` : `It is sent when there is a connection, ${when}`;
}

/** Not where somebody looks at a page of ours, which shows it itself.
 * @param {Tap} tap @param {Place} place @param {Result} result */
async function sayUnwatched(tap, place, result) {
  const isWatched = (await windows()).some((/** @type {any} */ one) => one.visibilityState === 'visible');
  if (!isWatched) await sayResult(tap, place, result);
}

/** @param {Tap} tap @param {Place} place @param {Result} result */
function sayResult(tap, { tag, page }, { title, body, isKept = false }) {
  const { key, path, words, about } = tap;
  const data = { navigate: page, ...(isKept && { kept: { key, path, words, about } }) };
  const look = { icon: '/icons/icon-192.png', badge: '/icons/badge-96.png' };
  return inTurn(() => worker.registration.showNotification(title, { body, tag, silent: true, data, ...look }));
}

/** Notifications that say “kept” say what came of it, once this worker has heard. */
export async function renewResults() {
  if (!heard.size) return;
  /** @type {any[]} */
  let all = [];
  await inTurn(async () => void (all = await worker.registration.getNotifications()));
  for (const shown of all) {
    const tap = shown.data?.kept;
    if (!tap || !heard.has(tap.key)) continue;
    const result = await resultOf(tap);
    if (result.body !== shown.body) await sayResult(tap, { tag: shown.tag, page: shown.data.navigate }, result);
  }
}
