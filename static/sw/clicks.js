// @ts-check
/* What follows when somebody taps a notification: the server hears of it, and the page opens. */

import { windows, worker } from './worker.js';

/** @param {string | undefined} receipt @param {'shown' | 'opened'} what */
export async function report(receipt, what) {
  if (!receipt) return;
  const headers = { 'Content-Type': 'application/json' };
  const body = JSON.stringify({ receipt, what });
  await fetch('/push/receipts', { method: 'POST', headers, body, keepalive: true }).catch(() => {});
}

/** @param {any} notification */
export async function clicked(notification) {
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
