/* What could not be done stays in its form, with what is wrong beside the field, or on top. Knows no queue. */

import { message } from '../lib/messages.js';
import { renewKey } from './tap-from-form.js';

/* Told to a form when its answer is that it cannot be done so: what was typed is in the form alone. `isThereAlready`:
   the same was reported a moment ago. */
export const TAP_REFUSED = 'ownit:refused';

/** @param {HTMLFormElement} form @param {Partial<import('./queue.js').Answer>} answer */
export function showRefusal(form, { sentence = '', errors = {}, fields = {}, url = '' }) {
  for (const [name, value] of Object.entries(fields)) addHidden(form, name, value);
  renewKey(form);
  document.getElementById('notice')?.remove();
  const lines = Object.entries(errors).filter(([, words]) => words);
  const rest = lines.filter(([name, words]) => !showAtField(form, name, words));
  if (!lines.length) rest.push(['', sentence]);
  /** @type {HTMLElement | null} */
  const wrong = form.querySelector('[aria-invalid]');
  if (rest.length) showOnTop(rest, url);
  else wrong?.focus();
  form.dispatchEvent(new CustomEvent(TAP_REFUSED, { bubbles: true, detail: { isThereAlready: fields.again === 'yes' } }));
}

/** What is wrong with one field stands beside it until that is changed. @param {HTMLFormElement} form
 * @param {string} name @param {string} words @returns {boolean} whether the form shows such a field */
function showAtField(form, name, words) {
  const field = /** @type {HTMLElement | null} */ (form.querySelector(`#f-${CSS.escape(name)}`));
  const group = field?.closest('.field');
  if (!field || !group) return false;
  const id = `${field.id}-error`;
  const error = document.getElementById(id) ?? Object.assign(document.createElement('p'), { id, className: 'error' });
  error.textContent = words;
  field.before(error);
  group.classList.add('field--bad');
  field.setAttribute('aria-invalid', 'true');
  field.setAttribute('aria-describedby', id);
  const clear = () => {
    error.remove();
    group.classList.remove('field--bad');
    for (const attribute of ['aria-invalid', 'aria-describedby']) field.removeAttribute(attribute);
  };
  for (const event of ['input', 'ownit:photos']) form.addEventListener(event, clear, { once: true });
  return true;
}
/** @param {[string, string][]} lines by field @param {string} url */
function showOnTop(lines, url) {
  const notice = Object.assign(document.createElement('div'), { id: 'notice', className: 'notice notice--bad', tabIndex: -1 });
  notice.setAttribute('role', 'alert');
  for (const [field, words] of lines) notice.append(errorLine(field, words));
  if (url) notice.append(link(url, message('See it')));
  document.getElementById('main')?.prepend(notice);
  notice.focus({ preventScroll: true });
  window.scrollTo({ top: 0 });
}

/** @param {string} field @param {string} words */
function errorLine(field, words) {
  const line = document.createElement('p');
  if (document.getElementById(`f-${field}`)) line.append(link(`#f-${field}`, words));
  else line.textContent = words;
  return line;
}

/** @param {string} href @param {string} words */
function link(href, words) {
  return Object.assign(document.createElement('a'), { href, textContent: words, className: 'link' });
}

/** @param {HTMLFormElement} form @param {string} name @param {string} value */
function addHidden(form, name, value) {
  const old = form.querySelector(`input[type="hidden"][name="${CSS.escape(name)}"]`);
  const input = /** @type {HTMLInputElement} */ (old ?? document.createElement('input'));
  form.append(Object.assign(input, { type: 'hidden', name, value }));
}
