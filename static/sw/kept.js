// @ts-check
/* The pages that are kept for reading without a connection, with the small photos on them: those that the server
   marks with `Ownit-Keep`, a bounded number of them, for a week, for the one person whose phone this is. */

import { KEPT_PAGES, canKeep, holder, unlock } from '../js/vault.js';
import { whose } from './handover.js';
import { fromServer } from './network.js';
import { VERSION } from './worker.js';

const MOST_PAGES = 30;
const MOST_PHOTOS = 60;
const LONGEST = 7 * 24 * 60 * 60 * 1000; // milliseconds
const KEPT_PHOTO_LIMIT = 8000;
/* Home, and the form for what is seen next: however many others were read since. The home that was open before there
   was a worker went past it. */
export const ALWAYS = ['/', '/issues/new'];
/* Parts of an address that do not change what its page shows. */
const NEUTRAL = ['n', 'src'];
const GONE = [403, 404, 410];
/* What the answer as it was sent had, and the copy has not. */
export const OF_THE_WIRE = ['Content-Encoding', 'Content-Length', 'Transfer-Encoding', 'Vary'];
const PHOTO = /src="(\/photos\/[\w-]+\/small)"/g;

/** Keeps a page that may be kept; forgets one that may not be any more. @param {Response} page @param {URL} url */
export async function keepPage(page, url) {
  const isOneOfMany = [...url.searchParams.keys()].some((name) => !NEUTRAL.includes(name));
  if (isOneOfMany || page.redirected || !canKeep()) return;
  const isHtml = page.headers.get('Content-Type')?.startsWith('text/html');
  const person = page.headers.get('Ownit-Person');
  if (page.status === 200 && isHtml && person && page.headers.has('Ownit-Keep')) {
    // Without the key where this worker cannot read one.
    if ((await holder()) === person || (await unlock(person))) await keepWithPhotos(page, url.pathname, person);
  } else if (page.status === 200 || GONE.includes(page.status)) await forgetPage(url.pathname);
}

/** @param {Response} page @param {string} path @param {string} person */
async function keepWithPhotos(page, path, person) {
  const html = await page.text();
  await forgetPhotos(path, photosOf(html));
  await put(path, html, page.headers, person);
  for (const photo of photosOf(html)) await keepPhoto(photo, person).catch(() => {});
  await tidy();
}

/** @param {string} path @param {string} person */
async function keepPhoto(path, person) {
  if (await mine(path)) return;
  const photo = await fromServer(path, { signal: AbortSignal.timeout(KEPT_PHOTO_LIMIT) });
  if (photo.ok && photo.headers.has('Ownit-Keep')) await put(path, await photo.blob(), photo.headers, person);
}

/** @param {string} path @param {BodyInit} body @param {Headers} sent @param {string} person */
async function put(path, body, sent, person) {
  const headers = new Headers(sent);
  for (const name of OF_THE_WIRE) headers.delete(name);
  headers.set('Ownit-Person', person);
  headers.set('Ownit-Path', path);
  headers.set('Ownit-Kept-At', String(Date.now()));
  const cache = await caches.open(KEPT_PAGES);
  await cache.put(path, new Response(body, { headers }));
  // The phone may have been handed over while this was written.
  if ((await holder()) !== person) await cache.delete(path);
}

/** @param {string} html @returns {string[]} paths */
function photosOf(html) {
  return [...html.matchAll(PHOTO)].map(([, path]) => path);
}

/* ---- reading ---- */

/** @param {string} path @returns {Promise<Response | null>} null: not kept, too old, or somebody else's */
export async function mine(path) {
  const found = await caches.match(path, { cacheName: KEPT_PAGES, ignoreVary: true });
  if (!found || isTooOld(found) || found.headers.get('Ownit-Person') !== (await whose())) return null;
  return found;
}

/** The page as it is shown without a connection: it says that it is old, has the files of this version, and its
 * forms have keys of their own, since it may be opened more than once.
 * @param {string} path @returns {Promise<Response | null>} */
export async function oldPage(path) {
  const kept = await mine(path);
  if (!kept) return null;
  const html = (await kept.text())
    .replace('<body ', '<body data-old ')
    .replace(/((?:src|href)="\/static\/)\w+\//g, `$1${VERSION}/`)
    .replace(/( name="key" value=")[^"]*/g, (_, before) => before + crypto.randomUUID());
  return new Response(html, { headers: kept.headers });
}

/* ---- forgetting ---- */

/** @param {string} path */
async function forgetPage(path) {
  await forgetPhotos(path, []);
  await (await caches.open(KEPT_PAGES)).delete(path);
}

/** Those on the page as it was kept: what was erased on the server goes here as well.
 * @param {string} path @param {string[]} but are on it still */
async function forgetPhotos(path, but) {
  const cache = await caches.open(KEPT_PAGES);
  const kept = await cache.match(path, { ignoreVary: true });
  for (const photo of kept ? photosOf(await kept.text()) : []) if (!but.includes(photo)) await cache.delete(photo);
}

/** What is too old or too much goes, the oldest first. */
export async function tidy() {
  if (!(await caches.has(KEPT_PAGES))) return;
  const cache = await caches.open(KEPT_PAGES);
  const all = (await cache.matchAll()).filter(({ headers }) => headers.has('Ownit-Path')).sort(byRank);
  const isPhoto = (/** @type {Response} */ one) => pathOf(one).startsWith('/photos/');
  const pages = all.filter((one) => !isPhoto(one));
  const needless = [...all.filter(isTooOld), ...pages.slice(MOST_PAGES), ...all.filter(isPhoto).slice(MOST_PHOTOS)];
  for (const one of needless) await cache.delete(pathOf(one));
}

/** @param {Response} one @param {Response} other */
function byRank(one, other) {
  const isFirst = (/** @type {Response} */ page) => Number(ALWAYS.includes(pathOf(page)));
  return isFirst(other) - isFirst(one) || keptAt(other) - keptAt(one);
}

/** @param {Response} kept */
function pathOf(kept) {
  return kept.headers.get('Ownit-Path') ?? '';
}

/** @param {Response} kept milliseconds since 1970, by this phone's clock */
function keptAt(kept) {
  return Number(kept.headers.get('Ownit-Kept-At'));
}

/** @param {Response} kept */
function isTooOld(kept) {
  return Date.now() - keptAt(kept) > LONGEST;
}
