// @ts-check
/* The last part of the service worker: what it listens to. All of it at once, or a browser that wakes the
   worker for an event would not find who hears it. */

import { clicked } from './clicks.js';
import { fetched } from './pages.js';
import { ring } from './pushes.js';
import { resubscribe, tellUntold } from './resubscribing.js';
import { synced } from './sending.js';
import { fill, obey, takeOver } from './shell.js';
import { SYNC_TAG } from '../js/queue.js';
import { worker } from './worker.js';

worker.addEventListener('install', (/** @type {any} */ event) => event.waitUntil(fill()));
worker.addEventListener('activate', (/** @type {any} */ event) => event.waitUntil(takeOver()));
worker.addEventListener('fetch', fetched);
worker.addEventListener('message', (/** @type {any} */ event) => event.waitUntil(obey(event.data)));
worker.addEventListener('push', (/** @type {any} */ event) => event.waitUntil(ring(event)));
// Whatever wakes it up.
for (const name of ['push', 'sync', 'message']) worker.addEventListener(name, (/** @type {any} */ event) => event.waitUntil(tellUntold().catch(() => {})));
worker.addEventListener('notificationclick', (/** @type {any} */ event) => event.waitUntil(clicked(event)));
worker.addEventListener('pushsubscriptionchange', (/** @type {any} */ event) => event.waitUntil(resubscribe(event)));
worker.addEventListener('sync', (/** @type {any} */ event) => event.tag === SYNC_TAG && event.waitUntil(synced()));
