// @ts-check
/* The shell: the files of one version, fetched when it is installed and gone when the next one takes over. */

import { HOME, OFFLINE, UNSAVED, WAITING, keepHome } from './pages.js';
import { CACHE, worker } from './worker.js';

const MAY_EXIST = [CACHE, HOME];

export async function fill() {
  const shell = JSON.parse('__SHELL__');
  const cache = await caches.open(CACHE);
  await cache.addAll([...shell, OFFLINE, UNSAVED, WAITING]);
}

export async function takeOver() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => !MAY_EXIST.includes(name)).map((name) => caches.delete(name)));
  await worker.clients.claim();
  // The home that was open before there was a worker went past it.
  await fetch('/').then(keepHome).catch(() => {});
}

/** @param {{ type?: string } | null} message */
export async function obey(message) {
  // Never by itself: an open page would lose the files of its version under its feet.
  if (message?.type === 'activate') await worker.skipWaiting();
  if (message?.type === 'forget') await caches.delete(HOME);
}
