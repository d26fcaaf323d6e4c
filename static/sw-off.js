/* Served in place of the service worker where OWNIT_SERVICE_WORKER is off: takes it away, with the pages and
   photos that it kept. What waits to be sent is in IndexedDB and stays there: pages send it. */

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(end()));

async function end() {
  await Promise.allSettled((await caches.keys()).map((name) => caches.delete(name)));
  await self.registration.unregister();
}
