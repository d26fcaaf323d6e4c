/* This device's push subscription: made, told to the server, and kept true (RFC 8030, Push API). */

import { isOurs } from '../lib/answers.js';
import { bytesOf } from '../lib/base64url.js';
import { canStore, PUSH_NOTE, writeKeyRow } from '../offline/storage-key.js';
import { postSubscription } from './post-subscription.js';

const REMEMBERED = 'ownit-push';
const A_DAY = 24 * 60 * 60 * 1000; // milliseconds
const ENDS_SOON = 7 * A_DAY;
const RENEWALS = [1000, 2000, 4000]; // milliseconds before each: a browser makes a new one in its own time

export function serverKey() {
  return document.body.dataset.vapidKey ?? '';
}

/** @param {PushSubscription} subscription */
function isForServer(subscription) {
  const key = subscription.options?.applicationServerKey;
  if (!key) return (remembered()?.key ?? serverKey()) === serverKey(); // the browser does not tell
  const ours = bytesOf(serverKey());
  return new Uint8Array(key).every((byte, at) => byte === ours[at]);
}

/** Once a day: a browser whose subscriptions are all short is not asked for a new one at each start.
 * @param {PushSubscription} subscription */
function endsSoon(subscription) {
  const ends = subscription.expirationTime;
  if (!ends || ends - Date.now() > ENDS_SOON || !navigator.onLine) return false;
  return Date.now() - (remembered()?.at ?? 0) > A_DAY;
}

/** Asks permission where needed: call it directly in a click.
 * @param {ServiceWorkerRegistration} registration */
export function subscribe(registration) {
  return registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytesOf(serverKey()),
  });
}

/** @param {PushSubscription} subscription */
async function fingerprint(subscription) {
  const text = new TextEncoder().encode(JSON.stringify(subscription) + serverKey());
  const digest = await crypto.subtle.digest('SHA-256', text);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The server did not keep the subscription; the message is its sentence for the person. */
export class NotTaken extends Error {
  /** @param {{ sentence?: string, resubscribe?: boolean }} told */
  constructor(told) {
    super(told.sentence ?? '');
    this.resubscribe = told.resubscribe === true;
  }
}

/** Tells the server; where it asks for a new subscription, up to three times with a new one.
 * @param {ServiceWorkerRegistration} registration @param {PushSubscription} subscription */
export async function saveAndRetry(registration, subscription) {
  let current = subscription;
  for (const pause of [...RENEWALS, null]) {
    try {
      return await save(current);
    } catch (refused) {
      if (!(refused instanceof NotTaken) || !refused.resubscribe || pause === null) throw refused;
      await current.unsubscribe();
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    current = await subscribe(registration);
  }
}

/** Throws when the server did not take it. @param {PushSubscription} subscription */
async function save(subscription) {
  const answer = await postSubscription(subscription, serverKey());
  if (!answer.ok || !isOurs(answer)) throw new NotTaken(await answer.json().catch(() => ({})));
  const note = { print: await fingerprint(subscription), at: Date.now(), key: serverKey() };
  localStorage.setItem(REMEMBERED, JSON.stringify(note));
  // For the service worker, which may have to subscribe without a page.
  if (canStore()) await writeKeyRow(PUSH_NOTE, { serverKey: serverKey() }).catch(() => {});
}

/** `key`: of our server, when it was kept. @returns {{ print: string, at: number, key?: string } | null} */
function remembered() {
  try {
    return JSON.parse(localStorage.getItem(REMEMBERED) ?? 'null');
  } catch {
    return null;
  }
}

/** The subscription that can ring now, made anew if it was for another key of the server or ends soon.
 * @param {ServiceWorkerRegistration} registration */
async function currentState(registration) {
  const subscription = await registration.pushManager.getSubscription();
  if (subscription && isForServer(subscription) && !endsSoon(subscription)) return subscription;
  await subscription?.unsubscribe();
  // Only what rang once is set up again by itself; the rest waits for the person's tap.
  return subscription || remembered() ? subscribe(registration) : null;
}

/** On every start: browsers drop or change subscriptions silently. Costs no request when nothing changed. */
export async function reconcile() {
  if (!serverKey() || !('PushManager' in window)) return;
  const registration = await navigator.serviceWorker.ready;
  const subscription = await currentState(registration);
  if (!subscription) return;
  const note = remembered();
  // The server may have lost it, when the push service ended it: then it must be told at once.
  const rings = document.body.dataset.rings === 'yes';
  const known = rings && note?.print === (await fingerprint(subscription)) && Date.now() - note.at < A_DAY;
  if (!known) await saveAndRetry(registration, subscription);
}
