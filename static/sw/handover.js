// @ts-check
/* Hand-over: somebody signs out, or somebody else in, or the session has ended. What is kept for reading goes, and
   with it the key to what this phone keeps for them. Never because of a network that fails or a server that does. */

import { isOurs } from '../js/answers.js';
import { KEPT_PAGES, PUSH_NOTE, UNDER_WAY, alone, canKeep, holder, isOfEarlier, lastHandOver, lock, writeKeyRow } from '../js/vault.js';
import { tellWindows, worker } from './worker.js';

/* Forms at whose answer somebody else may be signed in. */
const DOOR = /^\/(sign-in|sign-out|(join|demo)\/[^/]+)$/;

/** @param {URL} url */
export function isDoor(url) {
  return DOOR.test(url.pathname);
}

/** @returns {Promise<string | null>} whose pages may be shown now; nobody's where that cannot be read */
export async function whose() {
  const mine = canKeep() ? await holder().catch(() => null) : null;
  return mine && !(await caches.match(UNDER_WAY, { cacheName: KEPT_PAGES })) ? mine : null;
}

/** Asked when a request leaves; see `settle`. @returns {Promise<import('../js/vault.js').HandOver | undefined>} */
export async function handOverSoFar() {
  return canKeep() ? lastHandOver().catch(() => undefined) : undefined;
}

/** A form goes out at a door. From here on nothing that is kept is shown until it is known who is here, even if the
 * browser ends this worker before the answer comes. @param {Request} request @param {URL} url @returns {Promise<Response>} its answer */
export async function throughTheDoor(request, url) {
  await begin().catch(() => {});
  try {
    const answer = await fetch(request);
    const isThrough = answer.type === 'opaqueredirect' || (isOurs(answer) && answer.status < 400);
    await (isThrough ? handOver() : callOff());
    if (isThrough && url.pathname === '/sign-out') await signedOut().catch(() => {});
    return answer;
  } catch (lost) {
    await callOff();
    throw lost;
  }
}

/** Looks, before an answer is shown, whether it is for somebody else than whose pages are here; and tells open
 * pages for whom it is. Where it cannot be read whose they are, nothing is decided.
 * @param {Response} answer @param {URL} url asked for @param {import('../js/vault.js').HandOver | undefined} before the
 *    last hand-over when it was asked for @returns {Promise<boolean>} whether it is of ours, and of now */
export async function settle(answer, url, before) {
  // Where a redirect leads comes by here as well.
  if (answer.type === 'opaqueredirect' || !isOurs(answer) || answer.status >= 500) return false;
  const mine = canKeep() ? await holder() : null;
  const person = answer.headers.get('Ownit-Person');
  if (canKeep() && isOfEarlier(before, await lastHandOver(), person)) return false;
  const { pathname } = new URL(answer.url || url);
  const isNobody = !person && (answer.status === 401 || pathname === '/sign-in');
  if (isNobody || (person && person !== mine)) {
    await handOver(person);
    await tellWindows({ type: 'handed-over', person });
  } else if (person) await callOff();
  return true;
}

async function begin() {
  await (await caches.open(KEPT_PAGES)).put(UNDER_WAY, new Response());
}

async function callOff() {
  if (await caches.has(KEPT_PAGES)) await (await caches.open(KEPT_PAGES)).delete(UNDER_WAY);
}

/** @param {string | null} [to] whoever is here now */
async function handOver(to = null) {
  return canKeep() ? alone(() => empty(to)) : empty(to);
}

/** @param {string | null} to what is theirs already stays */
async function empty(to) {
  const mine = canKeep() ? await holder() : null;
  if (mine !== null && mine === to) return;
  const isEmpty = mine === null && !(await caches.has(KEPT_PAGES));
  // Each by itself: where one fails the other has to happen. Also where there is nothing yet: a key may be on its way.
  await Promise.allSettled([canKeep() && lock(to), caches.delete(KEPT_PAGES)]);
  if (!isEmpty) await clearScreen().catch(() => {});
}

/** What was shown to whoever was here before. */
async function clearScreen() {
  // @ts-ignore not on every platform
  await navigator.clearAppBadge?.();
  for (const shown of await worker.registration.getNotifications()) shown.close();
}

async function signedOut() {
  stopRinging().catch(() => {});
  await tellWindows({ type: 'signed-out' });
}

/** Whoever signs in next says themselves that this phone may ring for them. */
async function stopRinging() {
  const subscription = await worker.registration.pushManager.getSubscription();
  await subscription?.unsubscribe();
  if (canKeep()) await writeKeyRow(PUSH_NOTE, {});
}
