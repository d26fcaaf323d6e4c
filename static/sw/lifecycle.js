/* The shell: the files of one version, fetched when it is installed and gone when the next one takes over. */

import { isOurs } from '../js/lib/answers.js';
import { PAGE_CACHE } from '../js/offline/storage-key.js';
import { CACHE, SHELL, worker } from './context.js';
import { OFFLINE, UNSAVED, WAITING } from './fetch.js';
import { fromServer } from './network.js';
import { TRANSFER_HEADERS } from './page-cache.js';
import { prefetch } from './prefetch.js';
import { sendQueued } from './queue-sender.js';
import { SHOWN_NUDGES } from './shown-nudges.js';

const MAY_EXIST = [CACHE, PAGE_CACHE, SHOWN_NUDGES];
/* Its pages are the same for everybody, and hold nothing of whoever is here at this moment. */
const PAGES = [OFFLINE, UNSAVED, WAITING];

export async function precache() {
  const cache = await caches.open(CACHE);
  const files = SHELL.map((path) => addFile(cache, path));
  await Promise.all([...files, ...PAGES.map((path) => addPage(cache, path, SHELL[0]))]);
}

/** Throws for one of something that stands before our server: this version would have it for good.
 * @param {Cache} cache @param {string} path */
async function addFile(cache, path) {
  const file = await fromServer(path);
  if (!file.ok || !isOurs(file)) throw new TypeError(`${path} is not of our server.`);
  await cache.put(path, file);
}

/** Throws for a page of another version, while servers of both are there: it would name files that are not here. With
 * cookies, since something before our server may let nobody through without.
 * @param {Cache} cache @param {string} path @param {string} sheet of this version, which each page names */
async function addPage(cache, path, sheet) {
  const page = await fetch(path, { cache: 'reload' });
  const html = await page.text();
  if (!page.ok || !isOurs(page) || !html.includes(sheet)) throw new TypeError(`${path} is not of this version.`);
  const headers = new Headers(page.headers);
  for (const name of ['Ownit-Person', ...TRANSFER_HEADERS]) headers.delete(name);
  await cache.put(path, new Response(html, { headers }));
}

/** Asks nothing of the network and waits for no lock: what open pages fetch is held up until this is done, and one
 * of them may hold the lock meanwhile. */
export async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => !MAY_EXIST.includes(name)).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** @param {{ type?: string, pages?: unknown } | null} message */
export async function onMessage(message) {
  // Never by itself: an open page would lose the files of its version under its feet.
  if (message?.type === 'activate') await worker.skipWaiting();
  if (message?.type === 'claim') await worker.clients.claim();
  if (message?.type === 'drain') await sendQueued();
  if (message?.type === 'ahead') await prefetch(message.pages);
}
