/* This phone is somebody else's now: an open page of whoever had it before goes, and what they had typed. Where
   only their session has ended, from another device of theirs, what is typed stays until it is copied. */

import { isOurs } from '../lib/answers.js';
import { banner } from '../lib/banners.js';
import { ACCOUNT_SWITCH_CHANNEL } from '../offline/storage-key.js';
import { isTyped } from '../page/swap.js';

const SOON = 2000; // milliseconds; a page that is being left for the next person's has gone by then
const ASK_WHO_LIMIT = 5000;
const SIGN_IN_PAGES = /^\/(sign-in$|join\/|demo\/)/;
/* As in push/subscription.js, push/push-setup.js, lib/site-clock.js and pages/insecure.js. */
const DEVICE_NOTES = ['ownit-push', 'ownit-ring-later', 'ownit-zone', 'ownit-insecure-read'];

/* They have signed out on this very phone: whoever takes it next sees nothing of theirs. */
let isSignedOutHere = false;

/* Their session has ended, and what is typed on this page is waited for. */
let isWaiting = false;

/** @param {string | null} person whose answers come now; null: nobody is signed in */
async function switchTo(person) {
  const { dataset } = document.body;
  if (!('signedIn' in dataset)) return;
  if (dataset.person === person || (await isStillTheirs())) return keepPage();
  if (document.hidden) leavePage(person);
  else setTimeout(() => leavePage(person), SOON);
}

/** @param {string | null} person who is signed in now */
function leavePage(person) {
  if (person || isSignedOutHere || !isTyped()) return location.reload();
  isWaiting = true;
  banner('banner-signed-out', true);
}

/** They are signed in, again or still. */
function keepPage() {
  if (isWaiting) for (const id of ['banner-signed-out', 'banner-ended']) banner(id, false);
  isWaiting = isSignedOutHere = false;
}

/** Copied and taken out, or reset; not between two words. */
function leaveWhenEmpty() {
  if (isWaiting) setTimeout(() => isWaiting && !isTyped() && location.reload(), SOON);
}

/** An answer that came late may have spoken of somebody else: the server knows who is signed in. */
async function isStillTheirs() {
  const signal = AbortSignal.timeout(ASK_WHO_LIMIT);
  const answer = await fetch('/me/badge', { cache: 'no-store', headers: { Accept: 'application/json' }, signal }).catch(() => null);
  if (!answer?.ok || !isOurs(answer)) return false;
  return (await answer.json().catch(() => ({}))).person === document.body.dataset.person;
}

/** Also on the pages of the shell, which are nobody's. @param {() => unknown} act */
export function onAccountSwitch(act) {
  new BroadcastChannel(ACCOUNT_SWITCH_CHANNEL).addEventListener('message', act);
  navigator.serviceWorker?.addEventListener('message', ({ data }) => data?.type === 'handed-over' && act());
}

/** What the browser puts back into a page to which somebody returns was typed by whoever was here then. A report
 * is not put back by the browser, but from its own draft. */
function resetForeignForms() {
  const { person = '' } = document.body.dataset;
  const before = history.state?.person ?? person;
  history.replaceState({ ...history.state, person }, '');
  if (before === person) return;
  const forms = /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll('form:not([data-module~="drafts"])'));
  // It does so some time after the page was read.
  window.addEventListener('pageshow', () => forms.forEach((form) => form.reset()), { once: true });
}

/** Signed out: what was noted here was said by whoever was here, and the next one is asked anew. */
function forgetDeviceNotes() {
  if ('signedIn' in document.body.dataset || !SIGN_IN_PAGES.test(location.pathname)) return;
  for (const name of DEVICE_NOTES) localStorage.removeItem(name);
}

export function watchAccountSwitch() {
  resetForeignForms();
  forgetDeviceNotes();
  navigator.serviceWorker?.addEventListener('message', ({ data }) => {
    if (data?.type === 'signed-out') isSignedOutHere = true;
    if (data?.type === 'handed-over') switchTo(data.person ?? null);
  });
  for (const event of ['input', 'reset']) document.addEventListener(event, leaveWhenEmpty);
}
