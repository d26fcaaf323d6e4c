/* Whether the browser itself sends what waits when there is a connection again (Background Sync): Chromium does, iPhones
   and Firefox do not. */

import { SYNC_TAG } from './queue.js';

async function syncRegistration() {
  const registration = await navigator.serviceWorker?.getRegistration();
  return registration && 'sync' in registration ? /** @type {any} */ (registration) : null;
}

/** @returns {Promise<boolean>} whether it sends also while no page of ours is open */
export async function hasBackgroundSync() {
  return (await syncRegistration()) !== null;
}

/** Nothing waits for it, nor for the browser that may not answer. */
export async function registerSync() {
  const registration = await syncRegistration().catch(() => null);
  if (!registration) return;
  await registration.sync.register(SYNC_TAG).catch(() => {});
  // Such browsers do not ask anybody; others are asked when the phone is to ring (push/push-setup.js).
  navigator.storage?.persist?.().catch(() => {});
}
