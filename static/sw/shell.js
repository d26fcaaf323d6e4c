// @ts-check
/* The shell: the files of one version, fetched when it is installed and gone when the next one takes over. */

import { KEPT_PAGES } from '../js/vault.js';
import { fetchAhead } from './ahead.js';
import { settle } from './handover.js';
import { keepPage, tidy } from './kept.js';
import { OFFLINE, UNSAVED, WAITING } from './pages.js';
import { sendWaiting } from './sending.js';
import { CACHE, worker } from './worker.js';

const HOME_LIMIT = 8000; // milliseconds
const MAY_EXIST = [CACHE, KEPT_PAGES];
/* Its pages are the same for everybody, and hold nothing of whoever is here at this moment. */
const PAGES = [OFFLINE, UNSAVED, WAITING];

export async function fill() {
  const shell = JSON.parse('__SHELL__');
  const pages = PAGES.map((path) => new Request(path, { credentials: 'omit' }));
  await (await caches.open(CACHE)).addAll([...shell, ...pages]);
}

export async function takeOver() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => !MAY_EXIST.includes(name)).map((name) => caches.delete(name)));
  await worker.clients.claim();
  await keepHome().catch(() => {});
}

/** The home that was open before there was a worker went past it. */
async function keepHome() {
  const home = await fetch('/', { headers: { Accept: 'text/html' }, signal: AbortSignal.timeout(HOME_LIMIT) });
  const url = new URL('/', location.origin);
  await settle(home, url);
  await keepPage(home, url);
  await tidy();
}

/** @param {{ type?: string, pages?: unknown } | null} message */
export async function obey(message) {
  // Never by itself: an open page would lose the files of its version under its feet.
  if (message?.type === 'activate') await worker.skipWaiting();
  if (message?.type === 'drain') await sendWaiting();
  if (message?.type === 'ahead') await fetchAhead(message.pages);
}
