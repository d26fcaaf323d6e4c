// @ts-check
/* The taps that this phone keeps until the server has answered. Each is written down before it is shown as
   kept, sent in the order in which it was tapped, by one drainer at a time (Web Locks), and only as the
   person who tapped. Runs in pages and in the service worker; knows no page. */

import { allUnsealed, amend, drop, holder, lock, marks, remark, seal, unsealed } from './vault.js';

/** @typedef {{ status: number, sentence: string, url: string, offer: string | null, ref?: string,
 *    errors?: Record<string, string>, fields?: Record<string, string> }} Answer */
/** `person`: the tag of who tapped. `tappedAt`, `nextAt`: milliseconds since 1970 on this phone's clock;
 * `isBidden`: the server has asked to wait so long.
 * @typedef {{ key: string, person: string, path: string, fields: [string, string][],
 *    files: { name: string, filename: string, blob: Blob }[], words: string, about: string, ref: string,
 *    tappedAt: number, tries: number, nextAt: number, isBidden?: boolean, crashes?: number, answer: Answer | null }} Tap */
/** `isOnItsWay`: it may have arrived already, so that it cannot be taken back.
 * @typedef {Tap & { state: 'waiting' | 'answered', isOnItsWay: boolean }} ListedTap */
/** @typedef {(tap: Tap) => Promise<Response>} Send */
/** @typedef {(response: Response) => Promise<Partial<Answer>>} Read */

export const QUEUE_CHANNEL = 'ownit-taps';
export const SYNC_TAG = 'ownit-taps';
export const QUEUE_CHANGED = 'ownit:queue';
export const TOO_OLD = 'ownit:too-old';

const TAPS = 'taps';
const KEPT = 'kept';
const SENT = 'sent'; // it may have arrived
const ANSWERED = 'answered';
const DRAINER = 'ownit-taps';
const PROTOCOL = '1'; // what this version says and understands; see web/http/taps.py
const SEND_LIMIT = 15000; // milliseconds
const PHOTO_LIMIT = 4 * 60000;
const ASK_LIMIT = 8000;
const FIRST_WAIT = 5000;
const LONGEST_WAIT = 5 * 60000;
const MOST_CRASHES = 5; // a tap at which the server breaks again and again must not hold up the others

/* ---- what is in it ---- */

/** Resolves when it is on this phone's disk. Throws Locked when the phone is not theirs who tapped.
 * @param {Tap} tap */
export async function add(tap) {
  await seal(TAPS, tap.key, tap, { mark: KEPT, person: tap.person });
  await tell();
}

/** Mine, oldest first, without their photos. @returns {Promise<ListedTap[]>} */
export async function list() {
  return (await allUnsealed(TAPS)).map(({ content, mark }) => ({
    ...content,
    state: mark === ANSWERED ? 'answered' : 'waiting',
    isOnItsWay: mark === SENT,
  }));
}

/** @param {string} key @returns {Promise<boolean>} false: it may have arrived already, or is answered */
export async function withdraw(key) {
  const isBack = await drop(TAPS, key, KEPT);
  if (isBack) await tell();
  return isBack;
}

/** Its answer was read. @param {string} key */
export async function dismiss(key) {
  if (await drop(TAPS, key, ANSWERED)) await tell();
}

/** An answer that was a breakdown: the same tap goes once more. @param {string} key */
export async function retry(key) {
  const tap = (await list()).find((one) => one.key === key && one.state === 'answered');
  if (tap) await amend(TAPS, key, { ...tap, answer: null, tries: 0, crashes: 0, nextAt: 0 }, SENT);
  await tell();
}

/** How many of mine wait and are answered, and how many are somebody else's; needs no key. */
export async function counts() {
  const mine = await holder();
  const found = { waiting: 0, answers: 0, others: 0 };
  for (const { person, mark } of await marks(TAPS)) {
    if (person !== mine) found.others += 1;
    else if (mark === ANSWERED) found.answers += 1;
    else found.waiting += 1;
  }
  return found;
}

/* ---- sending ---- */

/** Sends what waits, in order. Without `wait` only if nobody else is at it.
 * @param {{ send?: Send, read?: Read, force?: boolean, wait?: boolean, atOnce?: string }} [how] `force`: do not
 *    wait out the time after a failure, unless the server asked for it; `atOnce`: the key of what was tapped now
 * @returns {Promise<number>} how many still wait */
export async function drain({ send = post, read = asJson, force = false, wait = false, atOnce = '' } = {}) {
  await navigator.locks.request(DRAINER, { ifAvailable: !wait }, async (lock) => {
    if (lock) await sendAll(send, read, force, atOnce);
  });
  return (await counts()).waiting;
}

/** @param {Send} send @param {Read} read @param {boolean} force @param {string} atOnce */
async function sendAll(send, read, force, atOnce) {
  let isReachable = false;
  for (const tap of await list()) {
    if (tap.state === 'answered') continue;
    if (!isDue(tap) && (!force || tap.isBidden)) return;
    // What is on its way already, or tapped now, goes at once; for anything else it is asked first whether
    // somebody is there, so that it can be taken back as long as it has not left.
    isReachable ||= tap.isOnItsWay || tap.key === atOnce || (await reaches());
    if (!isReachable) return void (await later(tap, tap.isOnItsWay ? SENT : KEPT));
    if (!(await remark(TAPS, tap.key, SENT))) continue; // withdrawn at this very moment
    if (!(await sendOne(tap, send, read))) return;
  }
}

/** A clock that was set back does not hold it up for longer than the longest wait. @param {Tap} tap */
function isDue(tap) {
  const wait = tap.nextAt - Date.now();
  return wait <= 0 || wait > LONGEST_WAIT;
}

/** @param {ListedTap} listed @param {Send} send @param {Read} read
 * @returns {Promise<boolean>} whether the next one may go */
async function sendOne(listed, send, read) {
  const tap = await unsealed(TAPS, listed.key);
  if (!tap) return false; // the phone was handed over
  let response;
  try {
    response = await send(tap);
    await response.clone().arrayBuffer(); // an answer that breaks off is none: it will be given again
  } catch {
    await later(listed, SENT);
    return false;
  }
  const verdict = judge(response, listed);
  if (verdict === 'done') await drop(TAPS, tap.key);
  else if (verdict === 'refused') await amend(TAPS, tap.key, { ...listed, answer: await answerOf(response, read) }, ANSWERED);
  else await later(listed, verdict === 'unknown' || listed.isOnItsWay ? SENT : KEPT, response);
  // Their session here is over: what waits is theirs, and for nobody else to read.
  if (isSignedOut(response) && (await holder()) === tap.person) await lock();
  await tell();
  if (response.status === 426) globalThis.document?.dispatchEvent(new Event(TOO_OLD));
  return verdict === 'done' || verdict === 'refused';
}

/** What an answer means for the tap: `untouched` and `unknown` wait for another try. Whatever may come from a
 * gateway is `unknown`, 503 as well: a browser whose connection breaks sends the request once more by itself, so
 * that one try may have arrived and the other one met a server that could not.
 * @param {Response} response @param {Tap} tap @returns {'done' | 'refused' | 'untouched' | 'unknown'} */
function judge(response, tap) {
  const { status } = response;
  if (isSignedOut(response) || [426, 429].includes(status)) return 'untouched';
  if (status === 500 && (tap.crashes ?? 0) >= MOST_CRASHES) return 'refused';
  if (status >= 500 || [408, 425].includes(status) || !isOurs(response)) return 'unknown';
  if (response.ok) return 'done';
  return 'refused';
}

/** Not of something that stands before our server: a page to log in to a network, a gateway without us behind it.
 * @param {Response} response */
function isOurs(response) {
  return response.headers.has('Ownit-Protocol');
}

/** @param {Response} response */
export function isSignedOut(response) {
  return response.status === 401 || (response.redirected && new URL(response.url).pathname === '/sign-in');
}

/** @param {Response} response @param {Read} read @returns {Promise<Answer>} */
async function answerOf(response, read) {
  const given = await read(response).catch(() => ({}));
  return { sentence: '', url: '', offer: null, ...given, status: response.status };
}

/** Another try, later and later. @param {ListedTap} tap @param {string} mark @param {Response} [response] */
async function later(tap, mark, response) {
  const asked = Math.min(Number(response?.headers.get('Retry-After')) * 1000 || 0, LONGEST_WAIT);
  const wait = asked || Math.min(FIRST_WAIT * 2 ** tap.tries, LONGEST_WAIT);
  // Tries in quick succession meet the same breakdown: they count once.
  const crashes = (tap.crashes ?? 0) + Number(response?.status === 500 && isDue(tap));
  const next = { tries: tap.tries + 1, nextAt: Date.now() + wait, isBidden: asked > 0, crashes };
  await amend(TAPS, tap.key, { ...tap, ...next }, mark);
  await tell();
}

/** @returns {Promise<boolean>} whether our server answers */
async function reaches() {
  try {
    const answer = await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(ASK_LIMIT) });
    return answer.ok && isOurs(answer);
  } catch {
    return false;
  }
}

/* ---- the request ---- */

/** Who tapped and when, by this phone's clock: the server only believes the time in between.
 * @param {Tap} tap @returns {Record<string, string>} */
export function tapHeaders(tap) {
  return {
    'Ownit-Person': tap.person,
    'Ownit-Tapped': String(tap.tappedAt),
    'Ownit-Sent': String(Date.now()),
    'Ownit-Protocol': PROTOCOL,
  };
}

/** @param {Tap} tap @returns {FormData | URLSearchParams} */
export function tapBody(tap) {
  if (!tap.files.length) return new URLSearchParams(tap.fields);
  const body = new FormData();
  for (const [name, value] of tap.fields) body.append(name, value);
  for (const { name, filename, blob } of tap.files) body.append(name, blob, filename);
  return body;
}

/** @param {Tap} tap @param {Record<string, string>} [headers] @returns {Promise<Response>} */
export function post(tap, headers = { Accept: 'application/json' }) {
  return fetch(tap.path, {
    method: 'POST',
    headers: { ...headers, ...tapHeaders(tap) },
    body: tapBody(tap),
    signal: AbortSignal.timeout(tap.files.length ? PHOTO_LIMIT : SEND_LIMIT),
  });
}

/** @param {Response} response @returns {Promise<Partial<Answer>>} */
export function asJson(response) {
  return response.clone().json();
}

/* ---- telling ---- */

/** Every page of this phone, and this very one at once. */
async function tell() {
  const detail = await counts();
  const channel = new BroadcastChannel(QUEUE_CHANNEL);
  channel.postMessage({ type: 'queue', ...detail });
  channel.close();
  globalThis.document?.dispatchEvent(new CustomEvent(QUEUE_CHANGED, { detail }));
}
