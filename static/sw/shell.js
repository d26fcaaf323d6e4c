// @ts-check
/* The shell: the files of one version, fetched when it is installed and gone when the next one takes over. */

import { KEPT_PAGES } from '../js/vault.js';
import { fetchAhead } from './ahead.js';
import { OFFLINE, UNSAVED, WAITING } from './pages.js';
import { sendWaiting } from './sending.js';
import { SHOWN_NUDGES } from './shown.js';
import { CACHE, worker } from './worker.js';

const MAY_EXIST = [CACHE, KEPT_PAGES, SHOWN_NUDGES];
/* Its pages are the same for everybody, and hold nothing of whoever is here at this moment. */
const PAGES = [OFFLINE, UNSAVED, WAITING];

export async function fill() {
  const shell = JSON.parse('__SHELL__');
  const pages = PAGES.map((path) => new Request(path, { credentials: 'omit' }));
  await (await caches.open(CACHE)).addAll([...shell, ...pages]);
}

/** Asks nothing of the network and waits for no lock: what open pages fetch is held up until this is done, and one
 * of them may hold the lock meanwhile. */
export async function takeOver() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => !MAY_EXIST.includes(name)).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** @param {{ type?: string, pages?: unknown } | null} message */
export async function obey(message) {
  // Never by itself: an open page would lose the files of its version under its feet.
  if (message?.type === 'activate') await worker.skipWaiting();
  if (message?.type === 'claim') await worker.clients.claim();
  if (message?.type === 'drain') await sendWaiting();
  if (message?.type === 'ahead') await fetchAhead(message.pages);
}
