// @ts-check
/* The service worker: the shell and the last seen home without a connection, and every push shown.
   It knows pages only by their address, and keeps nothing of anybody but the home that was last seen. */

const VERSION = '__VERSION__';
const CACHE = `ownit-${VERSION}`;
const HOME = 'ownit-home';
const MAY_EXIST = [CACHE, HOME];
const OFFLINE = '/offline';
const UNSAVED = '/unsaved';

/** @type {any} */
const worker = self;

worker.addEventListener('install', (/** @type {any} */ event) => event.waitUntil(fill()));
worker.addEventListener('activate', (/** @type {any} */ event) => event.waitUntil(takeOver()));
worker.addEventListener('fetch', answer);
worker.addEventListener('message', (/** @type {any} */ event) => event.waitUntil(obey(event.data)));
worker.addEventListener('push', (/** @type {any} */ event) => event.waitUntil(ring(event)));
worker.addEventListener('notificationclick', (/** @type {any} */ event) => event.waitUntil(open(event.notification)));
worker.addEventListener('pushsubscriptionchange', (/** @type {any} */ event) => event.waitUntil(resubscribe(event)));

/* ---- the shell, by version ---- */

async function fill() {
  const shell = JSON.parse('__SHELL__');
  const cache = await caches.open(CACHE);
  await cache.addAll([...shell, OFFLINE, UNSAVED]);
}

async function takeOver() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => !MAY_EXIST.includes(name)).map((name) => caches.delete(name)));
  await worker.clients.claim();
  // The home that was open before there was a worker went past it.
  await fetch('/').then(keepHome).catch(() => {});
}

/** @param {{ type?: string } | null} message */
async function obey(message) {
  // Never by itself: an open page would lose the files of its version under its feet.
  if (message?.type === 'activate') await worker.skipWaiting();
  if (message?.type === 'forget') await caches.delete(HOME);
}

/* ---- answers ---- */

/** @param {any} event */
function answer(event) {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === 'POST' && request.mode === 'navigate') return event.respondWith(sent(request));
  if (request.method !== 'GET') return;
  if (url.pathname.startsWith('/s/') || url.pathname.startsWith('/push/')) return;
  if (url.pathname.startsWith(`/static/${VERSION}/`)) event.respondWith(fromShell(request));
  else if (request.mode === 'navigate') event.respondWith(page(event, url));
}

/** @param {Request} request */
async function fromShell(request) {
  return (await caches.match(request, { cacheName: CACHE })) ?? fetch(request);
}

/** @param {any} event @param {URL} url */
async function page(event, url) {
  const isHome = url.pathname === '/';
  try {
    const fresh = await fetch(event.request);
    if (isHome) event.waitUntil(keepHome(fresh.clone()));
    return fresh;
  } catch {
    const kept = isHome && (await oldHome());
    return kept || (await caches.match(OFFLINE, { cacheName: CACHE })) || Response.error();
  }
}

/** A plain form whose answer does not come: never the browser's own error page, which says nothing
 * of what was typed. @param {Request} request */
async function sent(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(UNSAVED, { cacheName: CACHE })) || Response.error();
  }
}

/** Anything but a page means that this phone may not see it any more. @param {Response} fresh */
async function keepHome(fresh) {
  const isHtml = fresh.headers.get('Content-Type')?.startsWith('text/html');
  if (fresh.status === 200 && isHtml && !fresh.redirected) await (await caches.open(HOME)).put('/', fresh);
  else if (fresh.status < 500) await caches.delete(HOME);
}

/** The kept home, marked as old so that it says from when it is. */
async function oldHome() {
  const kept = await caches.match('/', { cacheName: HOME });
  if (!kept) return null;
  const html = (await kept.text()).replace('<body ', '<body data-old ');
  const headers = new Headers(kept.headers);
  headers.delete('Content-Encoding');
  headers.delete('Content-Length');
  return new Response(html, { headers });
}

/* ---- pushes ---- */

/** A push is one declarative document for every browser; see push/payload.py.
 * @param {any} event */
function read(event) {
  try {
    return event.data.json().notification ?? {};
  } catch {
    return event.notification ?? {}; // Safari hands over what it has parsed itself
  }
}

/** Nothing waits for the network before the notification shows: iPhones count what is not shown.
 * @param {any} event */
async function ring(event) {
  const note = read(event);
  await inTurn(() => display(note));
  await Promise.all([report(note.data?.receipt, 'shown'), tellWindows()]);
}

/* Chromium forgets a notification that it is about to show when it is asked, for the next push, which ones
   are on screen. */
let turn = Promise.resolve();

/** @param {() => Promise<void>} next @returns {Promise<void>} */
function inTurn(next) {
  const done = turn.then(next);
  turn = done.catch(() => {});
  return done;
}

/** @param {any} note */
async function display(note) {
  const tag = note.tag ?? '';
  await closeOlder([tag, ...handled(note)]).catch(() => {});
  await worker.registration.showNotification(note.title || 'Own It: something needs you', {
    body: note.body ?? '',
    tag,
    renotify: Boolean(tag) && !note.silent,
    silent: Boolean(note.silent),
    lang: note.lang ?? '',
    dir: note.dir ?? 'auto',
    icon: '/icons/icon-192.png',
    badge: '/icons/badge-96.png',
    data: { receipt: note.data?.receipt, navigate: note.navigate ?? '/', says: note.data?.more ? [] : handled(note) },
  });
}

/** The tags of what this one makes needless. @param {any} note @returns {string[]} */
function handled(note) {
  return Array.isArray(note.data?.closes) ? note.data.closes : [];
}

/** Some browsers ignore the tag when they show one. @param {any[]} tags */
async function closeOlder(tags) {
  const needless = new Set(tags.filter(Boolean));
  for (const older of await worker.registration.getNotifications()) {
    if (needless.has(older.tag) || isSaidAnew(older, needless)) older.close();
  }
}

/** One that speaks of several goes when all of them are needless: never for the sake of one.
 * @param {any} older @param {Set<string>} needless */
function isSaidAnew(older, needless) {
  const says = older.data?.says ?? [];
  return says.length > 0 && says.every((/** @type {string} */ tag) => needless.has(tag));
}

/** @param {string | undefined} receipt @param {'shown' | 'opened'} what */
async function report(receipt, what) {
  if (!receipt) return;
  const headers = { 'Content-Type': 'application/json' };
  const body = JSON.stringify({ receipt, what });
  await fetch('/push/receipts', { method: 'POST', headers, body, keepalive: true }).catch(() => {});
}

function windows() {
  return worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
}

async function tellWindows() {
  for (const client of await windows()) client.postMessage({ type: 'changed' });
}

/** @param {any} notification */
async function open(notification) {
  notification.close();
  const reported = report(notification.data?.receipt, 'opened');
  const url = new URL(notification.data?.navigate ?? '/', location.origin);
  // A document that leads elsewhere did not come from us.
  await show(url.origin === location.origin ? url.href : '/');
  await reported;
}

/** In the window that is there, else in a new one. The customer's page is not one of ours.
 * @param {string} url */
async function show(url) {
  const ours = (await windows()).find(
    (/** @type {any} */ client) => !new URL(client.url).pathname.startsWith('/s/'),
  );
  try {
    await ours.focus();
    await ours.navigate(url);
  } catch {
    await worker.clients.openWindow(url);
  }
}

/** Where the browser does not say what the old one was, the next start of the app mends it.
 * @param {any} event */
async function resubscribe(event) {
  const options = event.oldSubscription?.options;
  const fresh = event.newSubscription ?? (options && (await worker.registration.pushManager.subscribe(options)));
  if (!fresh) return;
  const { endpoint, keys, expirationTime = null } = fresh.toJSON();
  await fetch('/push/subscriptions', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth }, expirationTime }),
  });
}
