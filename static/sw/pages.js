// @ts-check
/* What a page or a file of the shell is answered with, with and without a connection. Knows pages only by
   their address, and keeps nothing of anybody but the home that was last seen. */

import { CACHE, VERSION } from './worker.js';

export const HOME = 'ownit-home';
export const OFFLINE = '/offline';
export const UNSAVED = '/unsaved';
export const WAITING = '/waiting';

/** @param {any} event */
export function fetched(event) {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === 'POST' && request.mode === 'navigate') return event.respondWith(sent(request));
  if (request.method !== 'GET') return;
  if (url.pathname.startsWith('/s/') || url.pathname.startsWith('/push/')) return;
  if (url.pathname.startsWith(`/static/${VERSION}/`)) event.respondWith(fromShell(request));
  else if (request.mode === 'navigate') event.respondWith(navigated(event, url));
}

/** @param {Request} request */
async function fromShell(request) {
  return (await caches.match(request, { cacheName: CACHE })) ?? fetch(request);
}

/** @param {any} event @param {URL} url */
async function navigated(event, url) {
  const isHome = url.pathname === '/';
  try {
    const fresh = await fetch(event.request);
    if (isHome) event.waitUntil(keepHome(fresh.clone()));
    return fresh;
  } catch {
    const kept = isHome && (await oldHome());
    const isShell = url.pathname === WAITING;
    if (isShell) return (await caches.match(WAITING, { cacheName: CACHE })) ?? Response.error();
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
export async function keepHome(fresh) {
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
