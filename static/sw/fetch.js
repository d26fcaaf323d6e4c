/* What a page or a file of the shell is answered with, with and without a connection. Knows pages only by
   their address and their headers. */

import { isAway } from '../js/lib/answers.js';
import { checkPerson, isAuthForm, submitAuthForm, switchSoFar } from './account-switch.js';
import { NOT_OURS, OFFLINE, UNSAVED, VERSION, WAITING } from './context.js';
import { followLanguage } from './messages.js';
import { fromServer } from './network.js';
import { cached, cachePage, evict, offlineCopy } from './page-cache.js';
import { onShare, SHARE_TARGET } from './share-target.js';
import { fromCache } from './shell.js';

const PATIENCE = 8000; // milliseconds for a page of which there is an old copy to show
const WITHOUT_COPY = 20000; // for one of which there is none
const FORM_LIMIT = 30000;
const UPLOAD_LIMIT = 120000;
const SMALL_PHOTO = /^\/photos\/[\w-]+\/small$/;

/** @param {FetchEvent} event */
export function onFetch(event) {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin || NOT_OURS.test(url.pathname)) return;
  if (request.method === 'POST' && url.pathname === SHARE_TARGET) return event.respondWith(onShare(request));
  if (request.method === 'POST' && request.mode === 'navigate') return event.respondWith(respondToForm(event, url));
  if (request.method !== 'GET') return;
  if (url.pathname.startsWith(`/static/${VERSION}/`)) event.respondWith(fromShell(request));
  else if (request.mode === 'navigate' && url.pathname === WAITING) event.respondWith(fromShell(request));
  else if (request.mode === 'navigate') event.respondWith(respondToNavigation(event, url));
  else if (SMALL_PHOTO.test(url.pathname)) event.respondWith(photo(request, url));
  // What an open page asks for to show what is true now; it is kept as well.
  else if (request.headers.get('Accept') === 'text/html') event.respondWith(fetchAndCheck(event, url));
}

/** @param {Request} request */
async function fromShell(request) {
  return (await fromCache(request)) ?? fromServer(request);
}

/** @param {Request} request @param {URL} url */
async function photo(request, url) {
  return (await cached(url.pathname)) ?? fromServer(request);
}

/** @param {FetchEvent} event @param {URL} url */
async function respondToNavigation(event, url) {
  const coming = fetchAndCheck(event, url);
  event.waitUntil(coming.catch(() => {}));
  const isKept = await cached(url.pathname).catch(() => null);
  const fresh = await inTime(coming, isKept ? PATIENCE : WITHOUT_COPY).catch(() => null);
  if (fresh && !(isKept && isUnavailable(fresh))) return fresh;
  return (await offlineCopy(url.pathname).catch(() => null)) ?? fresh ?? nothingToShow();
}

/** The server, or what stands before it, is away for a moment: the copy says more. @param {Response} answer */
function isUnavailable(answer) {
  return answer.type !== 'opaqueredirect' && isAway(answer);
}

/** The answer from the network: looked at before anybody sees it, and kept if it may be.
 * @param {FetchEvent} event @param {URL} url @returns {Promise<Response>} */
async function fetchAndCheck(event, url) {
  const before = switchSoFar();
  const fresh = await fromServer(event.request);
  const isNow = await checkPerson(fresh, url, await before).catch(() => false);
  if (isNow) event.waitUntil(Promise.allSettled([cachePage(fresh.clone(), url), followLanguage(fresh)]));
  return fresh;
}

/** A plain form whose answer does not come: never the browser's own error page, which says nothing
 * of what was typed. @param {FetchEvent} event @param {URL} url */
async function respondToForm(event, url) {
  const { request } = event;
  const coming = isAuthForm(url) ? submitAuthForm(request, url) : fetch(request);
  event.waitUntil(coming.catch(() => {}));
  const hasFiles = request.headers.get('Content-Type')?.startsWith('multipart/');
  try {
    return await inTime(coming, hasFiles ? UPLOAD_LIMIT : FORM_LIMIT);
  } catch {
    return shellPage(UNSAVED);
  }
}

/** It lists what there is, so what is too old goes first. */
async function nothingToShow() {
  await evict().catch(() => {});
  return shellPage(OFFLINE);
}

/** @param {string} path */
async function shellPage(path) {
  return (await fromCache(path)) ?? Response.error();
}

/** @template T @param {Promise<T>} promise @param {number} limit milliseconds @returns {Promise<T>} */
function inTime(promise, limit) {
  const late = new Promise((_, reject) => setTimeout(reject, limit, new Error('too late')));
  return Promise.race([promise, /** @type {Promise<never>} */ (late)]);
}
