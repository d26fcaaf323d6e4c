/* What follows when somebody taps a notification: the server hears of it, and the page opens, or the act of
   its button is sent. */

import { reportReceipt } from '../js/push/receipts.js';
import { NOT_OURS, windows, worker } from './context.js';
import { performAction } from './notification-actions.js';

/** On a button, or on the notification itself: that opens a page, and so does a button wherever its tap cannot
 * be kept. @param {NotificationEvent} event */
export async function onClick({ notification, action }) {
  notification.close();
  const { receipt, navigate, opens } = notification.data ?? {};
  const reported = reportReceipt(receipt, 'opened');
  const isDone = action && (await performAction(notification, action).catch(() => false));
  if (!isDone) await openPage(opens && Object.hasOwn(opens, action) ? opens[action] : navigate);
  await reported;
}

/** @param {string | undefined} page */
async function openPage(page) {
  const url = new URL(page ?? '/', location.origin);
  // A document that leads elsewhere did not come from us.
  await showWindow(url.origin === location.origin ? url.href : '/');
}

/** In the window that is there, not in a part of it; else in a new one. The customer's page is not one of ours.
 * @param {string} url */
async function showWindow(url) {
  const isOurs = (/** @type {WindowClient} */ { frameType, url: at }) => frameType !== 'nested' && !NOT_OURS.test(new URL(at).pathname);
  const ours = (await windows()).find(isOurs);
  try {
    if (!ours) throw new TypeError('There is no window.');
    await ours.focus();
    await ours.navigate(url);
  } catch {
    await worker.clients.openWindow(url);
  }
}
