/* A report that was refused after it had waited is opened again: with its words and photos, from the queue. */

import { dismissAnswer, TAPS } from '../offline/queue.js';
import { get, remove } from '../offline/sealed-store.js';

/** @typedef {import('../drafts/form-draft.js').Draft} Draft */

/** Which one the address names. @returns {string} its key, or "" */
function named() {
  return new URL(location.href).searchParams.get('refused') ?? '';
}

/** Its own place among the drafts: what was begun beside it stays as it is. @param {string} key */
const idOf = (key) => `refused ${key}`;

/** @returns {Promise<{ key: string, id: string, draft: Draft } | null>} null: none is named, or it has gone */
export async function refusedReport() {
  const key = named();
  const [tap, changed] = key ? await Promise.all([get(TAPS, key), get('drafts', idOf(key))]) : [];
  const draft = changed ?? (tap && draftOf(tap));
  return draft ? { key, id: idOf(key), draft } : null;
}

/** @param {import('../offline/queue.js').Tap} tap @returns {Draft} */
function draftOf({ fields, files, tappedAt }) {
  const photos = files.map(({ filename, blob, isUnread }) => ({ filename, blob, isRaw: isUnread }));
  return { fields: Object.fromEntries(fields), photos, at: tappedAt, by: '' };
}

/** It is another tap now, or was given up. @param {string} key */
export async function forgetRefused(key) {
  await dismissAnswer(key);
  await remove('drafts', idOf(key));
}
