/* A newer version of the app: offered where the old one still works, taken at once where the server does not
   understand it any more. Never in a circle, and never over what is being typed. */

import { banner } from '../lib/banners.js';
import { QUEUE_CHANGED, TOO_OLD } from '../offline/queue.js';
import { isTyped } from './swap.js';

/* Which version this page is of: a part of the address of its scripts. */
const OWN_ADDRESS = new URL(import.meta.url).pathname;
const TRIED = 'ownit-renewed';
const SETTLED = 300; // milliseconds
const TAKEN_LIMIT = 10000;

/** Says that a new version waits; only the person decides when it starts.
 * @param {ServiceWorkerRegistration} registration */
function offer(registration) {
  if (registration.waiting && navigator.serviceWorker.controller) banner('banner-update', true);
}

/** @param {ServiceWorkerRegistration} registration */
export function offerUpdates(registration) {
  const watch = () => registration.installing?.addEventListener('statechange', () => offer(registration));
  offer(registration);
  watch(); // it may have begun before this page was there
  registration.addEventListener('updatefound', watch);
  document.getElementById('load-update')?.addEventListener('click', () => {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload());
    if (registration.waiting) registration.waiting.postMessage({ type: 'activate' });
    else location.reload();
  });
}

/** The server has said that this version is too old to talk to it. */
export function updateWhenTooOld() {
  document.addEventListener(TOO_OLD, update);
  navigator.serviceWorker?.addEventListener('message', ({ data }) => data?.type === 'too-old' && update());
}

let isUpdating = false;

async function update() {
  if (isUpdating) return;
  isUpdating = true;
  await activateNewest().catch(() => {});
  reloadOnce();
}

/** The newest service worker rules from here on, where there is a newer one. */
async function activateNewest() {
  const registration = await navigator.serviceWorker?.getRegistration();
  if (!registration) return;
  if (!registration.waiting) await registration.update();
  await installed(registration.installing);
  const { waiting } = registration;
  if (!waiting) return;
  const taken = new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
  waiting.postMessage({ type: 'activate' });
  // An older worker that has work goes on for minutes.
  await Promise.race([taken, new Promise((resolve) => setTimeout(resolve, TAKEN_LIMIT))]);
}

/** Installed, or given up. @param {ServiceWorker | null} installing @returns {Promise<void>} */
function installed(installing) {
  return new Promise((resolve) => {
    if (installing?.state !== 'installing') return resolve();
    installing.addEventListener('statechange', () => resolve(), { once: true });
  });
}

/** Once for each version: a server that is not of one mind must not turn the page round and round. */
function reloadOnce() {
  if (sessionStorage.getItem(TRIED) === OWN_ADDRESS) return banner('banner-update', true);
  if (isTyped()) return waitForTheTap();
  sessionStorage.setItem(TRIED, OWN_ADDRESS);
  // A sheet that has closed just now is on its way back in the history, which would end a reload.
  const isGoingBack = history.state?.sheet && !document.querySelector('dialog[open]');
  if (isGoingBack) window.addEventListener('popstate', () => location.reload(), { once: true });
  else location.reload();
}

/** What is typed goes into the queue with its tap; until then the person decides. */
function waitForTheTap() {
  banner('banner-update', true);
  // Both come before the form is empty.
  const look = () => setTimeout(() => !isTyped() && reloadOnce(), SETTLED);
  for (const event of [QUEUE_CHANGED, 'reset']) document.addEventListener(event, look);
}
