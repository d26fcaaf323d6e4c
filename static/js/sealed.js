// @ts-check
/* What this phone keeps for one person, sealed with their key: rows of JSON with Blobs anywhere inside, each with a
   mark that may be read without the key. Knows nothing of what it keeps. */

import { transact } from './storage.js';
import { Locked, current } from './vault.js';

/** @typedef {import('./storage.js').Row} Row */
/** @typedef {import('./storage.js').Mark} Mark */
/** @typedef {import('./storage.js').Sealed} Sealed */
/** @typedef {import('./vault.js').Holder} Holder */
/** `content`: null where it cannot be read, with the key of before for one. `note`: beside its mark.
 * @typedef {{ id: string, at: number, mark: string, content: any, note: any }} Unsealed */

/** Writes it, in the place of what had this id; resolves when the browser has it on disk. Throws Locked when this
 * phone is not `person`'s, where one is named. `sameBlobs`: those that lie there already are the same.
 * @param {string} store @param {string} id @param {any} content
 * @param {{ mark?: string, person?: string, sameBlobs?: boolean }} [more] */
export async function seal(store, id, content, { mark = '', person = undefined, sameBlobs = false } = {}) {
  const mine = await current();
  if (!mine || (person && mine.person !== person)) throw new Locked();
  /** @type {Blob[]} */
  const found = [];
  const text = await encrypt(mine, encoder.encode(toText(content, found)));
  /** @type {Sealed[]} */
  const blobs = [];
  if (!sameBlobs) for (const blob of found) blobs.push(await encrypt(mine, await blob.arrayBuffer()));
  const row = { id, person: mine.person, at: Date.now(), text };
  await transact([store, 'marks', 'photos'], 'readwrite', (of) => {
    putInOrder(of(store), row);
    if (mark) of('marks').put({ id, person: mine.person, mark, at: row.at });
    if (blobs.length) of('photos').put(blobs, id);
    else if (!sameBlobs) of('photos').delete(id);
    return () => {};
  });
}

/** At its old place, or behind all others. @param {IDBObjectStore} rows @param {Omit<Row, 'n'>} row */
function putInOrder(rows, row) {
  const last = rows.index('n').openKeyCursor(null, 'prev');
  last.onsuccess = () => {
    const next = Number(last.result?.key ?? 0) + 1;
    const old = rows.get(row.id);
    old.onsuccess = () => rows.put({ ...row, n: old.result?.n || next });
  };
}

/** @param {string} id @param {string} mark @returns {Promise<boolean>} whether it is there */
export function remark(id, mark) {
  return changeMark(id, (old) => ({ ...old, mark }));
}

/** Its mark, with a note in the place of the one before; nothing happens where it is gone.
 * @param {string} id @param {string} mark @param {any} note plain JSON */
export async function annotate(id, mark, note) {
  const mine = await current();
  if (!mine) throw new Locked();
  const sealed = await encrypt(mine, encoder.encode(JSON.stringify(note)));
  await changeMark(id, (old) => (old.person === mine.person ? { ...old, mark, note: sealed } : old));
}

/** In one transaction, so that nobody comes in between. @param {string} id @param {(old: Mark) => Mark} change
 * @returns {Promise<boolean>} */
function changeMark(id, change) {
  return transact(['marks'], 'readwrite', (of) => {
    const old = of('marks').get(id);
    old.onsuccess = () => old.result && of('marks').put(change(old.result));
    return () => old.result !== undefined;
  });
}

/** @param {string} store @param {string} id @returns {Promise<any>} null: not there, or not theirs whose key is here */
export async function unsealed(store, id) {
  const mine = await current();
  const [row, photos] = await transact([store, 'photos'], 'readonly', (of) => {
    const found = [of(store).get(id), of('photos').get(id)];
    return () => found.map(({ result }) => result);
  });
  if (!mine || row?.person !== mine.person) return null;
  const blobs = [];
  for (const one of row.blobs ?? photos ?? []) blobs.push(await decrypt(mine, one));
  return fromText(decoder.decode(await decrypt(mine, row.text)), blobs);
}

/** All of whose key is here, oldest first, each Blob as `{ blob: number, type, size }`. No photo is read.
 * @param {string} store @returns {Promise<Unsealed[]>} */
export async function allUnsealed(store) {
  const mine = await current();
  if (!mine) return [];
  const [rows, marked] = await transact([store, 'marks'], 'readonly', (of) => {
    const found = [of(store).index('n').getAll(), of('marks').getAll()];
    return () => found.map(({ result }) => result);
  });
  const markOf = new Map(marked.map((/** @type {Mark} */ one) => [one.id, one]));
  const found = [];
  for (const row of rows) {
    if (row.person !== mine.person) continue;
    const { mark = '', note = undefined } = markOf.get(row.id) ?? {};
    found.push({ id: row.id, at: row.at, mark, content: await readable(mine, row.text), note: await readable(mine, note) });
  }
  return found;
}

/** Of whose key is here, sealed with a key that this phone is given no more, oldest first.
 * @param {string} store @returns {Promise<Unsealed[]>} */
export async function unreadable(store) {
  return (await allUnsealed(store)).filter(({ content }) => !content);
}

/** @param {Holder} mine @param {Sealed | undefined} sealed @returns {Promise<any>} null: not with this key */
async function readable(mine, sealed) {
  const text = sealed && (await decrypt(mine, sealed).catch(() => null));
  return text ? JSON.parse(decoder.decode(text)) : null;
}

/** @returns {Promise<{ person: string, mark: string }[]>} of everybody, and no more than that */
export function marks() {
  return transact(['marks'], 'readonly', (of) => {
    /** @type {{ person: string, mark: string }[]} */
    const found = [];
    const cursor = of('marks').index('whose').openKeyCursor();
    cursor.onsuccess = () => {
      if (!cursor.result) return;
      const [person, mark] = /** @type {string[]} */ (cursor.result.key);
      found.push({ person, mark });
      cursor.result.continue();
    };
    return () => found;
  });
}

/** @param {string} store @param {string} id @param {string} [mark] only while it is marked so
 * @returns {Promise<boolean>} whether it was there, and so */
export function drop(store, id, mark) {
  return transact([store, 'marks', 'photos'], 'readwrite', (of) => {
    let isDropped = false;
    const old = of('marks').get(id);
    old.onsuccess = () => {
      if (mark !== undefined && old.result?.mark !== mark) return;
      isDropped = true;
      for (const name of [store, 'marks', 'photos']) of(name).delete(id);
    };
    return () => isDropped;
  });
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
