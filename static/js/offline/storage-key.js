/* Whose phone this is, and their key (AES-GCM, W3C Web Cryptography), which only their sign-in gives. At hand-over
   the key goes: what is sealed stays, and nobody can read it until that person signs in here again. */

import { bytesOf } from '../lib/base64url.js';
import { KEY_ROW, PERSON_ROW, readRow, transact } from './database.js';

/** `older`: keys of before, of which nothing is sealed any more, but what waits may be.
 * @typedef {{ person: string, key: CryptoKey, version?: number, older?: CryptoKey[] }} PersonKey */
/** @typedef {{ id: string, to: string | null }} AccountSwitch */

/* Pages that were kept for reading without a network; they go with the key. */
export const PAGE_CACHE = 'ownit-pages';
/* Lies beside them while somebody may be signing in: nobody knows then whose they are, and none is shown. */
export const SWITCH_MARK = '/hand-over-is-under-way';
/* Told on this channel: the key has gone. */
export const ACCOUNT_SWITCH_CHANNEL = 'ownit-hand-over';

/* The name of the note about this device's push subscription; see static/sw/resubscribe.js. */
export const PUSH_NOTE = 'push';

const LAST_SWITCH = 'handed-over';
const KEY_LOCK = 'ownit-vault';
const KEY_LIMIT = 10000; // milliseconds

/** Nobody's key is here, or somebody else's. */
export class NoKey extends Error {}

/** Whether this browser can keep anything safely; a plain http address other than localhost cannot. */
export function canStore() {
  return 'indexedDB' in globalThis && Boolean(globalThis.crypto?.subtle) && 'locks' in navigator;
}

/** Unguessable; `crypto.randomUUID` is not there over plain http. @returns {string} */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @returns {Promise<string | null>} whose phone this is: a plain text, since service workers of WebKit before 18
 *    can neither read nor write a CryptoKey. Throws where the storage cannot be read, which says nothing. */
export async function currentPerson() {
  return (await readKeyRow(PERSON_ROW)) ?? null;
}

/** @returns {Promise<PersonKey | null>} null: nobody's, or it cannot be read here */
export async function currentKey() {
  return (await readKeyRow(KEY_ROW)) ?? null;
}

/** @returns {Promise<AccountSwitch | undefined>} */
export function lastAccountSwitch() {
  return readKeyRow(LAST_SWITCH);
}

/** What was asked for before the phone was handed over to somebody else than the answer is for decides nothing.
 * @param {AccountSwitch | undefined} before @param {AccountSwitch | undefined} last @param {string | null} person of the answer */
export function isBeforeSwitch(before, last, person) {
  return last !== undefined && last.id !== before?.id && last.to !== person;
}

/** Makes this phone theirs, as far as their session allows. The server is asked without the lock: whatever waits for
 * it, a page that opens for one, must not wait for a network.
 * @param {string} person @param {number} [version] of their key, where it is known; a newer one is fetched
 * @returns {Promise<boolean>} whether it is */
export async function loadKey(person, version = 0) {
  const mine = await keyFor(person);
  if (!mine) return fetchKey(person);
  // What waits stays readable with the key that is here: a network that fails takes nothing away.
  if ((mine.version ?? 0) < version) await fetchKey(person).catch(() => {});
  return true;
}

/** @param {string} person @returns {Promise<boolean>} */
async function fetchKey(person) {
  const before = await lastAccountSwitch();
  const answer = await fetch('/me/vault', { cache: 'no-store', signal: AbortSignal.timeout(KEY_LIMIT) });
  const given = answer.ok ? await answer.json() : null;
  if (given?.person !== person) return false; // signed out meanwhile, or signed in as somebody else
  const [key, ...older] = await Promise.all([given.key, ...(given.older ?? [])].map(toKey));
  return withKeyLock(() => installKey({ person, key, version: given.version ?? 0, older }, before));
}

/** @param {string} text base64url @returns {Promise<CryptoKey>} */
function toKey(text) {
  return crypto.subtle.importKey('raw', bytesOf(text), 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** @param {string} person @returns {Promise<PersonKey | null>} null: not theirs, or not here */
async function keyFor(person) {
  const mine = (await currentPerson()) === person ? await currentKey() : null;
  return mine?.person === person ? mine : null;
}

/** Does this while nobody's key comes or goes. The page and the service worker both look whose this phone is when
 * somebody has signed in: the second one must not take away what the first has made.
 * @template T @param {() => Promise<T>} work @returns {Promise<T>} */
export function withKeyLock(work) {
  return lockOrSteal(KEY_LOCK, AbortSignal.timeout(KEY_LIMIT), work);
}

/** A page that hangs keeps its locks as long as it is open: where `signal` says that it took too long, the lock is
 * taken away. @template T @param {string} name @param {AbortSignal} signal @param {() => Promise<T>} work
 * @returns {Promise<T>} */
export function lockOrSteal(name, signal, work) {
  return navigator.locks.request(name, { signal }, work).catch((problem) => {
    if (problem?.name !== 'TimeoutError') throw problem;
    return navigator.locks.request(name, { steal: true }, work);
  });
}

/** Unless the phone was handed over to somebody else since the key was asked for. All or nothing: where the key
 * cannot be written, what was there stays.
 * @param {PersonKey} mine @param {AccountSwitch | undefined} before @returns {Promise<boolean>} */
async function installKey(mine, before) {
  const here = await keyFor(mine.person);
  if (here && (here.version ?? 0) >= (mine.version ?? 0)) return true;
  if (isBeforeSwitch(before, await lastAccountSwitch(), mine.person)) return false;
  const isOthers = (await currentPerson()) !== mine.person;
  await transact(['keys'], 'readwrite', (of) => {
    of('keys').put(mine, KEY_ROW);
    of('keys').put(mine.person, PERSON_ROW);
    of('keys').put({ id: newKey(), to: mine.person }, LAST_SWITCH);
    return () => {};
  });
  if (isOthers) await globalThis.caches?.delete(PAGE_CACHE);
  return true;
}

/** Hand-over: the key and the kept pages go. What is sealed stays, unreadable.
 * @param {string | null} [to] whoever is here now */
export async function forgetKey(to = null) {
  await transact(['keys'], 'readwrite', (of) => {
    for (const name of [KEY_ROW, PERSON_ROW]) of('keys').delete(name);
    of('keys').put({ id: newKey(), to }, LAST_SWITCH);
    return () => {};
  });
  await globalThis.caches?.delete(PAGE_CACHE);
  const channel = new BroadcastChannel(ACCOUNT_SWITCH_CHANNEL);
  channel.postMessage({ to });
  channel.close();
}

/** Small notes of the phone itself, which pages and the service worker share.
 * @param {string} name @returns {Promise<any>} */
export function readKeyRow(name) {
  return readRow('keys', name);
}

/** @param {string} name @param {any} value */
export function writeKeyRow(name, value) {
  return transact(['keys'], 'readwrite', (of) => {
    of('keys').put(value, name);
    return () => {};
  });
}
