/* Tells the server this device's push subscription. In pages and in the service worker. */

/** @param {PushSubscription} subscription @param {string | null} key base64url, of our server, that it was made with; null:
 *    not known @returns {Promise<Response>} */
export function postSubscription(subscription, key) {
  const { endpoint, keys, expirationTime = null } = subscription.toJSON();
  return fetch('/push/subscriptions', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ endpoint, keys: { p256dh: keys?.p256dh, auth: keys?.auth }, expirationTime, key }),
  });
}
