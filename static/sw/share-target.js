/* What another app on the phone shares (Web Share Target) becomes the draft of a report, beside what is in it
   already. Never more than that: any page of the web can send the same request. */

import { get, put } from '../js/offline/sealed-store.js';
import { currentPerson } from '../js/offline/storage-key.js';
import { isPicture } from '../js/photos/photo-type.js';

export const SHARE_TARGET = '/share-target';

const MOST_SHARED_PHOTOS = 6; // as in web/http/photos.py
const MOST_SHARED_BYTES = 40 * 1024 * 1024; // of one; it is made small when the report is opened
const MOST_TOGETHER_BYTES = 60 * 1024 * 1024; // of a draft: all of it is sealed at once, in the memory of this worker
const MOST_SHARED_WORDS = 2000; // characters, as in web/pages/reports.py

/** Of what was shared that was left out, how many: photos beyond the most, files that are no photos, photos that are
 * too large; and whether text was cut.
 * @typedef {{ photos: number, others: number, large: number, cut: number }} LeftOut */

/** @param {Request} request @returns {Promise<Response>} leads to the report */
export async function onShare(request) {
  // One after the other: each adds to what the one before has made of the draft.
  const staged = await navigator.locks.request('ownit-share', () => stage(request)).catch(() => null);
  const query = new URLSearchParams({ shared: !staged ? 'lost' : staged.isKept ? '1' : 'none' });
  for (const [name, count] of Object.entries(staged?.left ?? {})) if (count) query.set(name, String(count));
  return Response.redirect(`/issues/new?${query}`, 303);
}

/** For whoever this phone belongs to now; for nobody else, and not in the open.
 * @param {Request} request @returns {Promise<{ isKept: boolean, left: LeftOut } | null>} null: nobody is signed in */
async function stage(request) {
  const person = await currentPerson();
  if (!person) return null;
  const id = `report ${person}`; // as in static/js/report/drafts.js
  const given = await request.formData();
  const old = (await get('drafts', id)) ?? { fields: {}, photos: [] };
  const { pictures, texts, others } = await sorted(given.getAll('photo'));
  const parts = [...['title', 'text', 'url'].map((name) => given.get(name)), ...texts];
  const news = joined(parts);
  const fitting = thoseThatFit(pictures, old.photos);
  const words = joined([old.fields.text, ...parts]);
  const text = words.slice(0, MOST_SHARED_WORDS);
  const photos = [...old.photos, ...fitting.map(asDrafted)];
  const left = {
    photos: Math.max(0, photos.length - MOST_SHARED_PHOTOS),
    others,
    large: pictures.length - fitting.length,
    cut: Number(words.length > text.length),
  };
  if (!news && !fitting.length) return { isKept: false, left };
  const draft = { fields: { ...old.fields, text }, photos: photos.slice(0, MOST_SHARED_PHOTOS), at: Date.now(), by: 'share' };
  await put('drafts', id, draft, { person });
  return { isKept: true, left };
}

/** @param {File[]} pictures @param {{ blob: Blob }[]} before that the draft has already @returns {File[]} */
function thoseThatFit(pictures, before) {
  let room = before.reduce((left, { blob }) => left - blob.size, MOST_TOGETHER_BYTES);
  return pictures.filter(({ size }) => {
    const fits = size <= Math.min(MOST_SHARED_BYTES, room);
    if (fits) room -= size;
    return fits;
  });
}

/** @param {FormDataEntryValue[]} files @returns {Promise<{ pictures: File[], texts: string[], others: number }>} */
async function sorted(files) {
  const found = { pictures: /** @type {File[]} */ ([]), texts: /** @type {string[]} */ ([]), others: 0 };
  for (const file of files) {
    if (!(file instanceof File) || (!file.size && !file.name)) continue; // a field left alone
    if (await isPicture(file)) found.pictures.push(file);
    else if (isText(file)) found.texts.push(await wordsOf(file));
    else found.others += 1;
  }
  return found;
}

/** Words, or addresses (RFC 2483), that came as a file. @param {File} file */
function isText({ type, size }) {
  return /^text\/(plain|uri-list)\b/.test(type) && size > 0 && size <= 4 * MOST_SHARED_WORDS;
}

/** Lines that begin with # are comments in a list of addresses. @param {File} file */
async function wordsOf(file) {
  const text = await file.text();
  if (!file.type.startsWith('text/uri-list')) return text;
  return text
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('#'))
    .join('\n');
}

/** Each line once: apps like to give the same as title and as text. @param {unknown[]} parts */
function joined(parts) {
  const lines = parts
    .filter((part) => typeof part === 'string')
    .map((part) => part.trim())
    .filter(Boolean);
  return [...new Set(lines)].join('\n');
}

/** @param {any} file */
function asDrafted(file) {
  return { filename: file.name, blob: file, isRaw: true };
}
