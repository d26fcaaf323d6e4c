// @ts-check
/* What this phone keeps for one person: in IndexedDB, sealed (AES-GCM, W3C Web Cryptography) with a key that
   only their sign-in gives. At hand-over the key goes: what is sealed stays, and nobody can read it until
   that person signs in here again. Knows nothing of what it keeps. */

/** `older`: keys of before, of which nothing is sealed any more, but what waits may be.
 * @typedef {{ person: string, key: CryptoKey, version?: number, older?: CryptoKey[] }} Holder */
/** @typedef {{ id: string, to: string | null }} HandOver */
/** @typedef {{ iv: BufferSource, body: ArrayBuffer }} Sealed */
/** `n` gives the order, `mark` may be read without the key.
 * @typedef {{ id: string, n: number, person: string, mark: string, text: Sealed, blobs: Sealed[] }} Row */

/* Pages that were kept for reading without a network; they go with the key. */
export const KEPT_PAGES = 'ownit-pages';
/* Lies beside them while somebody may be signing in: nobody knows then whose they are, and none is shown. */
export const UNDER_WAY = '/hand-over-is-under-way';

const DATABASE = 'ownit';
const HOLDER = 'holder';
const HANDED_OVER = 'handed-over';
const STORES = ['taps', 'drafts'];
const HANDING_OVER = 'ownit-vault';
const UNLOCK_LIMIT = 10000; // milliseconds

/** Nobody's key is here, or somebody else's. */
export class Locked extends Error {}

/** Whether this browser can keep anything safely; a plain http address other than localhost cannot. */
export function canKeep() {
  return 'indexedDB' in globalThis && Boolean(globalThis.crypto?.subtle) && 'locks' in navigator;
}

/* ---- whose it is ---- */

/** @returns {Promise<string | null>} whose key is here */
export async function holder() {
  return (await current())?.person ?? null;
}

/** Makes this phone theirs, as far as their session allows. The server is asked without the lock: whatever waits for
 * it, a page that opens for one, must not wait for a network.
 * @param {string} person @param {number} [version] of their key, where it is known; a newer one is fetched
 * @returns {Promise<boolean>} whether it is */
export async function unlock(person, version = 0) {
  const mine = await current();
  if (mine?.person !== person) return fetchKey(person);
  // What waits stays readable with the key that is here: a network that fails takes nothing away.
  if ((mine.version ?? 0) < version) await fetchKey(person).catch(() => {});
  return true;
}

/** @param {string} person @returns {Promise<boolean>} */
async function fetchKey(person) {
  const before = await lastHandOver();
  const answer = await fetch('/me/vault', { cache: 'no-store', signal: AbortSignal.timeout(UNLOCK_LIMIT) });
  const given = answer.ok ? await answer.json() : null;
  if (given?.person !== person) return false; // signed out meanwhile, or signed in as somebody else
  const [key, ...older] = await Promise.all([given.key, ...(given.older ?? [])].map(toKey));
  return alone(() => take({ person, key, version: given.version ?? 0, older }, before));
}

/** @param {string} text base64url @returns {Promise<CryptoKey>} */
function toKey(text) {
  return crypto.subtle.importKey('raw', bytesOf(text), 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** Does this while nobody's key comes or goes. The page and the service worker both look whose this phone is when
 * somebody has signed in: the second one must not take away what the first has made.
 * @template T @param {() => Promise<T>} work @returns {Promise<T>} */
export function alone(work) {
  return navigator.locks.request(HANDING_OVER, work);
}

/** Unless the phone was handed over to somebody else since the key was asked for.
 * @param {Holder} mine @param {HandOver | undefined} before @returns {Promise<boolean>} */
async function take(mine, before) {
  const here = await current();
  const isSame = here?.person === mine.person;
  if (isSame && (here?.version ?? 0) >= (mine.version ?? 0)) return true;
  const last = await lastHandOver();
  if (last?.id !== before?.id && last?.to !== mine.person) return false;
  if (!isSame) await lock(mine.person);
  await inStore('keys', 'readwrite', (keys) => keys.put(mine, HOLDER));
  return true;
}

/** Hand-over: the key and the kept pages go. What is sealed stays, unreadable.
 * @param {string | null} [to] whoever is here now */
export async function lock(to = null) {
  const handOver = { id: crypto.randomUUID(), to };
  await inStore('keys', 'readwrite', (keys) => (keys.delete(HOLDER), keys.put(handOver, HANDED_OVER)));
  await globalThis.caches?.delete(KEPT_PAGES);
}

/** @returns {Promise<HandOver | undefined>} */
function lastHandOver() {
  return inStore('keys', 'readonly', (keys) => keys.get(HANDED_OVER));
}

/** @returns {Promise<Holder | null>} */
async function current() {
  return (await inStore('keys', 'readonly', (keys) => keys.get(HOLDER))) ?? null;
}

/* ---- what is kept ---- */

/** Writes it, in the place of what had this id; resolves when the browser has it on disk. `content` is plain
 * JSON with Blobs anywhere inside. Throws Locked when this phone is not `person`'s, where one is named.
 * @param {string} store @param {string} id @param {any} content
 * @param {{ mark?: string, person?: string }} [more] */
export async function seal(store, id, content, { mark = '', person = undefined } = {}) {
  const mine = await current();
  if (!mine || (person && mine.person !== person)) throw new Locked();
  /** @type {Blob[]} */
  const found = [];
  const text = await encrypt(mine, encoder.encode(toText(content, found)));
  const blobs = [];
  for (const blob of found) blobs.push(await encrypt(mine, await blob.arrayBuffer()));
  await rewrite(store, id, (old) => ({ n: 0, ...old, id, person: mine.person, mark, text, blobs }));
}

/** Writes it anew and leaves its Blobs as they are; nothing happens where it is gone.
 * @param {string} store @param {string} id @param {any} content as `allUnsealed` gave it
 * @param {string} mark */
export async function amend(store, id, content, mark) {
  const mine = await current();
  if (!mine) throw new Locked();
  const text = await encrypt(mine, encoder.encode(JSON.stringify(content)));
  await rewrite(store, id, (old) => (old?.person === mine.person ? { ...old, mark, text } : undefined));
}

/** Marks it, unless it is gone. @param {string} store @param {string} id @param {string} mark
 * @returns {Promise<boolean>} whether it is there */
export async function remark(store, id, mark) {
  return rewrite(store, id, (old) => old && { ...old, mark });
}

/** @param {string} store @param {string} id @returns {Promise<any>} null: not there, or not theirs whose key is here */
export async function unsealed(store, id) {
  const mine = await current();
  const row = await inStore(store, 'readonly', (rows) => rows.get(id));
  if (!mine || row?.person !== mine.person) return null;
  const blobs = [];
  for (const one of row.blobs) blobs.push(await decrypt(mine, one));
  return fromText(decoder.decode(await decrypt(mine, row.text)), blobs);
}

/** All of whose key is here, oldest first, each Blob as `{ blob: number, type, size }`.
 * @param {string} store @returns {Promise<{ id: string, mark: string, content: any }[]>} */
export async function allUnsealed(store) {
  const mine = await current();
  if (!mine) return [];
  const found = [];
  for (const row of await rowsOf(store)) {
    if (row.person !== mine.person) continue;
    // One row that cannot be read does not hide the others.
    const text = await decrypt(mine, row.text).catch(() => null);
    if (text) found.push({ id: row.id, mark: row.mark, content: JSON.parse(decoder.decode(text)) });
  }
  return found;
}

/** @param {string} store @returns {Promise<{ person: string, mark: string }[]>} of everybody, and no more than that */
export async function marks(store) {
  const transaction = (await database()).transaction(store, 'readonly');
  /** @type {{ person: string, mark: string }[]} */
  const found = [];
  // From the index alone: rows with photos are large, and this is asked at every change.
  const cursor = transaction.objectStore(store).index('whose').openKeyCursor();
  cursor.onsuccess = () => {
    if (!cursor.result) return;
    const [person, mark] = /** @type {string[]} */ (cursor.result.key);
    found.push({ person, mark });
    cursor.result.continue();
  };
  await committed(transaction);
  return found;
}

/** @param {string} store @param {string} id @param {string} [mark] only while it is marked so
 * @returns {Promise<boolean>} whether it was there, and so */
export async function drop(store, id, mark) {
  return rewrite(store, id, (old) => (old && (mark === undefined || old.mark === mark) ? null : undefined));
}

/* ---- sealing ---- */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** @param {Holder} mine @param {BufferSource} plain @returns {Promise<Sealed>} */
async function encrypt(mine, plain) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, body: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, mine.key, plain) };
}

/** @param {Holder} mine @param {Sealed} sealed @returns {Promise<ArrayBuffer>} */
async function decrypt(mine, { iv, body }) {
  for (const key of mine.older ?? []) {
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, body).catch(() => null);
    if (plain) return plain;
  }
  return crypto.subtle.decrypt({ name: 'AES-GCM', iv }, mine.key, body);
}

/** @param {any} content @param {Blob[]} blobs is filled with what is no text */
function toText(content, blobs) {
  return JSON.stringify(content, (_, value) => {
    if (!(value instanceof Blob)) return value;
    return { blob: blobs.push(value) - 1, type: value.type, size: value.size };
  });
}

/** @param {string} text @param {ArrayBuffer[]} blobs */
function fromText(text, blobs) {
  return JSON.parse(text, (_, value) => {
    const isBlob = value && typeof value.blob === 'number' && typeof value.size === 'number';
    return isBlob ? new Blob([blobs[value.blob]], { type: value.type }) : value;
  });
}

/** @param {string} base64url */
function bytesOf(base64url) {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/* ---- IndexedDB ---- */

/** @type {Promise<IDBDatabase> | undefined} */
let opening;

function database() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('keys');
      for (const name of STORES) {
        const rows = request.result.createObjectStore(name, { keyPath: 'id' });
        rows.createIndex('n', 'n');
        rows.createIndex('whose', ['person', 'mark']);
      }
    };
    request.onsuccess = () => {
      // A newer version of the app must be able to open it: it is opened again at the next use.
      request.result.onversionchange = () => (request.result.close(), (opening = undefined));
      request.result.onclose = () => (opening = undefined);
      resolve(request.result);
    };
    request.onerror = () => ((opening = undefined), reject(request.error));
  });
  return opening;
}

/** One request in one transaction. @param {string} name @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest} ask @returns {Promise<any>} its result, once committed */
async function inStore(name, mode, ask) {
  const transaction = (await database()).transaction(name, mode, { durability: 'strict' });
  const request = ask(transaction.objectStore(name));
  await committed(transaction);
  return request.result;
}

/** @param {string} store @returns {Promise<Row[]>} in order */
function rowsOf(store) {
  return inStore(store, 'readonly', (rows) => rows.index('n').getAll());
}

/** Looks and writes in one transaction, so that nobody comes in between. @param {string} store @param {string} id
 * @param {(old: Row | undefined) => Row | null | undefined} change null: delete, undefined: leave alone
 * @returns {Promise<boolean>} whether anything was changed */
async function rewrite(store, id, change) {
  const transaction = (await database()).transaction(store, 'readwrite', { durability: 'strict' });
  const rows = transaction.objectStore(store);
  let isChanged = false;
  const last = rows.index('n').openKeyCursor(null, 'prev');
  last.onsuccess = () => {
    const next = Number(last.result?.key ?? 0) + 1;
    const old = rows.get(id);
    old.onsuccess = () => {
      const row = change(old.result);
      isChanged = row !== undefined;
      if (row === null) rows.delete(id);
      else if (row) rows.put({ ...row, n: row.n || next });
    };
  };
  await committed(transaction);
  return isChanged;
}

/** @param {IDBTransaction} transaction @returns {Promise<void>} */
function committed(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}
