/* The notifications of this phone as a small state machine. All its words stand in the page; it shows the true ones. */

import { message } from '../lib/messages.js';
import { isInstalled, platform, showOwnHelp } from './platform.js';
import { NotTaken, saveAndRetry, serverKey, subscribe } from './subscription.js';

const POLL_EVERY = 1000; // milliseconds
const POLLS = 30;
const LATER = 'ownit-ring-later';

/* Which buttons belong to which state. */
/** @type {Record<string, string[]>} */
const BUTTONS = {
  ask: ['subscribe', 'later'],
  later: ['subscribe'],
  failed: ['subscribe'],
  untaken: ['subscribe'],
  ended: ['subscribe'],
  on: ['test'],
  rang: ['test'],
  silent: ['test'],
  refused: ['test'],
  waiting: ['test'],
};

/** @param {HTMLElement} section @param {string} state @param {string} [sentence] */
function show(section, state, sentence = '') {
  for (const words of section.querySelectorAll('[data-ring]')) {
    const isTrue = words.getAttribute('data-ring') === state;
    /** @type {HTMLElement} */ (words).hidden = !isTrue;
    const place = words.querySelector('[data-ring-sentence]');
    if (place) place.textContent = isTrue ? sentence : '';
  }
  for (const button of section.querySelectorAll('[data-ring-do]')) {
    const does = button.getAttribute('data-ring-do') ?? '';
    /** @type {HTMLElement} */ (button).hidden = !BUTTONS[state]?.includes(does);
  }
  section.dataset.state = state;
}

/** @returns {string | null} why this phone cannot be asked at all */
function obstacle() {
  if (!window.isSecureContext) return 'insecure';
  const able = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
  if (!able && platform() === 'ios' && !isInstalled()) return 'iphone';
  if (!able || !serverKey()) return 'unsupported';
  return Notification.permission === 'denied' ? 'denied' : null;
}

/** @param {HTMLElement} section @param {ServiceWorkerRegistration} registration */
async function startingState(section, registration) {
  const subscription = await registration.pushManager.getSubscription();
  if (subscription && section.dataset.rings === 'yes') return 'on';
  return localStorage.getItem(LATER) ? 'later' : 'ask';
}

/** @param {string} test @returns {Promise<{ state: string, sentence: string, again?: boolean }>} */
async function outcome(test) {
  /** @type {{ state: string, sentence: string, again?: boolean }} */
  let last = { state: 'queued', sentence: message('Try again in a minute.') };
  for (let poll = 0; poll < POLLS; poll += 1) {
    const answer = await fetch(`/push/test/${test}`, { cache: 'no-store' });
    if (answer.ok) last = await answer.json();
    if (last.state === 'shown' || last.state === 'failed') break;
    await new Promise((resolve) => setTimeout(resolve, POLL_EVERY));
  }
  return last;
}

/** @param {HTMLElement} section */
async function tryIt(section) {
  show(section, 'trying');
  try {
    const answer = await fetch('/push/test', { method: 'POST' });
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) return show(section, 'refused', told.sentence);
    const { state, sentence, again } = await outcome(told.test);
    if (again) return show(section, 'ended', sentence);
    /** @type {Record<string, string>} */
    const ends = { shown: 'rang', sent: 'silent', failed: 'refused', queued: 'waiting' };
    show(section, ends[state] ?? 'refused', sentence);
  } catch {
    show(section, 'failed');
  }
}

/** @param {HTMLElement} section @param {ServiceWorkerRegistration} registration
 * @param {Promise<PushSubscription>} asked */
async function setUp(section, registration, asked) {
  try {
    const subscription = await asked;
    show(section, 'making');
    await saveAndRetry(registration, subscription);
    localStorage.removeItem(LATER);
    // At this moment some browsers ask: what waits here is not thrown away when the phone is short of space.
    navigator.storage?.persist?.().catch(() => {});
  } catch (refused) {
    if (refused instanceof NotTaken && refused.message) return show(section, 'untaken', refused.message);
    return show(section, obstacle() ?? 'failed');
  }
  await tryIt(section);
}

/** @param {HTMLElement} section @param {ServiceWorkerRegistration} registration */
function listen(section, registration) {
  section.addEventListener('click', (event) => {
    const button = /** @type {Element} */ (event.target).closest('[data-ring-do]');
    const does = button?.getAttribute('data-ring-do');
    // Straight in the click: iPhones ask only then, and Firefox too.
    if (does === 'subscribe') setUp(section, registration, subscribe(registration));
    if (does === 'test') tryIt(section);
    if (does === 'later') {
      localStorage.setItem(LATER, 'yes');
      show(section, 'later');
    }
  });
}

/** @param {HTMLElement} section */
export default async function pushSetup(section) {
  showOwnHelp(section);
  const why = obstacle();
  if (why) return show(section, why);
  show(section, 'looking');
  const registration = await navigator.serviceWorker.ready;
  listen(section, registration);
  show(section, await startingState(section, registration));
}
