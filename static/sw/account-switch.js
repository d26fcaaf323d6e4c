/* Hand-over: somebody signs out, or somebody else in, or the session has ended. What is kept for reading goes, and
   with it the key to what this phone keeps for them. Never because of a network that fails or a server that does. */

import { isOurs } from '../js/lib/answers.js';
import {
  canStore,
  currentPerson,
  forgetKey,
  isBeforeSwitch,
  lastAccountSwitch,
  PAGE_CACHE,
  PUSH_NOTE,
  SWITCH_MARK,
  withKeyLock,
  writeKeyRow,
} from '../js/offline/storage-key.js';
import { tellWindows, worker } from './context.js';

/* Forms at whose answer somebody else may be signed in. */
const AUTH_FORM = /^\/(sign-in|sign-out|(join|demo)\/[^/]+)$/;

/** @param {URL} url */
export function isAuthForm(url) {
  return AUTH_FORM.test(url.pathname);
}

/** @returns {Promise<string | null>} whose pages may be shown now; nobody's where that cannot be read */
export async function personShownNow() {
  const mine = canStore() ? await currentPerson().catch(() => null) : null;
  return mine && !(await caches.match(SWITCH_MARK, { cacheName: PAGE_CACHE })) ? mine : null;
}

/** Asked when a request leaves; see `settle`. @returns {Promise<import('../js/offline/storage-key.js').AccountSwitch | undefined>} */
export async function switchSoFar() {
  return canStore() ? lastAccountSwitch().catch(() => undefined) : undefined;
}

/** A form goes out at a door. From here on nothing that is kept is shown until it is known who is here, even if the
 * browser ends this worker before the answer comes. @param {Request} request @param {URL} url @returns {Promise<Response>} its answer */
export async function submitAuthForm(request, url) {
  await beginSwitch().catch(() => {});
  try {
    const answer = await fetch(request);
    const isThrough = answer.type === 'opaqueredirect' || (isOurs(answer) && answer.status < 400);
    await (isThrough ? switchAccount() : cancelSwitch());
    if (isThrough && url.pathname === '/sign-out') await signedOut().catch(() => {});
    return answer;
  } catch (lost) {
    await cancelSwitch();
    throw lost;
  }
}

/** Looks, before an answer is shown, whether it is for somebody else than whose pages are here; and tells open
 * pages for whom it is. Where it cannot be read whose they are, nothing is decided.
 * @param {Response} answer @param {URL} url asked for @param {import('../js/offline/storage-key.js').AccountSwitch | undefined} before the
 *    last hand-over when it was asked for @returns {Promise<boolean>} whether it is of ours, and of now */
export async function checkPerson(answer, url, before) {
  // Where a redirect leads comes by here as well.
  if (answer.type === 'opaqueredirect' || !isOurs(answer) || answer.status >= 500) return false;
  const mine = canStore() ? await currentPerson() : null;
  const person = answer.headers.get('Ownit-Person');
  if (canStore() && isBeforeSwitch(before, await lastAccountSwitch(), person)) return false;
  const { pathname } = new URL(answer.url || url);
  const isNobody = !person && (answer.status === 401 || pathname === '/sign-in');
  if (isNobody || (person && person !== mine)) {
    await switchAccount(person);
    await tellWindows({ type: 'handed-over', person });
  } else if (person) await cancelSwitch();
  return true;
}

async function beginSwitch() {
  await (await caches.open(PAGE_CACHE)).put(SWITCH_MARK, new Response());
}

async function cancelSwitch() {
  if (await caches.has(PAGE_CACHE)) await (await caches.open(PAGE_CACHE)).delete(SWITCH_MARK);
}

/** @param {string | null} [to] whoever is here now */
async function switchAccount(to = null) {
  return canStore() ? withKeyLock(() => clearData(to)) : clearData(to);
}

/** @param {string | null} to what is theirs already stays */
async function clearData(to) {
  const mine = canStore() ? await currentPerson() : null;
  if (mine !== null && mine === to) return;
  const isEmpty = mine === null && !(await caches.has(PAGE_CACHE));
  // Each by itself: where one fails the other has to happen. Also where there is nothing yet: a key may be on its way.
  await Promise.allSettled([canStore() && forgetKey(to), caches.delete(PAGE_CACHE)]);
  if (!isEmpty) await clearScreen().catch(() => {});
}

/** What was shown to whoever was here before. */
async function clearScreen() {
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
  if (canStore()) await writeKeyRow(PUSH_NOTE, {});
}
