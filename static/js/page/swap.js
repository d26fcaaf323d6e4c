/* Puts a fresh part of a page in the place of the old one without moving anything under a thumb: the focus, what is
   unfolded and what is typed stay. Knows nothing of where it comes from. */

/* What is open to be written in: a sheet, also one that was refused and then closed, and a form that unfolds in place. */
const WRITTEN_IN = 'dialog[open], dialog[data-open], .disclosure[open] form';

/** @param {any} field */
function isTouched(field) {
  if (field.type === 'hidden' || field.type === 'submit') return false;
  if (field.type === 'radio' || field.type === 'checkbox') return field.checked !== field.defaultChecked;
  if (field.options) return false; // a select alone is no typed text
  return field.value !== field.defaultValue;
}

/** @param {ParentNode} region @returns {any[]} */
const fieldsOf = (region) => [...region.querySelectorAll('input, textarea, select')];

/** It is under a thumb, or its answer is about to come. @param {Element} region */
export function isSending(region) {
  return region.querySelector('.htmx-request, .is-slow, .is-sent, :active') !== null;
}

/** The focus is on one of its buttons, which may be tapped next. @param {Element} region */
export function isHeld(region) {
  return region.querySelector('form :focus') !== null;
}

/** Somebody types in it, or is about to. @param {Element} region */
export function isInUse(region) {
  return region.querySelector(WRITTEN_IN) !== null || fieldsOf(region).some(isTouched);
}

/** Whether anything is typed that a new load would lose. @param {ParentNode} page */
export function isTyped(page = document) {
  return fieldsOf(page).some(isTouched);
}

/** What people read in it; neither what only this phone knows, nor the choices of forms, which move with the clock.
 * @param {Element} region */
export function textOf(region) {
  const copy = /** @type {Element} */ (region.cloneNode(true));
  for (const own of copy.querySelectorAll('form, [data-kept-for], #notice, [hidden]')) own.remove();
  return (copy.textContent ?? '').replace(/\s+/g, ' ').trim();
}

/** @param {Element} old @param {Element} fresh */
export function swapIn(old, fresh) {
  const [x, y] = [scrollX, scrollY];
  const focused = old.contains(document.activeElement) ? selectorOf(document.activeElement) : '';
  const unfolded = [...old.querySelectorAll('details[open]')].map(nameOf);
  const typed = fieldsOf(old).filter((field) => field.id && isTouched(field));
  old.replaceWith(fresh);
  for (const fold of fresh.querySelectorAll('details')) if (unfolded.includes(nameOf(fold))) fold.open = true;
  typed.forEach(typeAgain);
  window.htmx?.process(fresh);
  const again = focused && fresh.querySelector(focused);
  if (again) /** @type {HTMLElement} */ (again).focus({ preventScroll: true });
  scrollTo({ left: x, top: y, behavior: 'instant' });
}

/** What is unfolded, also when its words have changed meanwhile. @param {Element} fold */
const nameOf = (fold) => fold.id || (fold.querySelector('summary')?.textContent?.trim() ?? '');

/** @param {any} old field */
function typeAgain(old) {
  const field = /** @type {any} */ (document.getElementById(old.id));
  if (!field) return;
  if (old.type === 'file') field.files = old.files;
  else if (old.type === 'radio' || old.type === 'checkbox') field.checked = old.checked;
  else field.value = old.value;
}

/** What has the focus, by what it is for: the same button, link or field is found again in a fresh part.
 * @param {Element | null} one */
export function selectorOf(one) {
  if (!one) return '';
  if (one.id) return `#${CSS.escape(one.id)}`;
  const link = one.getAttribute('href');
  if (link) return `a[href="${CSS.escape(link)}"]`;
  const form = one.closest('form')?.getAttribute('action');
  if (!form) return '';
  const value = one.getAttribute('value');
  return `form[action="${CSS.escape(form)}"] ${one.tagName}${value ? `[value="${CSS.escape(value)}"]` : ''}`;
}
