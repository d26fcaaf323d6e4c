/* Between a tap and its answer: says when there is no connection, and shows that something is under way. */

import { isServerReachable } from '../offline/tap-requests.js';
import { inTurn } from './serial.js';

const SLOW_AFTER = 1000; // milliseconds without an answer, then the button shows progress
const SHORT = 480; // pixels, as in notice.css

/** @param {string} id @param {boolean} shown */
export function banner(id, shown) {
  const element = document.getElementById(id);
  const isNew = shown && element?.hidden;
  if (element) element.hidden = !shown;
  // Over an open keyboard alerts are not sticky (notice.css): they would lie over the field.
  if (isNew && element.closest('.alerts') && innerHeight < SHORT) element.scrollIntoView({ block: 'nearest' });
}

/* A phone on a network without internet calls itself offline although our server answers: ask. */
export async function isReachable() {
  return navigator.onLine || isServerReachable();
}

/** Also of the tabs: those that lead nowhere look like it. */
export const showConnection = inTurn(async () => {
  const isOffline = !(await isReachable());
  banner('banner-offline', isOffline);
  await markUnkept(isOffline || 'old' in document.body.dataset);
});

/** The tabs whose page this phone does not keep; they go on leading to a page that says so. @param {boolean} isOffline */
async function markUnkept(isOffline) {
  for (const tab of document.querySelectorAll('.nav-link')) {
    const isKept = !isOffline || (await globalThis.caches?.match(tab.getAttribute('href') ?? '', { ignoreVary: true }));
    tab.setAttribute('aria-disabled', String(!isKept));
  }
}

/** Without a connection a plain form would lead to the browser's error page, and what was typed away.
 * @param {SubmitEvent} event */
async function stopWhenOffline(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  // A tap goes through the queue, and htmx says itself when there was no answer.
  if (event.defaultPrevented || navigator.onLine || form.dataset.asked || form.hasAttribute('hx-post')) return;
  event.preventDefault();
  if (!(await isReachable())) {
    endProgress();
    return banner(form.dataset.offline ?? 'banner-unsaved', true);
  }
  form.dataset.asked = 'yes';
  form.requestSubmit(event.submitter);
}

/** @type {Set<number>} */
const timers = new Set();

/** @param {SubmitEvent} event */
function showProgress(event) {
  for (const id of ['unsaved', 'busy', 'ended']) banner(`banner-${id}`, false);
  timers.add(setTimeout(() => event.submitter?.classList.add('is-slow'), SLOW_AFTER));
}

export function endProgress() {
  timers.forEach(clearTimeout);
  timers.clear();
  document.querySelectorAll('.is-slow').forEach((button) => button.classList.remove('is-slow'));
}

export function watchConnection() {
  window.addEventListener('online', showConnection);
  window.addEventListener('offline', showConnection);
  window.addEventListener('pageshow', endProgress);
  document.addEventListener('submit', showProgress);
  document.addEventListener('submit', stopWhenOffline);
  showConnection();
}
