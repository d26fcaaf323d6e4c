// @ts-check
/* This phone is somebody else's now: an open page of whoever had it before goes, and what they had typed. Where
   only their session has ended, from another device of theirs, what is typed stays until it is copied. */

import { isOurs } from './answers.js';
import { banner } from './connection.js';
import { isTyped } from './swapping.js';
import { HAND_OVER_CHANNEL } from './vault.js';

const SOON = 2000; // milliseconds; a page that is being left for the next person's has gone by then
const ASK_WHO_LIMIT = 5000;
const AT_THE_DOOR = /^\/(sign-in$|join\/|demo\/)/;
/* As in subscription.js, ring.js, site-clock.js and insecure.js. */
const DEVICE_NOTES = ['ownit-push', 'ownit-ring-later', 'ownit-zone', 'ownit-insecure-read'];

/* They have signed out on this very phone: whoever takes it next sees nothing of theirs. */
let isSignedOutHere = false;

/* Their session has ended, and what is typed on this page is waited for. */
let isWaiting = false;

/** @param {string | null} person whose answers come now; null: nobody is signed in */
async function goOn(person) {
  const { dataset } = document.body;
  if (!('signedIn' in dataset)) return;
  if (dataset.person === person || (await isStillTheirs())) return stay();
  if (document.hidden) leave(person);
  else setTimeout(() => leave(person), SOON);
}

/** @param {string | null} person who is signed in now */
function leave(person) {
  if (person || isSignedOutHere || !isTyped()) return location.reload();
  isWaiting = true;
  banner('banner-signed-out', true);
}

/** They are signed in, again or still. */
function stay() {
  if (isWaiting) banner('banner-signed-out', false);
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
export function whenHandedOver(act) {
  new BroadcastChannel(HAND_OVER_CHANNEL).addEventListener('message', act);
  navigator.serviceWorker?.addEventListener('message', ({ data }) => data?.type === 'handed-over' && act());
}

/** What the browser puts back into a page to which somebody returns was typed by whoever was here then. A report
 * is not put back by the browser, but from its own draft. */
function forgetWhatOthersTyped() {
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
  if ('signedIn' in document.body.dataset || !AT_THE_DOOR.test(location.pathname)) return;
  for (const name of DEVICE_NOTES) localStorage.removeItem(name);
}

export function leaveWhenHandedOver() {
  forgetWhatOthersTyped();
  forgetDeviceNotes();
  navigator.serviceWorker?.addEventListener('message', ({ data }) => {
    if (data?.type === 'signed-out') isSignedOutHere = true;
    if (data?.type === 'handed-over') goOn(data.person ?? null);
  });
  for (const event of ['input', 'reset']) document.addEventListener(event, leaveWhenEmpty);
}
