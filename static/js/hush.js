// @ts-check
/* Somebody looks at an issue: what this phone still shows about it in its notifications is closed. Not what
   comes while the page lies open, since nobody knows whether it is looked at then. */

import { SEEN_AGAIN } from './fresh.js';
import { QUEUE_CHANGED, QUEUE_CHANNEL, list } from './queue.js';

/** A page that says that there is no such issue, or that it could not be fetched, bears no reference.
 * @returns {string | undefined} */
const seen = () => /** @type {HTMLElement | null} */ (document.querySelector('#issue[data-ref]'))?.dataset.ref;

/** Home lists all that waits: there is no need for a notification that says several things in one.
 * @param {ServiceWorkerRegistration | undefined} registration */
async function hushSeveral(registration) {
  if (!document.querySelector('#home')) return;
  const shown = (await registration?.getNotifications()) ?? [];
  shown.filter(({ tag, data }) => tag === 'held' || data?.says?.length).forEach((one) => one.close());
}

async function hush() {
  if (document.hidden) return;
  const registration = await navigator.serviceWorker?.getRegistration();
  await hushSeveral(registration);
  const ref = seen();
  if (!ref) return;
  for (const tag of [ref, `${ref}-walk`]) {
    const shown = (await registration?.getNotifications({ tag })) ?? [];
    shown.forEach((notification) => notification.close());
  }
}

/** One that says that a tap is kept goes with it: what came of it is said on the page. Nobody looks at a page
 * that is hidden. */
async function hushSent() {
  if (document.hidden) return;
  const registration = await navigator.serviceWorker?.getRegistration();
  const kept = ((await registration?.getNotifications()) ?? []).filter(({ data }) => data?.kept);
  if (!kept.length) return;
  const waiting = new Set((await list()).filter(({ state }) => state === 'waiting').map(({ key }) => key));
  kept.filter(({ data }) => !waiting.has(data.kept.key)).forEach((one) => one.close());
}

/** On every page. */
export function startHushingSent() {
  const quietly = () => hushSent().catch(() => {});
  for (const event of [QUEUE_CHANGED, 'visibilitychange']) document.addEventListener(event, quietly);
  new BroadcastChannel(QUEUE_CHANNEL).addEventListener('message', quietly);
}

export function startHush() {
  const quietly = () => hush().catch(() => {});
  document.addEventListener(SEEN_AGAIN, quietly);
  quietly();
}
