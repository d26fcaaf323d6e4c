// @ts-check
/* What follows when somebody taps a notification: the server hears of it, and the page opens, or the act of
   its button is sent. */

import { actedUpon } from './acts.js';
import { windows, worker } from './worker.js';

/** @param {string | undefined} receipt @param {'shown' | 'opened'} what */
export async function report(receipt, what) {
  if (!receipt) return;
  const headers = { 'Content-Type': 'application/json' };
  const body = JSON.stringify({ receipt, what });
  await fetch('/push/receipts', { method: 'POST', headers, body, keepalive: true }).catch(() => {});
}

/** On a button, or on the notification itself: that opens a page, and so does a button wherever its tap cannot
 * be kept. @param {{ notification: any, action: string }} event */
export async function clicked({ notification, action }) {
  notification.close();
  const { receipt, navigate, opens } = notification.data ?? {};
  const reported = report(receipt, 'opened');
  const isDone = action && (await actedUpon(notification, action).catch(() => false));
  if (!isDone) await opened(opens && Object.hasOwn(opens, action) ? opens[action] : navigate);
  await reported;
}

/** @param {string | undefined} page */
async function opened(page) {
  const url = new URL(page ?? '/', location.origin);
  // A document that leads elsewhere did not come from us.
  await show(url.origin === location.origin ? url.href : '/');
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
