// @ts-check
/* What another app on the phone shares (Web Share Target) becomes the draft of a report, beside what is in it
   already. Never more than that: any page of the web can send the same request. */

import { holder, seal, unsealed } from '../js/vault.js';

export const SHARE_TARGET = '/share-target';

const MOST_SHARED_PHOTOS = 6; // as in web/http/photos.py
const MOST_SHARED_BYTES = 40 * 1024 * 1024; // of one; it is made small when the report is opened
const MOST_SHARED_WORDS = 2000; // characters, as in web/pages/reports.py

/** @param {Request} request @returns {Promise<Response>} leads to the report */
export async function shared(request) {
  const isKept = await stage(request).catch(() => false);
  return Response.redirect(`/issues/new?shared=${isKept ? '1' : 'lost'}`, 303);
}

/** For whoever this phone belongs to now; for nobody else, and not in the open. @param {Request} request */
async function stage(request) {
  const person = await holder();
  if (!person) return false;
  const id = `report ${person}`; // as in static/js/drafts.js
  const given = await request.formData();
  const old = (await unsealed('drafts', id)) ?? { fields: {}, photos: [] };
  const text = joined([old.fields.text, ...['title', 'text', 'url'].map((name) => given.get(name))]);
  const photos = [...old.photos, ...given.getAll('photo').filter(isPhoto).map(asDrafted)].slice(0, MOST_SHARED_PHOTOS);
  if (!text && !photos.length) return false;
  const draft = { fields: { ...old.fields, text }, photos, at: Date.now(), by: 'share' };
  await seal('drafts', id, draft, { person });
  return true;
}

/** Each line once: apps like to give the same as title and as text. @param {unknown[]} parts */
function joined(parts) {
  const lines = parts.filter((part) => typeof part === 'string').map((part) => part.trim()).filter(Boolean);
  return [...new Set(lines)].join('\n').slice(0, MOST_SHARED_WORDS);
}

/** @param {any} file */
function isPhoto(file) {
  return file instanceof File && file.type.startsWith('image/') && file.size > 0 && file.size <= MOST_SHARED_BYTES;
}

/** @param {any} file */
function asDrafted(file) {
  return { filename: file.name, blob: file, isRaw: true };
}
