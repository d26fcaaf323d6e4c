// @ts-check
/* The browser has changed or ended this device's push subscription (Push API, `pushsubscriptionchange`): the server
   is told the one that is there now. Firefox before 137 says neither the old one nor the new one. */

import { isOurs } from '../js/answers.js';
import { PUSH_NOTE, keyRow, writeKeyRow } from '../js/vault.js';
import { worker } from './worker.js';

/** `serverKey`: of our server, as the page that set the ringing up was told it; `isUntold`: the server could not be told.
 * @typedef {{ serverKey?: string, isUntold?: boolean }} PushNote */

/** @param {any} event */
export async function resubscribe(event) {
  const fresh = event.newSubscription ?? (await worker.registration.pushManager.getSubscription()) ?? (await subscribeAnew(event));
  if (fresh) await tellOf(fresh);
}

/** @param {any} event */
async function subscribeAnew({ oldSubscription }) {
  /** @type {PushNote | undefined} */
  const note = await keyRow(PUSH_NOTE);
  const options = oldSubscription?.options ?? (note?.serverKey && { userVisibleOnly: true, applicationServerKey: note.serverKey });
  return options ? worker.registration.pushManager.subscribe(options) : null;
}

/** @param {any} subscription @returns {string | null} base64url of our server's key; null: the browser does not tell */
function madeWith(subscription) {
  const key = subscription.options?.applicationServerKey;
  if (!key) return null;
  return btoa(String.fromCharCode(...new Uint8Array(key))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** What could not be told is told when this worker is woken up again, and by the next page.
 * @param {any} subscription */
async function tellOf(subscription) {
  const { endpoint, keys, expirationTime = null } = subscription.toJSON();
  const key = madeWith(subscription) ?? (await keyRow(PUSH_NOTE))?.serverKey ?? null;
  const answer = await fetch('/push/subscriptions', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth }, expirationTime, key }),
  }).catch(() => null);
  const note = (await keyRow(PUSH_NOTE)) ?? {};
  await writeKeyRow(PUSH_NOTE, { ...note, isUntold: !(answer?.ok && isOurs(answer)) });
}

export async function tellUntold() {
  const note = await keyRow(PUSH_NOTE);
  if (!note?.isUntold) return;
  const subscription = await worker.registration.pushManager.getSubscription();
  if (subscription) await tellOf(subscription);
}
