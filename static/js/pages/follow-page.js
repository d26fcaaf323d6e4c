/* Turns notifications of one follow link on and off, on this phone. All its words stand in the page; this shows those
   that are true. Built into one file of its own. */

import { endSubscription, tellServer } from '../follow/subscription.js';
import { base64url, bytesOf } from '../lib/base64url.js';
import { isInstalled, platform } from '../push/platform.js';

const PAGE = location.pathname;
const KEY = document.querySelector('main')?.dataset.key ?? '';
// What the worker needs without a page: our server's key, and the language that was read here.
const WORKER = `/f/sw.js?k=${KEY}&lang=${document.documentElement.lang}`;
const MOST_TRIES = 3; // with a new subscription each

const rules = {
  createScriptURL: (/** @type {string} */ url) => {
    if (url !== WORKER) throw new TypeError(`not ours: ${url}`);
    return url;
  },
};
/** @type {typeof rules} */
const policy = window.trustedTypes?.createPolicy('ownit', rules) ?? rules;

/** Which button belongs to which state. @type {Record<string, string>} */
const BUTTONS = { off: 'start', stopped: 'start', failed: 'start', refused: 'start', on: 'stop', unstopped: 'stop' };

/** The server did not take it; the message is its sentence. */
class Refused extends Error {
  /** @param {{ sentence?: string, resubscribe?: boolean }} told */
  constructor(told) {
    super(told.sentence ?? '');
    this.resubscribe = told.resubscribe === true;
  }
}

/** @param {string} state @param {string} [sentence] */
function show(state, sentence = '') {
  const region = /** @type {HTMLElement} */ (document.getElementById('follow'));
  region.hidden = false;
  region.dataset.state = state;
  const shown = state === 'unstopped' ? 'failed' : state;
  /** @type {HTMLElement} */ (document.getElementById('refusal')).textContent = sentence;
  for (const words of region.querySelectorAll('[data-follow]'))
    words.toggleAttribute('hidden', words.getAttribute('data-follow') !== shown);
  for (const button of region.querySelectorAll('[data-do]'))
    button.toggleAttribute('hidden', button.getAttribute('data-do') !== BUTTONS[state]);
}

/** @returns {string | null} why this phone cannot be asked at all */
function obstacle() {
  if (!window.isSecureContext) return 'insecure';
  const able = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
  if (!able && platform() === 'ios' && !isInstalled()) return 'iphone';
  if (!able || !KEY) return 'unsupported';
  return Notification.permission === 'denied' ? 'denied' : null;
}

/** Only this link's: a browser answers with any whose scope includes this page. */
async function ownRegistration() {
  const found = await navigator.serviceWorker.getRegistration(PAGE);
  return found && new URL(found.scope).pathname === PAGE ? found : null;
}

function register() {
  const url = policy.createScriptURL(WORKER);
  return navigator.serviceWorker.register(url, { scope: PAGE, updateViaCache: 'none' });
}

/** Without an active worker browsers subscribe nothing. @param {ServiceWorkerRegistration} registration */
async function activated(registration) {
  const worker = registration.installing ?? registration.waiting ?? registration.active;
  while (worker && worker.state !== 'activated' && worker.state !== 'redundant')
    await new Promise((resolve) => worker.addEventListener('statechange', resolve, { once: true }));
}

/** Asks permission where needed. @param {ServiceWorkerRegistration} registration */
function subscribe(registration) {
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(KEY) });
}

/** @param {ServiceWorkerRegistration} registration @param {PushSubscription} first */
async function save(registration, first) {
  let subscription = first;
  for (let tries = 1; ; tries += 1) {
    const answer = await tellServer(PAGE, subscription, KEY, document.documentElement.lang);
    if (answer.ok) return;
    const refused = new Refused(await answer.json().catch(() => ({})));
    await subscription.unsubscribe();
    if (!refused.resubscribe || tries === MOST_TRIES) throw refused;
    subscription = await subscribe(registration);
  }
}

/** @param {ServiceWorkerRegistration | null} ready registered before: iPhones ask only straight in the tap */
async function start(ready) {
  const asked = ready ? subscribe(ready) : null;
  show('working');
  try {
    const registration = ready ?? (await register());
    if (!asked) await activated(registration);
    await save(registration, await (asked ?? subscribe(registration)));
    show('on');
  } catch (problem) {
    if (problem instanceof Refused && problem.message && !problem.resubscribe) return show('refused', problem.message);
    show(obstacle() ?? 'failed');
  }
}

async function stop() {
  show('working');
  try {
    const registration = await ownRegistration();
    const subscription = await registration?.pushManager.getSubscription();
    if (subscription) await endSubscription(PAGE, subscription);
    await registration?.unregister();
    show('stopped');
  } catch {
    show('unstopped');
  }
}

/** @param {PushSubscription} subscription made with the key that the server has now */
function isForServer({ options }) {
  const key = options?.applicationServerKey;
  return !key || base64url(key) === KEY; // or the browser does not tell
}

/** What this phone has is told again: the server may have lost it, or have another key by now.
 * @param {ServiceWorkerRegistration} registration @param {PushSubscription} subscription */
async function renew(registration, subscription) {
  await register(); // its newest version
  if (isForServer(subscription)) return save(registration, subscription);
  await endSubscription(PAGE, subscription);
  return save(registration, await subscribe(registration));
}

async function begin() {
  const why = obstacle();
  if (why) return show(why);
  let registration = await ownRegistration();
  const subscription = await registration?.pushManager.getSubscription();
  if (registration && subscription) {
    await renew(registration, subscription).then(
      () => show('on'),
      (problem) => (problem instanceof Refused ? show('refused', problem.message) : show('on')),
    );
  } else show(location.hash === '#stopped' ? 'stopped' : 'off');
  if (platform() === 'ios') registration ??= await register();
  document.addEventListener('click', (event) => {
    const does = /** @type {Element} */ (event.target).closest('[data-do]')?.getAttribute('data-do');
    if (does === 'start') start(registration?.active ? registration : null);
    if (does === 'stop') stop().then(() => (registration = null));
  });
}

begin().catch(() => show('failed'));
