/* The taps that this phone keeps until the server has answered. Each is written down before it is shown as
   kept, sent in the order in which it was tapped, by one drainer at a time (Web Locks), and only as the
   person who tapped. Runs in pages and in the service worker; knows no page. */

import { blockedBy, isOurs, MOST_STRIKES, meaningOf, STRIKES } from '../lib/answers.js';
import { message } from '../lib/messages.js';
import { checkClock, clockCorrection } from './clock-corrections.js';
import { get, getAll, put, remove, setState, states, update } from './sealed-store.js';
import { asSender } from './sender-lock.js';
import { currentPerson, forgetKey, isBeforeSwitch, lastAccountSwitch } from './storage-key.js';
import { completeAnswer, isServerReachable, postTap, readJson, wouldTakeOthers } from './tap-requests.js';

/** `isBlocked`: not of our server, which this tap does not reach; `isUnsure`: it may have arrived.
 * @typedef {{ status: number, sentence: string, url: string, offer: string | null, ref?: string, isBlocked?: boolean, isUnsure?: boolean,
 *    errors?: Record<string, string>, fields?: Record<string, string> }} Answer */
/** `person`: the tag of who tapped. `tappedAt`, `nextAt`: milliseconds since 1970 on this phone's clock;
 * `sentAt`: when it first left, see `steadyTime`; `hasRetryAfter`: the server has asked to wait so long; `strikes`: see answers.js; `clockSet`: see clock.js, at the tap.
 * @typedef {{ key: string, person: string, path: string, fields: [string, string][],
 *    files: { name: string, filename: string, blob: Blob, isUnread?: boolean }[], words: string, about: string, ref: string,
 *    tappedAt: number, tries: number, nextAt: number, hasRetryAfter?: boolean, sentAt?: number, strikes?: number, clockSet?: number, answer: Answer | null }} Tap */
/** `isOnItsWay`: it may have arrived already, so that it cannot be taken back.
 * @typedef {Tap & { state: 'waiting' | 'answered', isOnItsWay: boolean }} ListedTap */
/** @typedef {(tap: Tap) => Promise<Response>} Send */
/** @typedef {(response: Response) => Promise<Partial<Answer>>} Read */

export const QUEUE_CHANNEL = 'ownit-taps';
export const SYNC_TAG = 'ownit-taps';
export const QUEUE_CHANGED = 'ownit:queue';
export const TOO_OLD = 'ownit:too-old';

export const TAPS = 'taps';
const QUEUED = 'kept';
const MAYBE_SENT = 'sent'; // it may have arrived
export const ANSWERED = 'answered';
const DONE_WITH_NOTE = 'remarked'; // done, with a sentence that nobody has read yet
export const FIRST_WAIT = 5000;
const LONGEST_WAIT = 5 * 60000;
const MOST_IN_VAIN = 3; // one after the other: then it is hardly each of these taps alone
const SAFE_TO_REPEAT = 29 * 86400000; // the server knows its key for 30 days (OWNIT_KEEP_ACCESS_DAYS)

/* Keys of what may have arrived, of a phone too full to note it; known as long as whoever has sent it lives. */
/** @type {Set<string>} */
const unnoted = new Set();

/* ---- what is in it ---- */

/** Resolves when it is on this phone's disk. Throws Locked when the phone is not theirs who tapped.
 * @param {Tap} tap */
export async function addTap(tap) {
  await checkClock();
  await put(TAPS, tap.key, { ...tap, clockSet: await clockCorrection() }, { state: QUEUED, person: tap.person });
  await announce();
}

/** Mine, oldest first, without their photos. @returns {Promise<ListedTap[]>} */
export async function listTaps() {
  return (await getAll(TAPS))
    .filter(({ content }) => content)
    .map(({ content, note, state }) => ({
      ...content,
      ...note,
      state: [ANSWERED, DONE_WITH_NOTE].includes(state) ? 'answered' : 'waiting',
      isOnItsWay: state === MAYBE_SENT || unnoted.has(content.key),
    }));
}

/** @param {string} key @returns {Promise<boolean>} false: it may have arrived already, or is answered */
export async function withdrawTap(key) {
  const isBack = !unnoted.has(key) && (await remove(TAPS, key, QUEUED));
  if (isBack) await announce({ withdrawn: key });
  return isBack;
}

/** Its answer was read. @param {string} key */
export async function dismissAnswer(key) {
  if ((await remove(TAPS, key, ANSWERED)) || (await remove(TAPS, key, DONE_WITH_NOTE))) await announce();
}

/** An answer that was a breakdown, or of something before our server: the same tap goes once more.
 * @param {string} key */
export async function retryTap(key) {
  const tap = (await listTaps()).find((one) => one.key === key && one.state === 'answered');
  if (tap) await update(key, MAYBE_SENT, { answer: null, tries: 0, strikes: 0, nextAt: 0, sentAt: await steadyTime() });
  await announce();
}

/** How many of mine wait, could not be done, and are done with a remark; and how many of somebody else's wait. Needs no
 * key. */
export async function countTaps() {
  const mine = await currentPerson();
  const found = { waiting: 0, answers: 0, remarks: 0, others: 0 };
  for (const { person, state } of await states()) {
    const isMine = person === mine;
    if (state === ANSWERED) found.answers += Number(isMine);
    else if (state === DONE_WITH_NOTE) found.remarks += Number(isMine);
    else found[isMine ? 'waiting' : 'others'] += 1;
  }
  return found;
}

/* ---- sending ---- */

/** Sends what waits, in order. Without `wait` only if nobody else is at it.
 * @param {{ send?: Send, read?: Read, force?: boolean, wait?: boolean, atOnce?: string }} [how] `force`: do not
 *    wait out the time after a failure, unless the server asked for it; `atOnce`: the key of what was tapped now
 * @returns {Promise<number>} how many still wait */
export async function sendQueue({ send = postTap, read = readJson, force = false, wait = false, atOnce = '' } = {}) {
  await asSender(() => sendAll(send, read, force, atOnce), wait);
  return (await listTaps()).filter(({ state }) => state === 'waiting').length;
}

/** What does not get through holds up those of its own issue, and no others.
 * @param {Send} send @param {Read} read @param {boolean} force @param {string} atOnce */
async function sendAll(send, read, force, atOnce) {
  let isReachable = false;
  /** @type {Set<string>} of issues */
  const blocked = new Set();
  const now = await steadyTime();
  let inVain = 0; // in a row
  for (const tap of await listTaps()) {
    if (tap.state === 'answered' || blocked.has(tap.ref)) continue;
    if (hasExpired(tap, now)) {
      await settleAnswered(tap.key, { ...blockedBy(null, 'none'), sentence: message('No answer for a month. It may have arrived.') });
      continue;
    }
    const isTooEarly = !isDue(tap) && (!force || tap.hasRetryAfter);
    if (isTooEarly && !tap.strikes) return;
    // What is on its way already, or tapped now, goes at once; for anything else it is asked first whether
    // somebody is there, so that it can be taken back as long as it has not left.
    isReachable ||= !isTooEarly && (tap.isOnItsWay || tap.key === atOnce || (await isServerReachable()));
    if (!isTooEarly && !isReachable) return postpone(tap, tap.isOnItsWay ? MAYBE_SENT : QUEUED);
    const left = isTooEarly ? 'stuck' : await sendOne(tap, send, read);
    if (!isTooEarly) inVain = left === 'stuck' ? inVain + 1 : 0;
    if (left === 'all' || inVain === MOST_IN_VAIN) return;
    if (left === 'stuck' && tap.ref) blocked.add(tap.ref);
  }
}

/** It was sent so long ago that the server, if it did it then, might do it a second time.
 * @param {ListedTap} tap @param {number} now on the clock as it was at first */
function hasExpired(tap, now) {
  return tap.isOnItsWay && now - (tap.sentAt ?? tap.tappedAt - (tap.clockSet ?? 0)) > SAFE_TO_REPEAT;
}

/** A clock that was set back does not hold it up for longer than the longest wait. @param {Tap} tap */
function isDue(tap) {
  const wait = tap.nextAt - Date.now();
  return wait <= 0 || wait > LONGEST_WAIT;
}

/** @param {ListedTap} listed @param {Send} send @param {Read} read
 * @returns {Promise<'none' | 'stuck' | 'all'>} which others have to wait */
async function sendOne(listed, send, read) {
  if ((await currentPerson()) !== listed.person) return 'all'; // it has not left, and can be withdrawn
  const isNoted = await ifThereIsRoom(setState(listed.key, MAYBE_SENT), null);
  if (isNoted === false) return 'none'; // withdrawn at this very moment
  if (isNoted === null) unnoted.add(listed.key);
  const tap = await get(TAPS, listed.key);
  if (!tap) return 'all'; // the phone was handed over
  const before = await lastAccountSwitch();
  const response = await completeAnswer(send(await withCorrectedTime({ ...tap, ...listed, files: tap.files })));
  const meaning = response ? meaningOf(response) : 'none';
  if (meaning === 'signed-out') await forgetKeyOf(tap, before);
  let done = {};
  if (response && meaning === 'done') done = { done: tap.key, url: await settleDone(tap, response, read) };
  else if (response && meaning === 'refused') await settleAnswered(tap.key, await readFullAnswer(response, read));
  else return handleFailure(listed, meaning, response, read);
  await announce(done);
  return 'none';
}

/** What the server says beside it, which photos are missing, stays until it was read.
 * @param {Tap} tap @param {Response} response @param {Read} read @returns {Promise<string>} the issue of a report */
async function settleDone({ key, files, path }, response, read) {
  const isReport = path === '/issues';
  const answer = files.length || isReport ? await readFullAnswer(response, read) : null;
  const isNoted =
    answer?.sentence &&
    (await ifThereIsRoom(
      update(key, DONE_WITH_NOTE, { answer }).then(() => true),
      false,
    ));
  if (!isNoted) await remove(TAPS, key);
  return isReport ? (answer?.url ?? '') : '';
}

/** Milliseconds since 1970 by this phone's clock as it was before it was ever set. */
async function steadyTime() {
  await checkClock();
  return Date.now() - (await clockCorrection());
}

/** The clock may have been set since. @param {Tap} tap @returns {Promise<Tap>} */
async function withCorrectedTime(tap) {
  await checkClock();
  const now = await clockCorrection();
  return { ...tap, tappedAt: tap.tappedAt + now - (tap.clockSet ?? now) };
}

/** Their session here is over: what waits is theirs, and for nobody else to read. Not by an answer to a session of
 * before. @param {Tap} tap @param {import('./storage-key.js').AccountSwitch | undefined} before */
async function forgetKeyOf(tap, before) {
  const isLate = isBeforeSwitch(before, await lastAccountSwitch(), null);
  if (!isLate && (await currentPerson()) === tap.person) await forgetKey();
}

/** It is tried again; unless it is this tap alone that does not get through, again and again.
 * @param {ListedTap} tap @param {string} meaning @param {Response | null} response @param {Read} read
 * @returns {Promise<'stuck' | 'all'>} */
async function handleFailure(tap, meaning, response, read) {
  const weight = STRIKES[meaning] ?? 0;
  const isAlone = weight > 0 && (await wouldTakeOthers(response));
  // Tries in quick succession meet the same breakdown: they count once.
  const strikes = (tap.strikes ?? 0) + (isAlone && isDue(tap) ? weight : 0);
  if (strikes < MOST_STRIKES) await postpone(tap, MAYBE_SENT, response, strikes);
  else await settleAnswered(tap.key, await failureAnswer(response, meaning, read));
  await announce();
  if (meaning === 'too-old') globalThis.document?.dispatchEvent(new Event(TOO_OLD));
  return isAlone ? 'stuck' : 'all';
}

/** Our server says itself that it broke down. @param {Response | null} response @param {string} meaning @param {Read} read
 * @returns {Promise<Answer> | Answer} */
function failureAnswer(response, meaning, read) {
  return response && meaning === 'crashed' && isOurs(response) ? readFullAnswer(response, read) : blockedBy(response, meaning);
}

/** @param {string} key @param {Answer} answer */
async function settleAnswered(key, answer) {
  await ifThereIsRoom(update(key, ANSWERED, { answer }), undefined);
}

/** @param {Response} response @param {Read} read @returns {Promise<Answer>} */
async function readFullAnswer(response, read) {
  const given = await read(response).catch(() => ({}));
  return { sentence: '', url: '', offer: null, ...given, status: response.status };
}

/** Another try, later and later. One before its time, since a page was opened, does not put off the next one: it
 * would be put off for ever. @param {ListedTap} tap @param {string} state @param {Response | null} [response]
 * @param {number} [strikes] */
async function postpone(tap, state, response, strikes = tap.strikes ?? 0) {
  const asked = Math.min(Number(response?.headers.get('Retry-After')) * 1000, LONGEST_WAIT);
  const own = Math.min(FIRST_WAIT * 2 ** tap.tries, LONGEST_WAIT);
  // Neither a date nor nonsense; where it is this tap alone, the server may ask for it too soon, again and again.
  const hasRetryAfter = asked > 0 && (!strikes || asked >= own);
  const wait = hasRetryAfter ? asked : own;
  const sentAt = state === MAYBE_SENT ? (tap.sentAt ?? (await steadyTime())) : undefined;
  const nextAt = hasRetryAfter || isDue(tap) ? Date.now() + wait : tap.nextAt;
  const next = { tries: tap.tries + 1, nextAt, hasRetryAfter, sentAt, strikes };
  await ifThereIsRoom(update(tap.key, state, next), undefined);
  await announce();
}

/** A phone that is full cannot note anything, and sending makes room: its key makes a second try safe.
 * @template T @param {Promise<T>} writing @param {T} otherwise @returns {Promise<T>} */
function ifThereIsRoom(writing, otherwise) {
  return writing.catch((problem) => {
    if (problem?.name !== 'QuotaExceededError') throw problem;
    announce({ isFull: true }).catch(() => {});
    return otherwise;
  });
}

/* ---- telling ---- */

/** Every page of this phone, and this very one at once. @param {{ done?: string, url?: string, withdrawn?: string, isFull?: boolean }} [what]
 * has become of the tap with this key; `url`: of the issue that a report became; `isFull`: not even a state fits on this phone */
export async function announce(what = {}) {
  const detail = { ...(await countTaps()), ...what };
  const channel = new BroadcastChannel(QUEUE_CHANNEL);
  channel.postMessage({ type: 'queue', ...detail });
  channel.close();
  globalThis.document?.dispatchEvent(new CustomEvent(QUEUE_CHANGED, { detail }));
}
