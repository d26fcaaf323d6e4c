/* The pages that are kept for reading without a connection, with the small photos on them: those that the server
   marks with `Ownit-Keep`, a bounded number of them, for a week, for the one person whose phone this is. */

import { isGone } from '../js/lib/answers.js';
import { canStore, currentPerson, loadKey, PAGE_CACHE } from '../js/offline/storage-key.js';
import { personShownNow } from './account-switch.js';
import { VERSION } from './context.js';
import { fromServer } from './network.js';
import { languageOf, TRANSFER_HEADERS } from './shell.js';

const MOST_PAGES = 30;
const MOST_PHOTOS = 60;
const MAX_AGE = 7 * 24 * 60 * 60 * 1000; // milliseconds
const PHOTO_LIMIT = 8000;
/* Home, and the form for what is seen next: however many others were read since. The home that was open before there
   was a worker went past it. */
export const ALWAYS = ['/', '/issues/new'];
/* Parts of an address that do not change what its page shows. */
const NEUTRAL = ['n', 'src'];
const PHOTO = /src="(\/photos\/[\w-]+\/small)"/g;

/** Keeps a page that may be kept; forgets one that may not be any more. @param {Response} page @param {URL} url */
export async function cachePage(page, url) {
  const isOneOfMany = [...url.searchParams.keys()].some((name) => !NEUTRAL.includes(name));
  if (isOneOfMany || page.redirected || !canStore()) return;
  const isHtml = page.headers.get('Content-Type')?.startsWith('text/html');
  const person = page.headers.get('Ownit-Person');
  if (page.status === 200 && isHtml && person && page.headers.has('Ownit-Keep')) {
    // Without the key where this worker cannot read one.
    if ((await currentPerson()) === person || (await loadKey(person))) await cacheWithPhotos(page, url.pathname, person);
  } else if (page.status === 200 || isGone(page)) await dropPage(url.pathname);
}

/** @param {Response} page @param {string} path @param {string} person */
async function cacheWithPhotos(page, path, person) {
  const html = await page.text();
  await dropPhotos(path, photosOf(html));
  await store(path, html, page.headers, person);
  for (const photo of photosOf(html)) await cachePhoto(photo, person).catch(() => {});
  await evict();
}

/** @param {string} path @param {string} person */
async function cachePhoto(path, person) {
  if (await cached(path)) return;
  const photo = await fromServer(path, { signal: AbortSignal.timeout(PHOTO_LIMIT) });
  if (photo.ok && photo.headers.has('Ownit-Keep')) await store(path, await photo.blob(), photo.headers, person);
}

/** @param {string} path @param {BodyInit} body @param {Headers} sent @param {string} person */
async function store(path, body, sent, person) {
  const headers = new Headers(sent);
  for (const name of TRANSFER_HEADERS) headers.delete(name);
  headers.set('Ownit-Person', person);
  headers.set('Ownit-Path', path);
  headers.set('Ownit-Kept-At', String(Date.now()));
  const cache = await caches.open(PAGE_CACHE);
  await cache.put(path, new Response(body, { headers }));
  // The phone may have been handed over while this was written.
  if ((await currentPerson()) !== person) await cache.delete(path);
}

/** @param {string} html @returns {string[]} paths */
function photosOf(html) {
  return [...html.matchAll(PHOTO)].map(([, path]) => path);
}

/* ---- reading ---- */

/** @param {string} path @returns {Promise<Response | null>} null: not kept, too old, or somebody else's */
export async function cached(path) {
  const found = await caches.match(path, { cacheName: PAGE_CACHE, ignoreVary: true });
  if (!found || isTooOld(found) || found.headers.get('Ownit-Person') !== (await personShownNow())) return null;
  return found;
}

/** The page as it is shown without a connection: it says that it is old, has the files of this version, and its
 * forms have keys of their own, since it may be opened more than once.
 * @param {string} path @returns {Promise<Response | null>} */
export async function offlineCopy(path) {
  const kept = await cached(path);
  if (!kept) return null;
  const html = (await kept.text())
    .replace('<body ', '<body data-old ')
    .replace(/((?:src|href)="\/static\/)\w+\//g, `$1${VERSION}/`)
    .replace(/( name="key" value=")[^"]*/g, (_, before) => before + crypto.randomUUID());
  return new Response(html, { headers: kept.headers });
}

/* ---- forgetting ---- */

/** @param {string} path */
async function dropPage(path) {
  await dropPhotos(path, []);
  await (await caches.open(PAGE_CACHE)).delete(path);
}

/** Those on the page as it was kept: what was erased on the server goes here as well.
 * @param {string} path @param {string[]} but are on it still */
async function dropPhotos(path, but) {
  const cache = await caches.open(PAGE_CACHE);
  const kept = await cache.match(path, { ignoreVary: true });
  for (const photo of kept ? photosOf(await kept.text()) : []) if (!but.includes(photo)) await cache.delete(photo);
}

/** @param {unknown} now the language of whoever is here */
export async function dropOtherLanguages(now) {
  for (const one of await (await caches.open(PAGE_CACHE)).matchAll()) {
    const language = languageOf(one); // photos have none
    if (language && language !== now) await dropPage(pathOf(one));
  }
}

/** What is too old or too much goes, the oldest first. */
export async function evict() {
  if (!(await caches.has(PAGE_CACHE))) return;
  const cache = await caches.open(PAGE_CACHE);
  const all = (await cache.matchAll()).filter(({ headers }) => headers.has('Ownit-Path')).sort(byRank);
  const isPhoto = (/** @type {Response} */ one) => pathOf(one).startsWith('/photos/');
  const pages = all.filter((one) => !isPhoto(one));
  const needless = [...all.filter(isTooOld), ...pages.slice(MOST_PAGES), ...all.filter(isPhoto).slice(MOST_PHOTOS)];
  for (const one of needless) await cache.delete(pathOf(one));
}

/** @param {Response} one @param {Response} other */
function byRank(one, other) {
  const isFirst = (/** @type {Response} */ page) => Number(ALWAYS.includes(pathOf(page)));
  return isFirst(other) - isFirst(one) || cachedAt(other) - cachedAt(one);
}

/** @param {Response} kept */
function pathOf(kept) {
  return kept.headers.get('Ownit-Path') ?? '';
}

/** @param {Response} kept milliseconds since 1970, by this phone's clock */
function cachedAt(kept) {
  return Number(kept.headers.get('Ownit-Kept-At'));
}

/** @param {Response} kept */
function isTooOld(kept) {
  return Date.now() - cachedAt(kept) > MAX_AGE;
}
