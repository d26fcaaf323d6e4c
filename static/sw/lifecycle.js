/* The shell: the files of one version, fetched when it is installed and gone when the next one takes over. */

import { PAGE_CACHE } from '../js/offline/storage-key.js';
import { CACHE, SHELL, worker } from './context.js';
import { prefetch } from './prefetch.js';
import { sendQueued } from './queue-sender.js';
import { addFile, addPages } from './shell.js';
import { SHOWN_NUDGES } from './shown-nudges.js';

const MAY_EXIST = [CACHE, PAGE_CACHE, SHOWN_NUDGES];

export async function precache() {
  const cache = await caches.open(CACHE);
  await Promise.all([...SHELL.map((path) => addFile(cache, path)), addPages(cache)]);
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
