// @ts-check
/* Starts what a page asks for by data-module, and the service worker. Every page works without it. */

import { startActs } from './acts.js';
import { startAhead } from './ahead.js';
import { startBadge } from './badge.js';
import { watchConnection } from './connection.js';
import { startFresh } from './fresh.js';
import { leaveWhenHandedOver } from './handed.js';
import { startHush, startHushingSent } from './hush.js';
import { startPhotos } from './photos.js';
import { bindHtmx } from './policy.js';
import { offerUpdates, renewWhenTooOld } from './renewal.js';
import { rememberZone } from './site-clock.js';
import { startTaps } from './taps.js';
import { registerWorker } from './trusted.js';
import { startWatch } from './watch.js';

/** @typedef {{ default: (element: HTMLElement) => void }} Behaviour */

/* A closed list: an attribute that got into a page somehow cannot name another script. */
/** @type {Record<string, () => Promise<Behaviour>>} */
const MODULES = {
  acts: async () => ({ default: startActs }),
  ahead: async () => ({ default: startAhead }),
  arrive: () => import('./arrive.js'),
  board: () => import('./board.js'),
  drafts: () => import('./drafts.js'),
  fresh: async () => ({ default: startFresh }),
  hush: async () => ({ default: startHush }),
  install: () => import('./install.js'),
  leaving: () => import('./leaving.js'),
  photos: async () => ({ default: startPhotos }),
  readable: () => import('./readable.js'),
  ring: () => import('./ring.js'),
  share: () => import('./share.js'),
  suggest: () => import('./suggest.js'),
  waiting: () => import('./waiting.js'),
  watch: async () => ({ default: startWatch }),
  zone: () => import('./zone.js'),
};

function startModules() {
  for (const element of document.querySelectorAll('[data-module]')) {
    const names = element.getAttribute('data-module')?.split(' ') ?? [];
    for (const name of names) {
      MODULES[name]?.().then((module) => module.default(/** @type {HTMLElement} */ (element)));
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
  fetch('/push/receipts', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ receipt, what: 'opened' }),
    keepalive: true,
  }).catch(() => {});
}

function keepRinging() {
  const mayRing = 'Notification' in window && Notification.permission === 'granted';
  if (!('signedIn' in document.body.dataset) || !mayRing) return;
  // Not on a first visit, so that it need not wait for it.
  import('./subscription.js').then(({ reconcile }) => reconcile()).catch(() => {});
}

bindHtmx();
rememberZone();
// Before the connection is watched: a form that is a tap is not held back, but kept.
startTaps();
watchConnection();
startModules();
reportOpened();
if (!window.isSecureContext) import('./insecure.js').then(({ markInsecure }) => markInsecure());
leaveWhenHandedOver();
renewWhenTooOld();
startBadge();
startHushingSent();
startWorker().then(keepRinging, () => {});
