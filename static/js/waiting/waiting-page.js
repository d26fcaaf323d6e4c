/* The page of what waits on this phone: each tap with its state, and each refusal until it was read. It
   shows what the queue says, by copying the page's own templates, and holds nothing itself. */

import { isOurs } from '../lib/answers.js';
import { banner } from '../lib/banners.js';
import { message } from '../lib/messages.js';
import { inTurn } from '../lib/serial.js';
import { hasBackgroundSync } from '../offline/background-sync.js';
import {
  addTap,
  countTaps,
  dismissAnswer,
  listTaps,
  QUEUE_CHANGED,
  QUEUE_CHANNEL,
  retryTap,
  sendQueue,
  withdrawTap,
} from '../offline/queue.js';
import { partlyWords } from '../offline/queue-banner.js';
import { get } from '../offline/sealed-store.js';
import { PROGRESS, readAnswer, sendLater } from '../offline/sender.js';
import { canStore, currentPerson, newKey } from '../offline/storage-key.js';
import { forgetRefused } from '../report/refused-report.js';
import { onAccountSwitch } from '../session/account-switch.js';
import { showStorageNotice, startStorageNotice } from './storage-notice.js';
import { drawUnreadable, startUnreadable } from './unreadable-taps.js';
import { answeredRow, isDone, isPathOfOurs } from './waiting-answers.js';
import { blockerOf, byId, copyOf, fill, nextTry, othersWords, part, renew, summary, typedIn } from './waiting-rows.js';

/** @typedef {import('../offline/queue.js').ListedTap} ListedTap */

const ASK_LIMIT = 8000; // milliseconds
const TOO_LONG = 24 * 60 * 60 * 1000;

/* ---- words ---- */

/** Whether the server can be reached, and as whom. @type {'unknown' | 'offline' | 'signed-out' | 'online'} */
let reach = 'unknown';

/** @param {ListedTap} tap @param {ListedTap} [before] which holds it up */
function stateOf(tap, before) {
  const percent = progress.get(tap.key);
  if (percent !== undefined) return message('Sending, %(percent)s %%', { percent });
  if (reach === 'signed-out') return message('Sent after you sign in, if this phone can still read it');
  if (tap.isOnItsWay && reach === 'offline') return message('Waiting for a connection. It may have arrived already');
  const time = nextTry(before ?? tap);
  if (tap.isOnItsWay && time) return message('On its way, so it can’t be withdrawn. Next try at %(time)s', { time });
  if (tap.isOnItsWay) return message('On its way, so it can’t be withdrawn');
  if (reach !== 'online') return message('Waiting for a connection');
  if (before && time) return message('Waiting for the one before it. Next try at %(time)s', { time });
  if (before) return message('Waiting for the one before it');
  if (time) return message('The server could not answer. Next try at %(time)s', { time });
  return tap.tries ? message('The server could not answer') : message('Sending');
}

/** Read out once, and only when it is new. @param {string} words */
function say(words) {
  const said = byId('waiting-said');
  if (said.textContent !== words) said.textContent = words;
}

/* ---- one tap ---- */

/** @param {ListedTap} tap */
function unsentRow(tap) {
  const row = copyOf('waiting-tap');
  fill(row, tap);
  part(row, 'owned').hidden = tap.path !== '/issues' || new Map(tap.fields).get('intent') !== 'own';
  const button = part(row, 'withdraw');
  const isWritten = typedIn(tap).length > 0;
  button.addEventListener('click', () => {
    // What somebody has written is not lost by one thumb that slipped.
    if (isWritten && !button.dataset.asked) {
      button.dataset.asked = 'yes';
      button.textContent = message('Withdraw it, and lose what you wrote');
    } else takeBack(tap);
  });
  return row;
}

/** @param {HTMLElement} row @param {ListedTap} tap @param {ListedTap} [before] which holds it up */
function renewUnsent(row, tap, before) {
  const state = part(row, 'state');
  const words = stateOf(tap, before);
  if (state.textContent !== words) state.textContent = words;
  state.classList.toggle('queued-tap__state--late', Date.now() - tap.tappedAt > TOO_LONG);
  const percent = progress.get(tap.key);
  const bar = /** @type {HTMLProgressElement} */ (part(row, 'bar'));
  bar.hidden = percent === undefined;
  bar.value = percent ?? 0;
  part(row, 'withdraw').hidden = tap.isOnItsWay || percent !== undefined;
}

/* ---- what a thumb does ---- */

/** What takes this one's place: asked while its row still stands. @param {string} key */
function rowAfter(key) {
  const row = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  return row?.nextElementSibling ?? row?.previousElementSibling;
}

/** The focus stays where somebody was. @param {Element | null | undefined} row gone, when another page took it back */
function focusRow(row) {
  const there = row?.isConnected ? row : byId('waiting-title');
  /** @type {HTMLElement} */ (there).focus({ preventScroll: true });
}

/** @param {ListedTap} tap */
async function takeBack(tap) {
  const next = rowAfter(tap.key);
  const isBack = await withdrawTap(tap.key);
  const words = isBack
    ? message('Withdrawn: “%(words)s”.', { words: tap.words })
    : message('It is already on its way, so it can’t be withdrawn.');
  did = { words, rest: null };
  focusRow(next);
  await show();
}

/** @param {ListedTap} tap */
async function done(tap) {
  focusRow(rowAfter(tap.key));
  await forgetRefused(tap.key);
}

/** What the server wants to hear beside it makes it another tap, made just now.
 * @param {ListedTap} tap @param {Record<string, string>} more */
async function sendAgain(tap, more) {
  const whole = await get('taps', tap.key);
  if (!whole) return;
  const key = newKey();
  const fields = whole.fields.filter((/** @type {[string, string]} */ [name]) => name !== 'key' && !(name in more));
  focusRow(rowAfter(tap.key));
  await addTap({
    ...whole,
    key,
    fields: [...fields, ...Object.entries(more), ['key', key]],
    tappedAt: Date.now(),
    tries: 0,
    nextAt: 0,
    hasRetryAfter: false,
    strikes: 0,
    answer: null,
  });
  await dismissAnswer(tap.key);
  await tryNow();
}

/* What the buttons of an answer do. */
const answering = { done, sendAgain, tryAgain: (/** @type {ListedTap} */ tap) => retryTap(tap.key).then(tryNow) };

async function tryNow() {
  const button = byId('waiting-try');
  button.classList.add('is-slow');
  try {
    await Promise.all([look(), sendQueue({ send: sendLater, read: readAnswer, force: true, wait: true })]);
  } finally {
    button.classList.remove('is-slow');
    progress.clear();
    await show();
  }
}

/* What this page was told to be done, which several senders may say. @type {Set<string>} */
const sent = new Set();

/** A report that has become an issue leads there. @param {{ done?: string, url?: string }} what */
function leadOn({ done: key = '', url = '' }) {
  if (!isPathOfOurs(url) || sent.has(key)) return;
  sent.add(key);
  const row = copyOf('waiting-sent');
  /** @type {HTMLAnchorElement} */ (row.querySelector('a')).href = url;
  byId('waiting-reports').append(row);
}

/* ---- the whole ---- */

/** By key, how many per cent have left. @type {Map<string, number>} */
const progress = new Map();

/* What an act on this page did, in front of the summary, until that changes.
   @type {{ words: string, rest: string | null } | null} */
let did = /** @type {any} */ (null);

/* Whether not even the mark of a tap fits on this phone. */
let isFull = false;

const show = inTurn(draw);

async function draw() {
  const [taps, { others }] = await Promise.all([listTaps(), countTaps()]);
  const unsent = taps.filter(({ state }) => state === 'waiting');
  const answered = taps.filter(({ state }) => state === 'answered');
  renew('waiting-answered', answered, (tap) => answeredRow(tap, answering));
  renew('waiting-unsent', unsent, unsentRow).forEach((row, at) => renewUnsent(row, unsent[at], blockerOf(unsent, at)));
  byId('waiting-none').hidden = taps.length > 0 || others > 0;
  byId('waiting-action-bar').hidden = !unsent.length;
  isFull &&= unsent.length > 0;
  byId('waiting-full').hidden = !isFull || reach !== 'online';
  byId('waiting-others').hidden = !others;
  byId('waiting-others').textContent = others ? othersWords(others) : '';
  byId('waiting-sign-in').hidden = reach !== 'signed-out' || !(unsent.length || others);
  byId('waiting-stay').hidden = !unsent.length || (await hasBackgroundSync());
  await showStorageNotice(unsent.length > 0);
  const remarks = answered.filter(isDone).length;
  saySummary(summary(unsent.length, answered.length - remarks, partlyWords(remarks)));
}

/** @param {string} rest */
function saySummary(rest) {
  if (did) did.rest ??= rest;
  if (did && did.rest !== rest) did = null;
  say([did?.words, rest].filter(Boolean).join(' '));
}

/* Asks the server whether it is there, and who is signed in. What is there is shown first. */
const look = inTurn(async () => {
  await Promise.all([show(), drawUnreadable()]);
  const asked = { cache: 'no-store', headers: { Accept: 'application/json' }, signal: AbortSignal.timeout(ASK_LIMIT) };
  try {
    const answer = await fetch('/me/badge', /** @type {RequestInit} */ (asked));
    const isMine = isOurs(answer) && answer.ok && (await answer.json()).person === (await currentPerson());
    reach = isMine || (isOurs(answer) && answer.status >= 500) ? 'online' : isOurs(answer) ? 'signed-out' : 'offline';
  } catch {
    reach = 'offline';
  }
  banner('banner-offline', reach === 'offline');
  await show();
});

/** @param {CustomEvent<{ key: string, sent: number, total: number }>} event */
function showProgress({ detail: { key, sent, total } }) {
  progress.set(key, total ? Math.min(Math.floor((100 * sent) / total), 100) : 0);
  show();
}

export default async function waitingPage() {
  // The second one fails where the storage is broken, or does not answer.
  if (!canStore() || !(await countTaps().catch(() => null))) {
    return say(message('This browser cannot keep anything. What you tap is sent at once, or not at all.'));
  }
  const changed = (/** @type {{ isFull?: boolean, done?: string, url?: string }} */ what) => {
    isFull ||= Boolean(what.isFull);
    leadOn(what);
    progress.clear();
    // What was sent or tried says more of the connection than a phone that believes it has one all along.
    show();
    if (reach !== 'online') look();
  };
  document.addEventListener(QUEUE_CHANGED, (event) => changed(/** @type {CustomEvent} */ (event).detail));
  new BroadcastChannel(QUEUE_CHANNEL).addEventListener('message', ({ data }) => changed(data));
  document.addEventListener(PROGRESS, /** @type {any} */ (showProgress));
  document.addEventListener('visibilitychange', () => !document.hidden && look());
  onAccountSwitch(() => {
    did = null;
    byId('waiting-reports').replaceChildren();
    show();
  });
  for (const event of ['online', 'offline', 'pageshow']) window.addEventListener(event, look);
  byId('waiting-try').addEventListener('click', tryNow);
  startUnreadable();
  startStorageNotice();
  await look();
  // Home leads to one of them.
  const named = location.hash && document.querySelector(`[data-key="${CSS.escape(location.hash.slice(1))}"]`);
  if (named) /** @type {HTMLElement} */ (named).focus();
}
