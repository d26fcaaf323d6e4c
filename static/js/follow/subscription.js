/* Tells the server which push subscription follows. On the page, and in its service worker. */

import { isOurs } from '../lib/answers.js';

/** @param {string} url @param {string} method @param {unknown} body @returns {Promise<Response>} */
async function send(url, method, body) {
  const headers = { 'Content-Type': 'application/json' };
  const answer = await fetch(url, { method, headers, body: JSON.stringify(body) });
  if (!isOurs(answer)) throw new Error('not of our server');
  return answer;
}

/** @param {string} page the path of the follow link @param {PushSubscription} subscription
 * @param {string | null} key base64url, of our server; null: not known @param {string} language of what is told
 * @returns {Promise<Response>} */
export function tellServer(page, subscription, key, language) {
  const { endpoint, keys, expirationTime = null } = subscription.toJSON();
  const ours = { p256dh: keys?.p256dh, auth: keys?.auth };
  return send(`${page}/subscription?lang=${language}`, 'POST', { endpoint, keys: ours, expirationTime, key });
}

/** On both sides: first where it would be sent to. @param {string} page @param {PushSubscription} subscription */
export async function endSubscription(page, subscription) {
  const answer = await send(`${page}/subscription`, 'DELETE', { endpoint: subscription.endpoint });
  // 404: the link has ended, and so has all that followed it.
  if (!answer.ok && answer.status !== 404) throw new Error(String(answer.status));
  await subscription.unsubscribe();
}
