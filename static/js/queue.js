// @ts-check
/* The taps that this phone keeps until the server has answered. Each is written down before it is shown as
   kept, sent in the order in which it was tapped, by one drainer at a time (Web Locks), and only as the
   person who tapped. Runs in pages and in the service worker; knows no page. */

import { MOST_STRIKES, STRIKES, blockedBy, meaningOf } from './answers.js';
import { clockSet, noteClock } from './clock.js';
import { asJson, post, reaches, wholeAnswer } from './requests.js';
import { allUnsealed, annotate, drop, marks, remark, seal, unsealed } from './sealed.js';
import { holder, isOfEarlier, lastHandOver, lock } from './vault.js';

/** `isBlocked`: not of our server, which this tap does not reach.
 * @typedef {{ status: number, sentence: string, url: string, offer: string | null, ref?: string, isBlocked?: boolean,
 *    errors?: Record<string, string>, fields?: Record<string, string> }} Answer */
/** `person`: the tag of who tapped. `tappedAt`, `nextAt`: milliseconds since 1970 on this phone's clock;
 * `sentAt`: when it first left, on the same clock; `isBidden`: the server has asked to wait so long; `strikes`: see answers.js; `clockSet`: see clock.js, at the tap.
 * @typedef {{ key: string, person: string, path: string, fields: [string, string][],
 *    files: { name: string, filename: string, blob: Blob, isUnread?: boolean }[], words: string, about: string, ref: string,
 *    tappedAt: number, tries: number, nextAt: number, isBidden?: boolean, sentAt?: number, strikes?: number, clockSet?: number, answer: Answer | null }} Tap */
/** `isOnItsWay`: it may have arrived already, so that it cannot be taken back.
 * @typedef {Tap & { state: 'waiting' | 'answered', isOnItsWay: boolean }} ListedTap */
/** @typedef {(tap: Tap) => Promise<Response>} Send */
/** @typedef {(response: Response) => Promise<Partial<Answer>>} Read */

export const QUEUE_CHANNEL = 'ownit-taps';
export const SYNC_TAG = 'ownit-taps';
export const QUEUE_CHANGED = 'ownit:queue';
export const TOO_OLD = 'ownit:too-old';

export const TAPS = 'taps';
const KEPT = 'kept';
const SENT = 'sent'; // it may have arrived
export const ANSWERED = 'answered';
const REMARKED = 'remarked'; // done, with a sentence that nobody has read yet
const DRAINER = 'ownit-taps';
export const FIRST_WAIT = 5000;
const LONGEST_WAIT = 5 * 60000;
const SAFE_TO_REPEAT = 29 * 86400000; // the server knows its key for 30 days (OWNIT_KEEP_ACCESS_DAYS)

/* ---- what is in it ---- */

/** Resolves when it is on this phone's disk. Throws Locked when the phone is not theirs who tapped.
 * @param {Tap} tap */
export async function add(tap) {
  await noteClock();
  await seal(TAPS, tap.key, { ...tap, clockSet: await clockSet() }, { mark: KEPT, person: tap.person });
  await tell();
}

/** Mine, oldest first, without their photos. @returns {Promise<ListedTap[]>} */
export async function list() {
  return (await allUnsealed(TAPS)).filter(({ content }) => content).map(({ content, note, mark }) => ({
    ...content, ...note,
    state: [ANSWERED, REMARKED].includes(mark) ? 'answered' : 'waiting',
    isOnItsWay: mark === SENT,
  }));
}

/** @param {string} key @returns {Promise<boolean>} false: it may have arrived already, or is answered */
export async function withdraw(key) {
  const isBack = await drop(TAPS, key, KEPT);
  if (isBack) await tell({ withdrawn: key });
  return isBack;
}

/** Its answer was read. @param {string} key */
export async function dismiss(key) {
  if ((await drop(TAPS, key, ANSWERED)) || (await drop(TAPS, key, REMARKED))) await tell();
}

/** An answer that was a breakdown, or of something before our server: the same tap goes once more.
 * @param {string} key */
export async function retry(key) {
  const tap = (await list()).find((one) => one.key === key && one.state === 'answered');
  if (tap) await annotate(key, SENT, { answer: null, tries: 0, strikes: 0, nextAt: 0, sentAt: Date.now() });
  await tell();
}

/** How many of mine wait, could not be done, and are done with a remark; and how many are somebody else's. Needs no
 * key. */
export async function counts() {
  const mine = await holder();
  const found = { waiting: 0, answers: 0, remarks: 0, others: 0 };
  for (const { person, mark } of await marks()) {
    if (person !== mine) found.others += 1;
    else if (mark === ANSWERED) found.answers += 1;
    else if (mark === REMARKED) found.remarks += 1;
    else found.waiting += 1;
  }
  return found;
}

/* ---- sending ---- */

/** Sends what waits, in order. Without `wait` only if nobody else is at it.
 * @param {{ send?: Send, read?: Read, force?: boolean, wait?: boolean, atOnce?: string, within?: number }} [how] `force`: do not
 *    wait out the time after a failure, unless the server asked for it; `atOnce`: the key of what was tapped now;
 *    `within`: milliseconds in which to wait for whoever is at it, or it throws TimeoutError
 * @returns {Promise<number>} how many still wait */
export async function drain({ send = post, read = asJson, force = false, wait = false, atOnce = '', within = 0 } = {}) {
  const turn = within ? { signal: AbortSignal.timeout(within) } : { ifAvailable: !wait };
  await navigator.locks.request(DRAINER, turn, async (lock) => {
    if (lock) await sendAll(send, read, force, atOnce);
  });
  return (await list()).filter(({ state }) => state === 'waiting').length;
}

/** What does not get through holds up those of its own issue, and no others.
 * @param {Send} send @param {Read} read @param {boolean} force @param {string} atOnce */
async function sendAll(send, read, force, atOnce) {
  let isReachable = false;
  /** @type {Set<string>} of issues */
  const stuck = new Set();
  for (const tap of await list()) {
    if (tap.state === 'answered' || stuck.has(tap.ref)) continue;
    if (mayBeForgotten(tap)) {
      await answered(tap.key, { ...blockedBy(null, 'none'), sentence: 'No answer came for a month. It may have arrived.' });
      continue;
    }
    const isTooEarly = !isDue(tap) && (!force || tap.isBidden);
    if (isTooEarly && !tap.strikes) return;
    // What is on its way already, or tapped now, goes at once; for anything else it is asked first whether
    // somebody is there, so that it can be taken back as long as it has not left.
    isReachable ||= !isTooEarly && (tap.isOnItsWay || tap.key === atOnce || (await reaches()));
    if (!isTooEarly && !isReachable) return later(tap, tap.isOnItsWay ? SENT : KEPT);
    const left = isTooEarly ? 'stuck' : await sendOne(tap, send, read);
    if (left === 'all') return;
    if (left === 'stuck' && tap.ref) stuck.add(tap.ref);
  }
}

/** It was sent so long ago that the server, if it did it then, might do it a second time. @param {ListedTap} tap */
function mayBeForgotten(tap) {
  return tap.isOnItsWay && Date.now() - (tap.sentAt ?? tap.tappedAt) > SAFE_TO_REPEAT;
}

/** A clock that was set back does not hold it up for longer than the longest wait. @param {Tap} tap */
function isDue(tap) {
  const wait = tap.nextAt - Date.now();
  return wait <= 0 || wait > LONGEST_WAIT;
}

/** @param {ListedTap} listed @param {Send} send @param {Read} read
 * @returns {Promise<'none' | 'stuck' | 'all'>} which others have to wait */
async function sendOne(listed, send, read) {
  if (!(await ifThereIsRoom(remark(listed.key, SENT), true))) return 'none'; // withdrawn at this very moment
  const tap = await unsealed(TAPS, listed.key);
  if (!tap) return 'all'; // the phone was handed over
  const before = await lastHandOver();
  const response = await wholeAnswer(send(await withTrueAge({ ...tap, ...listed, files: tap.files })));
  const meaning = response ? meaningOf(response) : 'none';
  if (meaning === 'signed-out') await lockFor(tap, before);
  if (response && meaning === 'done') await done(tap, response, read);
  else if (response && meaning === 'refused') await answered(tap.key, await answerOf(response, read));
  else return triedInVain(listed, meaning, response, read);
  await tell(meaning === 'done' ? { done: tap.key } : {});
  return 'none';
}

/** What the server says beside it, which photos are missing, stays until it was read.
 * @param {Tap} tap @param {Response} response @param {Read} read */
async function done({ key, files }, response, read) {
  const answer = files.length ? await answerOf(response, read) : null;
  const isNoted = answer?.sentence && (await ifThereIsRoom(annotate(key, REMARKED, { answer }).then(() => true), false));
  if (!isNoted) await drop(TAPS, key);
}

/** The clock may have been set since. @param {Tap} tap @returns {Promise<Tap>} */
async function withTrueAge(tap) {
  await noteClock();
  const now = await clockSet();
  return { ...tap, tappedAt: tap.tappedAt + now - (tap.clockSet ?? now) };
}

/** Their session here is over: what waits is theirs, and for nobody else to read. Not by an answer to a session of
 * before. @param {Tap} tap @param {import('./vault.js').HandOver | undefined} before */
async function lockFor(tap, before) {
  const isLate = isOfEarlier(before, await lastHandOver(), null);
  if (!isLate && (await holder()) === tap.person) await lock();
}

/** It is tried again; unless it is this tap alone that does not get through, again and again.
 * @param {ListedTap} tap @param {string} meaning @param {Response | null} response @param {Read} read
 * @returns {Promise<'stuck' | 'all'>} */
async function triedInVain(tap, meaning, response, read) {
  const weight = STRIKES[meaning] ?? 0;
  const isAlone = weight > 0 && (meaning === 'crashed' || (await reaches()));
  // Tries in quick succession meet the same breakdown: they count once.
  const strikes = (tap.strikes ?? 0) + (isAlone && isDue(tap) ? weight : 0);
  if (strikes < MOST_STRIKES) await later(tap, SENT, response, strikes);
  else await answered(tap.key, response && meaning === 'crashed' ? await answerOf(response, read) : blockedBy(response, meaning));
  await tell();
  if (meaning === 'too-old') globalThis.document?.dispatchEvent(new Event(TOO_OLD));
  return isAlone ? 'stuck' : 'all';
}

/** @param {string} key @param {Answer} answer */
async function answered(key, answer) {
  await ifThereIsRoom(annotate(key, ANSWERED, { answer }), undefined);
}

/** @param {Response} response @param {Read} read @returns {Promise<Answer>} */
async function answerOf(response, read) {
  const given = await read(response).catch(() => ({}));
  return { sentence: '', url: '', offer: null, ...given, status: response.status };
}

/** Another try, later and later. One before its time, since a page was opened, does not put off the next one: it
 * would be put off for ever. @param {ListedTap} tap @param {string} mark @param {Response | null} [response]
 * @param {number} [strikes] */
async function later(tap, mark, response, strikes = tap.strikes ?? 0) {
  const asked = Math.min(Number(response?.headers.get('Retry-After')) * 1000 || 0, LONGEST_WAIT);
  const wait = asked || Math.min(FIRST_WAIT * 2 ** tap.tries, LONGEST_WAIT);
  const sentAt = mark === SENT ? (tap.sentAt ?? Date.now()) : undefined;
  const nextAt = asked || isDue(tap) ? Date.now() + wait : tap.nextAt;
  const next = { tries: tap.tries + 1, nextAt, isBidden: asked > 0, sentAt, strikes };
  await ifThereIsRoom(annotate(tap.key, mark, next), undefined);
  await tell();
}

/** A phone that is full cannot mark anything, and sending makes room: its key makes a second try safe.
 * @template T @param {Promise<T>} writing @param {T} otherwise @returns {Promise<T>} */
function ifThereIsRoom(writing, otherwise) {
  return writing.catch((problem) => {
    if (problem?.name !== 'QuotaExceededError') throw problem;
    tell({ isFull: true }).catch(() => {});
    return otherwise;
  });
}

/* ---- telling ---- */

/** Every page of this phone, and this very one at once. @param {{ done?: string, withdrawn?: string, isFull?: boolean }} [what]
 * has become of the tap with this key; `isFull`: not even a mark fits on this phone */
export async function tell(what = {}) {
  const detail = { ...(await counts()), ...what };
  const channel = new BroadcastChannel(QUEUE_CHANNEL);
  channel.postMessage({ type: 'queue', ...detail });
  channel.close();
  globalThis.document?.dispatchEvent(new CustomEvent(QUEUE_CHANGED, { detail }));
}
