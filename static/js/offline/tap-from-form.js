/* A form becomes a tap, as the queue keeps it. Knows neither queue nor answers. */

import { newKey } from './storage-key.js';

/** @typedef {import('./queue.js').Tap} Tap */
/** `photos`: shrunk already, in the place of those chosen; `shrinking`: until they are.
 * @typedef {HTMLFormElement & { photos?: Tap['files'], shrinking?: Promise<void> }} TapForm */

/** What the form says at this moment, as the queue keeps it.
 * @param {TapForm} form @param {string} person its tag @param {HTMLElement | null} [submitter] @returns {Tap} */
export function tapFromForm(form, person, submitter) {
  const data = new FormData(form);
  const button = /** @type {HTMLButtonElement | null} */ (submitter ?? null);
  if (button?.name) data.append(button.name, button.value);
  /** @type {[string, string][]} */
  const fields = [];
  const files = [...(form.photos ?? [])];
  for (const [name, value] of data) {
    if (typeof value === 'string') fields.push([name, value]);
    else if (!form.photos && value.size) files.push({ name, filename: value.name, blob: value });
  }
  const { tap = '', about = '', ref = '' } = form.dataset;
  return {
    key: String(data.get('key')),
    path: button?.getAttribute('formaction') ?? form.getAttribute('action') ?? '',
    person,
    fields,
    files,
    about,
    ref,
    words: button?.dataset.tap ?? tap,
    tappedAt: Date.now(),
    tries: 0,
    nextAt: 0,
    answer: null,
  };
}

/** The next tap of this form is another one. @param {HTMLFormElement} form */
export function renewKey(form) {
  const key = /** @type {HTMLInputElement | null} */ (form.querySelector('input[name="key"]'));
  if (key) key.value = newKey();
}

/** What could only be refused, perhaps hours later, is not kept: a report with neither words nor a photo that can be
 * shown here. @param {TapForm} form @returns {string} what is missing; empty: nothing */
export function missingWords(form) {
  const field = /** @type {HTMLTextAreaElement | null} */ (form.querySelector('[data-or-photo]'));
  const photos = form.photos ?? [];
  if (!field || field.value.trim() || photos.some(({ isUnread }) => !isUnread)) return '';
  return (photos.length ? field.dataset.withPhoto : field.dataset.orPhoto) ?? '';
}
