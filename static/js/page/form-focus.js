/* An act on an issue or a step from the tap on: refusals that must not lose what was typed, and where to look next. */

import { banner, endProgress } from '../lib/banners.js';
import { settle } from './settle.js';

/* Answers in whose place the form has to stay, because the act has not been judged at all. */
const NOT_JUDGED = new Set([429, 500, 502, 503, 504]);

/** @param {CustomEvent} event */
function keepForm(event) {
  const { status } = event.detail.ctx.response;
  if (status === 202) return event.preventDefault(); // it is kept, and that is shown already
  if (!NOT_JUDGED.has(status) && status !== 401) return;
  event.preventDefault();
  banner(status === 401 ? 'banner-signed-out' : 'banner-busy', true);
}

/** @param {CustomEvent} event */
function showUnsaved(event) {
  const { ctx } = event.detail;
  if (!ctx) return;
  // The answer came, and only showing it failed: the act is done, so show what is true now.
  if (ctx.text !== undefined) location.reload();
  else banner('banner-unsaved', true);
}

/* Where the page was when an answer came. */
let scrolledTo = 0;

/** The button that had the focus is gone: go where the answer is told, so that it is read out. */
function focusAnswer() {
  const notice = document.getElementById('notice');
  const inPlace = notice ? null : document.querySelector('[data-in-place]'); // in sight, wherever one is
  const answer = notice ?? inPlace ?? document.querySelector('main h1');
  /** @type {HTMLElement | null} */ (answer)?.focus({ preventScroll: true });
  window.scrollTo({ top: inPlace ? scrolledTo : 0 });
  settle();
}

/** Opens the form around a field that an address leads to; not every browser does so by itself. A field that stands
 * open gets the focus alone.
 * @param {string} hash @returns {boolean} whether there is one */
function openFormAt(hash) {
  const field = document.getElementById(hash.slice(1));
  const fold = field?.closest('details');
  if (!field?.matches('input, select, textarea, details *')) return false;
  if (field.closest('dialog')) return false; // opened by page/sheet.js
  if (fold) fold.open = true;
  fold?.scrollIntoView({ block: 'start' });
  field.focus({ preventScroll: fold !== null });
  if (!fold && field.matches('input')) /** @type {HTMLInputElement} */ (field).select();
  return true;
}

/** @param {MouseEvent} event */
function openForm(event) {
  const link = /** @type {Element} */ (event.target).closest('a[href^="#"]');
  if (link && openFormAt(link.getAttribute('href') ?? '')) event.preventDefault();
}

/** @param {HTMLElement} region */
export function startFormFocus(region) {
  const listen = (/** @type {string} */ name, /** @type {any} */ heard) => region.addEventListener(name, heard);
  listen('htmx:before:response', keepForm);
  listen('htmx:error', showUnsaved);
  listen('htmx:before:swap', () => (scrolledTo = window.scrollY));
  listen('htmx:after:swap', focusAnswer);
  listen('click', openForm);
  openFormAt(location.hash);
  document.addEventListener('htmx:finally:request', endProgress);
}
