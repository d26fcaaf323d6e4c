/* What the shell has of one version: its files, its pages, and the messages of whoever is here. */

import { isOurs } from '../js/lib/answers.js';
import { CACHE, OFFLINE, SHELL, UNSAVED, VERSION, WAITING } from './context.js';
import { fromServer } from './network.js';

/* What the answer as it was sent had, and the copy has not. */
export const TRANSFER_HEADERS = ['Content-Encoding', 'Content-Length', 'Transfer-Encoding', 'Vary'];
/* The same for everybody who reads this language, and with nothing of whoever is here at this moment. */
const PAGES = [OFFLINE, UNSAVED, WAITING];

/** Throws for one of something that stands before our server: this version would have it for good.
 * @param {Cache} cache @param {string} path */
export async function addFile(cache, path) {
  const file = await fromServer(path);
  if (!file.ok || !isOurs(file)) throw new TypeError(`${path} is not ours.`);
  await cache.put(path, file);
}

/** @param {Cache} cache @returns {Promise<string>} their language: that of whoever is signed in */
export async function addPages(cache) {
  const [language] = await Promise.all(PAGES.map((path) => addPage(cache, path)));
  for (const path of messagesIn(language)) await addFile(cache, path);
  return language;
}

/** Throws for a page of another version, while servers of both are there: it would name files that are not here. With
 * cookies, since something before our server may let nobody through without.
 * @param {Cache} cache @param {string} path @returns {Promise<string>} its language */
async function addPage(cache, path) {
  const page = await fetch(path, { cache: 'reload' });
  const html = await page.text();
  if (!page.ok || !isOurs(page) || !html.includes(SHELL[0])) throw new TypeError(`${path} is not ours.`);
  const headers = new Headers(page.headers);
  for (const name of ['Ownit-Person', ...TRANSFER_HEADERS]) headers.delete(name);
  await cache.put(path, new Response(html, { headers }));
  return languageOf(page);
}

/** English where something between this phone and our server takes the header away: the worker is installed all the
 * same. @param {Response | undefined} page */
export const languageOf = (page) => page?.headers.get('Content-Language') ?? 'en';

/** @param {Request | string} file */
export function fromCache(file) {
  return caches.match(file, { cacheName: CACHE, ignoreVary: true });
}

/** The scripts that bring them to pages, see web/http/assets.py. @param {string} language */
export const messagesIn = (language) =>
  language === 'en' ? [] : ['scripts', 'waiting'].map((domain) => `/static/${VERSION}/js/${domain}.${language}.js`);
