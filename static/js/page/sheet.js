/* Acts open as sheets: a link with `data-sheet` opens the dialog of that name over the page; where there is none, or
   no script, it leads to the act's own page. An open sheet has one entry in the history, so that the way back closes
   it, whichever sheet it is. What is typed in it stays until it is sent, also on the phone (drafts/act-drafts.js). */

import { message } from '../lib/messages.js';
import { siteFieldTime, typedTime } from '../lib/site-clock.js';
import { transact } from '../offline/database.js';
import { settle } from './settle.js';

/* Whether the entry of a sheet is being left, which takes a moment. */
let isLeaving = false;
/* What the last press was on: only one that began beside a sheet closes it. */
/** @type {EventTarget | null} */
let pressed = null;

/* What is wrong in a form that was refused: a field, or what is said of all of it. */
const WRONG = '.field--bad :is(input, textarea), .notice--bad';

/** @returns {HTMLDialogElement | null} */
const shown = () => document.querySelector('dialog.sheet[open]');
/** @returns {string | undefined} the sheet of this entry of the history */
const entry = () => history.state?.sheet;

/** In the place of the one that is open. @param {HTMLDialogElement} dialog */
function openSheet(dialog) {
  if (isLeaving) return window.addEventListener('popstate', () => openSheet(dialog), { once: true });
  const state = { ...history.state, sheet: dialog.id };
  if (entry()) history.replaceState(state, '');
  else {
    history.scrollRestoration = 'manual'; // the way back is no way to where the page was
    history.pushState(state, '');
  }
  if (!dialog.open) show(dialog);
}

/* A script for the page is begun once. */
let keepsDrafts = false;

function startDrafts() {
  if (keepsDrafts) return;
  keepsDrafts = true;
  // Where it cannot be fetched, it is tried again with the next sheet.
  const start = (/** @type {{ default: () => void }} */ module) => module.default();
  import('../drafts/act-drafts.js').then(start, () => (keepsDrafts = false));
}

/** What somebody began here, on any visit, is said at once. The ids may be read without a key. */
async function startDraftsIfAny() {
  const ref = document.getElementById('issue')?.dataset.ref;
  const ids = await transact(['drafts'], 'readonly', (of) => {
    const request = of('drafts').getAllKeys();
    return () => request.result;
  });
  if (ids.some((id) => String(id).includes(` ${ref} `))) startDrafts();
}

/** @param {HTMLDialogElement} dialog */
function show(dialog) {
  shown()?.close();
  dialog.showModal();
  const wrong = dialog.matches('[data-open]') && dialog.querySelector(WRONG);
  const first = wrong || dialog.querySelector('[autofocus]');
  /** @type {HTMLElement | null} */ (first)?.focus(); // older browsers know `autofocus` of fields alone
  if (alerts) dialog.querySelector('.sheet__in')?.prepend(alerts);
  nameChoice(dialog);
  startDrafts();
  dialog.dispatchEvent(new Event('toggle')); // of which older browsers tell for folds alone
}

/* What is said of a tap, where it can be read: nothing outside of an open sheet can. */
const alerts = document.querySelector('.alerts');
const moveAlertsBack = () => alerts && document.getElementById('main')?.before(alerts);

function leaveEntry() {
  isLeaving = true;
  settle();
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  // The way back to an address with a fragment moves the focus there, such as after the skip link.
  const stay = () => document.activeElement?.id === location.hash.slice(1) && focused?.focus({ preventScroll: true });
  window.addEventListener('popstate', () => setTimeout(stay), { once: true });
  history.back();
}

function onPopState() {
  isLeaving = false;
  const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById(entry() ?? ''));
  if (dialog) return dialog.open || show(dialog);
  history.scrollRestoration = 'auto';
  shown()?.close();
}

/** By whatever way; not when another one takes its place. @param {Event} event */
function onClose({ target }) {
  const { id } = /** @type {Element} */ (target);
  if (!shown()) moveAlertsBack();
  if (id && id === entry()) leaveEntry();
}

/** An act was answered: its sheet went with the card, or comes back with what was wrong. */
function onAnswer() {
  const refused = /** @type {HTMLDialogElement | null} */ (document.querySelector('dialog.sheet[data-open]'));
  if (refused) openSheet(refused);
  else if (entry() && !shown()) leaveEntry();
}

/** @param {MouseEvent} event */
function onClick(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const isBeside = target.matches('dialog.sheet') && target === pressed;
  if (isBeside || target.closest('[data-close-sheet]')) return shown()?.close();
  const link = /** @type {HTMLAnchorElement | null} */ (target.closest('a[href]'));
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  const dialog = document.getElementById(link.dataset.sheet ?? '');
  if (dialog instanceof HTMLDialogElement) {
    event.preventDefault();
    link.focus({ preventScroll: true }); // where it comes back to; Safari focuses no link that is clicked
    openSheet(dialog);
  } else if (link.closest('dialog.sheet') && link.origin === location.origin && !link.target) {
    event.preventDefault();
    location.replace(link.href); // in the place of the sheet's entry
  }
}

/** As the server counts it. @param {string} typed */
function nextTime(typed) {
  const time = typedTime(typed);
  return typed <= siteFieldTime(Date.now()) ? message('tomorrow %(time)s', { time }) : time;
}

/** The button says what it will do: the words of the chosen field, or those for its time or the typed one (`…`).
 * @param {Element} dialog */
function nameChoice(dialog) {
  const button = /** @type {HTMLElement | null} */ (dialog.querySelector('button[data-save]'));
  const chosen = /** @type {HTMLInputElement | null} */ (dialog.querySelector('[name="by"]:checked'));
  if (!button || !chosen) return;
  button.dataset.plain ??= button.textContent ?? '';
  const typed = /** @type {HTMLInputElement | null} */ (dialog.querySelector('[name="at"]'))?.value;
  const at = chosen.closest('label')?.querySelector('small')?.textContent ?? (typed && nextTime(typed));
  const words = at ? button.dataset.save?.replace('…', at) : button.dataset.plain;
  button.textContent = chosen.dataset.save ?? words ?? '';
}

/** @param {HTMLElement} region */
export default function startSheets(region) {
  if (!('HTMLDialogElement' in window)) return;
  region.addEventListener('click', onClick);
  region.addEventListener('pointerdown', ({ target }) => (pressed = target));
  region.addEventListener('close', onClose, true);
  region.addEventListener('input', () => shown() && nameChoice(/** @type {Element} */ (shown())));
  region.addEventListener('htmx:before:swap', moveAlertsBack);
  document.addEventListener('htmx:after:swap', onAnswer); // after the page's own focus
  window.addEventListener('popstate', onPopState);
  // A page that is loaded anew shows no sheet, but the one that was refused.
  onAnswer();
  startDraftsIfAny().catch(() => {}); // nothing is kept in this browser
  const asked = document.getElementById(location.hash.slice(1))?.closest('dialog'); // an address of former days
  if (asked) openSheet(asked);
}
