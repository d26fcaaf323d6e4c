/* The number on the app's icon: how much waits for whoever is signed in. In pages and in the service worker;
   a phone that has no such number asks nothing. */

import { isOurs } from './answers.js';

const BADGE_LIMIT = 8000; // milliseconds

/** @param {number} count 0 takes the number away */
export async function setBadge(count) {
  await (count ? navigator.setAppBadge?.(count) : navigator.clearAppBadge?.());
}

/** Asks the server. Without an answer the number stays as it was. */
export async function fetchBadge() {
  if (!('setAppBadge' in navigator)) return;
  const headers = { Accept: 'application/json' };
  const answer = await fetch('/me/badge', { cache: 'no-store', headers, signal: AbortSignal.timeout(BADGE_LIMIT) });
  if (isOurs(answer) && answer.status === 401) await setBadge(0);
  else if (isOurs(answer) && answer.ok) await setBadge((await answer.json()).count);
}
