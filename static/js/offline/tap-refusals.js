/* What could not be done stays in its form, with what is wrong with it on top. Knows no queue. */

import { renewKey } from './tap-from-form.js';

/* Told to a form when its answer is that it cannot be done so: what was typed is in the form alone. `isThereAlready`:
   the same was reported a moment ago. */
export const TAP_REFUSED = 'ownit:refused';

/** @param {HTMLFormElement} form @param {Partial<import('./queue.js').Answer>} answer */
export function showRefusal(form, { sentence = '', errors = {}, fields = {}, url = '' }) {
  for (const [name, value] of Object.entries(fields)) addHidden(form, name, value);
  renewKey(form);
  document.getElementById('notice')?.remove();
  const notice = Object.assign(document.createElement('div'), { id: 'notice', className: 'notice notice--bad', tabIndex: -1 });
  notice.setAttribute('role', 'alert');
  const lines = Object.entries(errors).filter(([, words]) => words);
  for (const [field, words] of lines.length ? lines : [['', sentence]]) notice.append(errorLine(field, words));
  if (url) notice.append(link(url, 'Look at it'));
  document.getElementById('main')?.prepend(notice);
  notice.focus({ preventScroll: true });
  window.scrollTo({ top: 0 });
  form.dispatchEvent(new CustomEvent(TAP_REFUSED, { bubbles: true, detail: { isThereAlready: fields.again === 'yes' } }));
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
