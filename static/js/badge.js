// @ts-check
/* The number on the app's icon: how much waits for whoever is signed in. In pages and in the service worker;
   a phone that has no such number asks nothing. */

import { isOurs } from './answers.js';

const BADGE_LIMIT = 8000; // milliseconds

/** @param {number} count 0 takes the number away */
async function setBadge(count) {
  // @ts-ignore not on every platform, nor in every type library
  await (count ? navigator.setAppBadge?.(count) : navigator.clearAppBadge?.());
}

/** Asks the server. Without an answer the number stays as it was. */
export async function renewBadge() {
  if (!('setAppBadge' in navigator)) return;
  const headers = { Accept: 'application/json' };
  const answer = await fetch('/me/badge', { cache: 'no-store', headers, signal: AbortSignal.timeout(BADGE_LIMIT) });
  if (isOurs(answer) && answer.status === 401) await setBadge(0);
  else if (isOurs(answer) && answer.ok) await setBadge((await answer.json()).count);
}

/** Home says it itself, also in its title; a copy that was kept says how it was. */
async function showBadge() {
  const home = /** @type {HTMLElement | null} */ (document.querySelector('#home[data-waiting]'));
  if (document.body.dataset.old !== undefined) return;
  if (!home) return renewBadge();
  const count = Number(home.dataset.waiting);
  const title = document.title.replace(/^\(\d+\) /, '');
  document.title = count ? `(${count}) ${title}` : title;
  await setBadge(count);
}

export function startBadge() {
  const { dataset } = document.body;
  const quietly = () => showBadge().catch(() => {});
  // Nobody is signed in: what was left of somebody goes.
  if (dataset.person === undefined) return void (dataset.shell === undefined && setBadge(0).catch(() => {}));
  for (const event of ['ownit:fresh', 'htmx:after:swap']) document.addEventListener(event, quietly);
  quietly();
}
