/* Somebody looks at an issue, a step or an owner change: what this phone still shows about it in its
   notifications is closed. Not what comes while the page lies open, since nobody knows whether it is looked at
   then; and not by a page that was kept, which knows less than the notification. */

import { listTaps, QUEUE_CHANGED, QUEUE_CHANNEL } from '../offline/queue.js';
import { REVALIDATED } from './revalidate.js';

/** The tags of what is seen here. A page that says that there is no such thing, or that it could not be
 * fetched, names none. @returns {string[]} */
const tagsShownHere = () => {
  const region = /** @type {HTMLElement | null} */ (document.querySelector('[data-hushes]'));
  return region?.dataset.hushes?.split(' ') ?? [];
};

/** Home lists all that waits: there is no need for a notification that says several things in one.
 * @param {ServiceWorkerRegistration | undefined} registration */
async function dismissDigests(registration) {
  if (!document.querySelector('#home')) return;
  const shown = (await registration?.getNotifications()) ?? [];
  shown.filter(({ tag, data }) => tag === 'deferred' || data?.says?.length).forEach((one) => one.close());
}

async function dismissNotifications() {
  if (document.hidden || 'old' in document.body.dataset) return;
  const registration = await navigator.serviceWorker?.getRegistration();
  await dismissDigests(registration);
  for (const tag of tagsShownHere()) {
    const shown = (await registration?.getNotifications({ tag })) ?? [];
    shown.forEach((notification) => notification.close());
  }
}

/** One that says that a tap is kept goes with it: what came of it is said on the page. Nobody looks at a page
 * that is hidden. */
async function dismissSent() {
  if (document.hidden) return;
  const registration = await navigator.serviceWorker?.getRegistration();
  const kept = ((await registration?.getNotifications()) ?? []).filter(({ data }) => data?.kept);
  if (!kept.length) return;
  const waiting = new Set((await listTaps()).filter(({ state }) => state === 'waiting').map(({ key }) => key));
  kept.filter(({ data }) => !waiting.has(data.kept.key)).forEach((one) => one.close());
}

/** On every page. */
export function startDismissingSent() {
  const quietly = () => dismissSent().catch(() => {});
  for (const event of [QUEUE_CHANGED, 'visibilitychange']) document.addEventListener(event, quietly);
  new BroadcastChannel(QUEUE_CHANNEL).addEventListener('message', quietly);
}

export default function startDismissing() {
  const quietly = () => dismissNotifications().catch(() => {});
  document.addEventListener(REVALIDATED, quietly);
  quietly();
}
