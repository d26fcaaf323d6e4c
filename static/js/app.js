/* Starts what a page asks for by data-module, and the service worker. Every page works without it. */

import './lib/older-browsers.js';
import './lib/request-submit.js';
import { watchConnection } from './lib/banners.js';
import { rememberZone } from './lib/site-clock.js';
import { registerWorker } from './lib/trusted-types.js';
import { startPrefetch } from './offline/prefetch.js';
import { startTaps } from './offline/tap-forms.js';
import { startBadge } from './page/badge.js';
import { startFormFocus } from './page/form-focus.js';
import loadHtmx, { watchForms } from './page/load-htmx.js';
import { startRevalidation } from './page/revalidate.js';
import { offerUpdates, updateWhenTooOld } from './page/update.js';
import { reportReceipt } from './push/receipts.js';
import { watchAccountSwitch } from './session/account-switch.js';

/** @typedef {{ default: (element: HTMLElement) => void }} Behaviour */

/* A closed list: an attribute that got into a page somehow cannot name another script. */
/** @type {Record<string, () => Promise<Behaviour>>} */
const MODULES = {
  'act-drafts': () => import('./drafts/act-drafts.js'),
  'auto-accept': () => import('./pages/auto-accept.js'),
  'dismiss-notifications': () => allowed().then(() => import('./page/dismiss-notifications.js')),
  drafts: () => import('./report/drafts.js'),
  'form-focus': async () => ({ default: startFormFocus }),
  htmx: async () => ({ default: loadHtmx }),
  install: () => import('./push/install.js'),
  'offline-list': () => import('./offline/offline-list.js'),
  'other-forms': () => import('./pages/other-forms.js'),
  'photo-forms': () => unfolded('[data-photos]').then(() => import('./photos/photo-forms.js')),
  'photo-viewer': () => import('./pages/photo-viewer.js'),
  'print-page': () => import('./pages/print-page.js'),
  poll: () => import('./page/poll.js'),
  'push-setup': () => import('./push/push-setup.js'),
  revalidate: async () => ({ default: startRevalidation }),
  search: () => import('./pages/search.js'),
  'share-link': () => import('./pages/share-link.js'),
  sheet: () => import('./page/sheet.js'),
  'sign-out': () => import('./session/sign-out.js'),
  suggestions: () => import('./pages/suggestions.js'),
  'time-zone': () => import('./pages/time-zone.js'),
  'waiting-page': () => import('./waiting/waiting-page.js'),
};

/** Resolves when one of these is in no closed fold or sheet. @param {string} selector @returns {Promise<void>} */
function unfolded(selector) {
  const isShown = () => [...document.querySelectorAll(selector)].some((one) => !one.closest(':is(details, dialog):not([open])'));
  return new Promise((resolve) => {
    const look = () => isShown() && resolve();
    document.addEventListener('toggle', look, true);
    look();
  });
}

const mayNotify = () => 'Notification' in window && Notification.permission === 'granted';

/** Resolves when this phone may show notifications: before, there is none to close. @returns {Promise<void>} */
function allowed() {
  return new Promise((resolve) => {
    const look = () => mayNotify() && resolve();
    document.addEventListener('visibilitychange', look);
    look();
  });
}

function startModules() {
  for (const element of document.querySelectorAll('[data-module]')) {
    const names = element.getAttribute('data-module')?.split(' ') ?? [];
    for (const name of names) {
      // One that cannot be fetched is missed by nobody: every page works without it.
      MODULES[name]?.().then(
        (module) => module.default(/** @type {HTMLElement} */ (element)),
        () => {},
      );
    }
  }
}

async function startWorker() {
  if (!('serviceWorker' in navigator)) return;
  const registration = await registerWorker();
  offerUpdates(registration);
  const { active } = await navigator.serviceWorker.ready;
  // A page that was on its way while the worker claimed the others was left out (W3C Service Workers, `claim()`).
  if (!navigator.serviceWorker.controller) active?.postMessage({ type: 'claim' });
}

/** A nudge opens a page with ?n=<receipt>: say that it was opened, and tidy the address. */
function reportOpened() {
  const here = new URL(location.href);
  const receipt = here.searchParams.get('n');
  if (!receipt) return;
  here.searchParams.delete('n');
  history.replaceState(history.state, '', here);
  reportReceipt(receipt, 'opened');
}

function keepRinging() {
  if (!('signedIn' in document.body.dataset) || !mayNotify()) return;
  // Not on a first visit, so that it need not wait for it.
  import('./push/subscription.js').then(({ reconcile }) => reconcile()).catch(() => {});
}

watchForms();
rememberZone();
// Before the connection is watched: a form that is a tap is not held back, but kept.
startTaps();
watchConnection();
startModules();
reportOpened();
if (!window.isSecureContext) import('./pages/insecure.js').then(({ markInsecure }) => markInsecure());
// The width of the window, also for what stands in a part of it.
if (top?.matchMedia('(min-width: 56.25em)').matches) import('./desk/desk.js');
watchAccountSwitch();
updateWhenTooOld();
startBadge();
startPrefetch();
allowed().then(async () => (await import('./page/dismiss-notifications.js')).startDismissingSent());
startWorker().then(keepRinging, () => {});
