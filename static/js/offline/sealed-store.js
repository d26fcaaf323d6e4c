/* What this phone keeps for one person, sealed with their key: rows of JSON with Blobs anywhere inside, each with a
   state that may be read without the key. Knows nothing of what it keeps. */

import { readRow, STATES, transact } from './database.js';
import { currentKey, NoKey } from './storage-key.js';

/** @typedef {import('./database.js').Row} Row */
/** @typedef {import('./database.js').RowState} RowState */
/** @typedef {import('./database.js').Sealed} Sealed */
/** @typedef {import('./storage-key.js').PersonKey} PersonKey */
/** `content`: null where it cannot be read, with the key of before for one. `note`: beside its state.
 * @typedef {{ id: string, at: number, state: string, content: any, note: any }} StoredRow */

const LOST = 'lost';

/** Writes it, in the place of what had this id; resolves when the browser has it on disk. Throws Locked when this
 * phone is not `person`'s, where one is named. `sameBlobs`: those that lie there already are the same.
 * @param {string} store @param {string} id @param {any} content
 * @param {{ state?: string, person?: string, sameBlobs?: boolean }} [more] */
export async function put(store, id, content, { state = '', person = undefined, sameBlobs = false } = {}) {
  const mine = await currentKey();
  if (!mine || (person && mine.person !== person)) throw new NoKey();
  /** @type {Blob[]} */
  const found = [];
  const text = await encrypt(mine, encoder.encode(toText(content, found)));
  /** @type {Sealed[]} */
  const blobs = [];
  if (!sameBlobs) for (const blob of found) blobs.push(await encrypt(mine, await blob.arrayBuffer()));
  const row = { id, person: mine.person, at: Date.now(), text };
  await transact([store, STATES, 'photos'], 'readwrite', (of) => {
    insertInOrder(of(store), row);
    if (state) of(STATES).put({ id, person: mine.person, mark: state, at: row.at });
    if (blobs.length) of('photos').put(blobs, id);
    else if (!sameBlobs) of('photos').delete(id);
    return () => {};
  });
}

/** At its old place, or behind all others. @param {IDBObjectStore} rows @param {Omit<Row, 'n'>} row */
function insertInOrder(rows, row) {
  const last = rows.index('n').openKeyCursor(null, 'prev');
  last.onsuccess = () => {
    const next = Number(last.result?.key ?? 0) + 1;
    const old = rows.get(row.id);
    old.onsuccess = () => rows.put({ ...row, n: old.result?.n || next });
  };
}

/** @param {string} id @param {string} state @returns {Promise<boolean>} whether it is there */
export function setState(id, state) {
  return changeState(id, (old) => ({ ...old, mark: state }));
}

/** Its state, with a note in the place of the one before; nothing happens where it is gone.
 * @param {string} id @param {string} state @param {any} note plain JSON */
export async function update(id, state, note) {
  const mine = await currentKey();
  if (!mine) throw new NoKey();
  const sealed = await encrypt(mine, encoder.encode(JSON.stringify(note)));
  await changeState(id, (old) => (old.person === mine.person ? { ...old, mark: state, note: sealed } : old));
}

/** In one transaction, so that nobody comes in between. @param {string} id @param {(old: RowState) => RowState} change
 * @returns {Promise<boolean>} */
function changeState(id, change) {
  return transact([STATES], 'readwrite', (of) => {
    const old = of(STATES).get(id);
    old.onsuccess = () => old.result && of(STATES).put(change(old.result));
    return () => old.result !== undefined;
  });
}

/** A photo that the browser has lost, as it may where it keeps large values in files of their own, takes nothing with
 * it: in its place comes what no server reads, which says then which one is missing.
 * @param {string} store @param {string} id @returns {Promise<any>} null: not there, or not theirs whose key is here */
export async function get(store, id) {
  const mine = await currentKey();
  const row = await readRow(store, id);
  if (!mine || row?.person !== mine.person) return null;
  const photos = row.blobs ?? (await readRow('photos', id).catch(() => null)) ?? [];
  const blobs = [];
  for (const one of photos) blobs.push(await decrypt(mine, one).catch(() => LOST));
  return fromText(decoder.decode(await decrypt(mine, row.text)), blobs);
}

/** All of whose key is here, oldest first, each Blob as `{ blob: number, type, size }`. No photo is read.
 * @param {string} store @returns {Promise<StoredRow[]>} */
export async function getAll(store) {
  const mine = await currentKey();
  if (!mine) return [];
  const [rows, stored] = await transact([store, STATES], 'readonly', (of) => {
    const found = [of(store).index('n').getAll(), of(STATES).getAll()];
    return () => found.map(({ result }) => result);
  });
  const stateOf = new Map(stored.map((/** @type {RowState} */ one) => [one.id, one]));
  const found = [];
  for (const row of rows) {
    if (row.person !== mine.person) continue;
    const { mark: state = '', note = undefined } = stateOf.get(row.id) ?? {};
    found.push({ id: row.id, at: row.at, state, content: await decryptJson(mine, row.text), note: await decryptJson(mine, note) });
  }
  return found;
}

/** Of whose key is here, sealed with a key that this phone is given no more, oldest first.
 * @param {string} store @returns {Promise<StoredRow[]>} */
export async function getUnreadable(store) {
  return (await getAll(store)).filter(({ content }) => !content);
}

/** @param {PersonKey} mine @param {Sealed | undefined} sealed @returns {Promise<any>} null: not with this key */
async function decryptJson(mine, sealed) {
  const text = sealed && (await decrypt(mine, sealed).catch(() => null));
  return text ? JSON.parse(decoder.decode(text)) : null;
}

/** @returns {Promise<{ person: string, state: string }[]>} of everybody, and no more than that */
export function states() {
  return transact([STATES], 'readonly', (of) => {
    /** @type {{ person: string, state: string }[]} */
    const found = [];
    const cursor = of(STATES).index('whose').openKeyCursor();
    cursor.onsuccess = () => {
      if (!cursor.result) return;
      const [person, state] = /** @type {string[]} */ (cursor.result.key);
      found.push({ person, state });
      cursor.result.continue();
    };
    return () => found;
  });
}

/** @param {string} store @param {string} id @param {string} [state] only while it is in this state
 * @returns {Promise<boolean>} whether it was there, and so */
export function remove(store, id, state) {
  return transact([store, STATES, 'photos'], 'readwrite', (of) => {
    let isDropped = false;
    const old = of(STATES).get(id);
    old.onsuccess = () => {
      if (state !== undefined && old.result?.mark !== state) return;
      isDropped = true;
      for (const name of [store, STATES, 'photos']) of(name).delete(id);
    };
    return () => isDropped;
  });
}

/* ---- sealing ---- */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** @param {PersonKey} mine @param {BufferSource} plain @returns {Promise<Sealed>} */
async function encrypt(mine, plain) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, body: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, mine.key, plain) };
}

/** @param {PersonKey} mine @param {Sealed} sealed @returns {Promise<ArrayBuffer>} */
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

/** @param {string} text @param {BlobPart[]} blobs */
function fromText(text, blobs) {
  return JSON.parse(text, (_, value) => {
    const isBlob = value && typeof value.blob === 'number' && typeof value.size === 'number';
    return isBlob ? new Blob([blobs[value.blob] ?? LOST], { type: value.type }) : value;
  });
}
