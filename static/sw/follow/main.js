/* The service worker of one follow link: shows what is pushed, and opens the customer's page. It keeps nothing and
   answers no request. Where it is registered names its link, so that it meets no other. */

import { endSubscription, tellServer } from '../../js/follow/subscription.js';
import { base64url } from '../../js/lib/base64url.js';
import { reportReceipt } from '../../js/push/receipts.js';
import { readPush } from '../read-push.js';

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const PAGE = new URL(worker.registration.scope).pathname;
const GIVEN = new URL(location.href).searchParams; // by the page that registered it
const LANGUAGE = GIVEN.get('lang') ?? 'en';
const STOP = 'stop'; // the name of its button

/** Always, and before anything else: browsers take the right to push away from who shows nothing. @param {PushEvent} event */
async function show(event) {
  const { title, body = '', tag = '', silent = false, lang = '', dir = 'auto', actions = [], data } = readPush(event);
  const options = {
    body,
    tag,
    lang,
    dir,
    silent,
    renotify: Boolean(tag) && !silent,
    icon: '/icons/icon-192.png',
    badge: '/icons/badge-96.png',
    actions: actions
      .filter((/** @type {any} */ one) => one?.action === STOP)
      .map((/** @type {any} */ one) => ({ action: STOP, title: one.title })),
    data: { receipt: data?.receipt },
  };
  await worker.registration.showNotification(title || location.hostname, options);
  await reportReceipt(data?.receipt, 'shown');
}

/** @param {NotificationEvent} event */
async function onClick({ notification, action }) {
  notification.close();
  const reported = reportReceipt(notification.data?.receipt, 'opened');
  if (action === STOP) await stop();
  else await openPage();
  await reported;
}

/** The customer's page; where it is open already it shows what is new when it is looked at. */
async function openPage() {
  const address = `${PAGE}/page?lang=${LANGUAGE}`;
  const { url } = await fetch(address).catch(() => ({ url: address }));
  const path = new URL(url, location.origin).pathname;
  const all = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const open = all.find((one) => new URL(one.url).pathname === path);
  await (open?.focus() ?? Promise.reject(new Error('not open'))).catch(() => worker.clients.openWindow(url));
}

/** The page says whether it has, and stops it where there was no network. */
async function stop() {
  const subscription = await worker.registration.pushManager.getSubscription();
  const ended = subscription ? endSubscription(PAGE, subscription) : Promise.resolve();
  const hasEnded = await ended.then(
    () => true,
    () => false,
  );
  await worker.clients.openWindow(hasEnded ? `${PAGE}#stopped` : PAGE);
  if (hasEnded) await worker.registration.unregister();
}

/** The browser has changed or ended the subscription. Firefox before 137 says neither the old one nor the new one.
 * @param {any} event */
async function resubscribe({ newSubscription, oldSubscription }) {
  const applicationServerKey = oldSubscription?.options?.applicationServerKey ?? GIVEN.get('k');
  const options = { userVisibleOnly: true, applicationServerKey };
  const fresh = newSubscription ?? (await worker.registration.pushManager.subscribe(options));
  if (oldSubscription) await endSubscription(PAGE, oldSubscription).catch(() => {});
  const key = fresh.options?.applicationServerKey;
  await tellServer(PAGE, fresh, key ? base64url(key) : null, LANGUAGE);
}

worker.addEventListener('install', () => void worker.skipWaiting());
worker.addEventListener('push', (event) => event.waitUntil(show(event)));
worker.addEventListener('notificationclick', (event) => event.waitUntil(onClick(event)));
worker.addEventListener('pushsubscriptionchange', (/** @type {any} */ event) => event.waitUntil(resubscribe(event)));
