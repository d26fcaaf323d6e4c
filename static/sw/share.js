// @ts-check
/* What another app on the phone shares (Web Share Target) becomes the draft of a report, beside what is in it
   already. Never more than that: any page of the web can send the same request. */

import { seal, unsealed } from '../js/sealed.js';
import { holder } from '../js/vault.js';

export const SHARE_TARGET = '/share-target';

const MOST_SHARED_PHOTOS = 6; // as in web/http/photos.py
const MOST_SHARED_BYTES = 40 * 1024 * 1024; // of one; it is made small when the report is opened
const MOST_SHARED_WORDS = 2000; // characters, as in web/pages/reports.py

/** @param {Request} request @returns {Promise<Response>} leads to the report */
export async function shared(request) {
  const left = await stage(request).catch(() => null);
  const query = new URLSearchParams({ shared: left ? '1' : 'lost' });
  for (const [name, count] of Object.entries(left ?? {})) if (count) query.set(name, String(count));
  return Response.redirect(`/issues/new?${query}`, 303);
}

/** For whoever this phone belongs to now; for nobody else, and not in the open.
 * @param {Request} request @returns {Promise<{ photos: number, others: number, cut: number } | null>} what of it was
 *    left out: photos beyond the most, files that are none or too large, and whether text was cut; null: nothing is kept */
async function stage(request) {
  const person = await holder();
  if (!person) return null;
  const id = `report ${person}`; // as in static/js/drafts.js
  const given = await request.formData();
  const old = (await unsealed('drafts', id)) ?? { fields: {}, photos: [] };
  const words = joined([old.fields.text, ...['title', 'text', 'url'].map((name) => given.get(name))]);
  const text = words.slice(0, MOST_SHARED_WORDS);
  const files = given.getAll('photo').filter((file) => file instanceof File && file.size);
  const fitting = [...old.photos, ...files.filter(isPhoto).map(asDrafted)];
  const photos = fitting.slice(0, MOST_SHARED_PHOTOS);
  if (!text && !photos.length && !files.length) return null;
  const draft = { fields: { ...old.fields, text }, photos, at: Date.now(), by: 'share' };
  await seal('drafts', id, draft, { person });
  const others = files.length - files.filter(isPhoto).length;
  return { photos: fitting.length - photos.length, others, cut: Number(words.length > text.length) };
}

/** Each line once: apps like to give the same as title and as text. @param {unknown[]} parts */
function joined(parts) {
  const lines = parts.filter((part) => typeof part === 'string').map((part) => part.trim()).filter(Boolean);
  return [...new Set(lines)].join('\n');
}

/** @param {any} file */
function isPhoto(file) {
  return file instanceof File && file.type.startsWith('image/') && file.size > 0 && file.size <= MOST_SHARED_BYTES;
}

/** @param {any} file */
function asDrafted(file) {
  return { filename: file.name, blob: file, isRaw: true };
}
