/* The browser has changed or ended this device's push subscription (Push API, `pushsubscriptionchange`): the server
   is told the one that is there now. Firefox before 137 says neither the old one nor the new one. */

import { isOurs } from '../js/lib/answers.js';
import { base64url } from '../js/lib/base64url.js';
import { PUSH_NOTE, readKeyRow, writeKeyRow } from '../js/offline/storage-key.js';
import { postSubscription } from '../js/push/post-subscription.js';
import { worker } from './context.js';

/** `serverKey`: of our server, as the page that set the ringing up was told it; `isUntold`: the server could not be told.
 * @typedef {{ serverKey?: string, isUntold?: boolean }} PushNote */

/** @param {any} event */
export async function resubscribe(event) {
  const fresh = event.newSubscription ?? (await worker.registration.pushManager.getSubscription()) ?? (await subscribeAnew(event));
  if (fresh) await saveSubscription(fresh);
}

/** @param {any} event */
async function subscribeAnew({ oldSubscription }) {
  /** @type {PushNote | undefined} */
  const note = await readKeyRow(PUSH_NOTE);
  const options = oldSubscription?.options ?? (note?.serverKey && { userVisibleOnly: true, applicationServerKey: note.serverKey });
  return options ? worker.registration.pushManager.subscribe(options) : null;
}

/** @param {any} subscription @returns {string | null} base64url of our server's key; null: the browser does not tell */
function keyOf(subscription) {
  const key = subscription.options?.applicationServerKey;
  if (!key) return null;
  return base64url(key);
}

/** What could not be told is told when this worker is woken up again, and by the next page.
 * @param {any} subscription */
async function saveSubscription(subscription) {
  const key = keyOf(subscription) ?? (await readKeyRow(PUSH_NOTE))?.serverKey ?? null;
  const answer = await postSubscription(subscription, key).catch(() => null);
  const note = (await readKeyRow(PUSH_NOTE)) ?? {};
  await writeKeyRow(PUSH_NOTE, { ...note, isUntold: !(answer?.ok && isOurs(answer)) });
}

export async function sendUnsaved() {
  const note = await readKeyRow(PUSH_NOTE);
  if (!note?.isUntold) return;
  const subscription = await worker.registration.pushManager.getSubscription();
  if (subscription) await saveSubscription(subscription);
}
