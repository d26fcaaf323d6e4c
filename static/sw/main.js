/* The last part of the service worker: what it listens to. All of it at once, or a browser that wakes the
   worker for an event would not find who hears it. */

import '../js/lib/older-browsers.js';
import { SYNC_TAG } from '../js/offline/queue.js';
import { onSync } from './background-sync.js';
import { worker } from './context.js';
import { onFetch } from './fetch.js';
import { activate, onMessage, precache } from './lifecycle.js';
import { onClick } from './notification-click.js';
import { showPush } from './push.js';
import { resubscribe, sendUnsaved } from './resubscribe.js';

worker.addEventListener('install', (event) => event.waitUntil(precache()));
worker.addEventListener('activate', (event) => event.waitUntil(activate()));
worker.addEventListener('fetch', onFetch);
worker.addEventListener('message', (event) => event.waitUntil(onMessage(event.data)));
worker.addEventListener('push', (event) => event.waitUntil(showPush(event)));
// Whatever wakes it up.
for (const name of ['push', 'sync', 'message'])
  worker.addEventListener(name, (event) =>
    waitFor(
      event,
      sendUnsaved().catch(() => {}),
    ),
  );
worker.addEventListener('notificationclick', (event) => event.waitUntil(onClick(event)));
worker.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(resubscribe(event)));
worker.addEventListener('sync', (/** @type {any} */ event) => event.tag === SYNC_TAG && event.waitUntil(onSync()));

/** @param {Event} event @param {Promise<unknown>} work */
function waitFor(event, work) {
  /** @type {ExtendableEvent} */ (event).waitUntil(work);
}
