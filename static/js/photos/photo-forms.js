/* The photos of the forms of a page: a field for each, no tap before they are ready, and how far they are. Knows
   neither drafts nor the queue; those ask here. */

import { message } from '../lib/messages.js';
import { PROGRESS } from '../offline/sender.js';
import { PHOTOS_CHANGED, PhotoField } from './photo-field.js';

export { PHOTOS_CHANGED };

/** @typedef {import('./photo-field.js').PhotoForm} PhotoForm */
/** @typedef {import('./photo-field.js').KeptPhoto} KeptPhoto */

/** @type {WeakMap<EventTarget, PhotoField>} */
const fields = new WeakMap();

/** All that were chosen, also those that are not ready.
 * @param {PhotoForm} form @returns {KeptPhoto[]} */
export function chosenPhotos(form) {
  const chosen = fields.get(form)?.chosen ?? [];
  return chosen.map(({ filename, blob, isReady, isUnread }) => ({ filename, blob, isRaw: !isReady || isUnread }));
}

/** What was kept of a form, or came from elsewhere and is to be made small first.
 * @param {PhotoForm} form @param {KeptPhoto[]} kept */
export function restorePhotos(form, kept) {
  start(form);
  const field = fields.get(form);
  if (!field) return;
  const raw = kept.filter(({ isRaw }) => isRaw);
  for (const one of kept) if (!one.isRaw) field.takeBack(one);
  field.add(raw.map(({ filename, blob }) => new File([blob], filename, { type: blob.type })));
}

/** Not sent before its photos are ready, and then by itself. @param {SubmitEvent} event */
async function waitForPhotos(event) {
  const form = /** @type {PhotoForm} */ (event.target);
  const field = fields.get(form);
  if (!field?.pending) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (form.dataset.held) return; // a second thumb
  form.dataset.held = 'yes';
  const before = field.complaints;
  field.say(message('The photos are being made smaller. This is sent as soon as they are ready.'));
  while (field.pending) await form.shrinking;
  delete form.dataset.held;
  field.say('');
  if (field.complaints > before) return field.said.scrollIntoView({ block: 'center' }); // one is missing now
  if (form.isConnected) form.requestSubmit(event.submitter?.isConnected ? event.submitter : null);
}

/** @param {CustomEvent} event */
function showUpload({ detail: { key, sent, total } }) {
  for (const input of document.querySelectorAll('form input[name="key"]')) {
    const { value, form } = /** @type {HTMLInputElement} */ (input);
    if (value === key && form) fields.get(form)?.say(message('Sending … %(percent)s %%', { percent: Math.floor((100 * sent) / total) }));
  }
}

/** A link to the field, in a sentence about what is wrong with it. @param {MouseEvent} event */
function lead(event) {
  const link = /** @type {Element} */ (event.target).closest('a[href^="#"]');
  const input = link && document.getElementById(link.getAttribute('href')?.slice(1) ?? '');
  const field = input && fields.get(/** @type {HTMLInputElement} */ (input).form ?? input);
  if (field?.input !== input || !field) return;
  event.preventDefault();
  field.chooser.focus();
}

/** @param {HTMLElement} region */
function start(region) {
  for (const box of /** @type {NodeListOf<HTMLElement>} */ (region.querySelectorAll('[data-photos]'))) {
    const form = box.closest('form');
    if (form && !fields.has(form)) fields.set(form, new PhotoField(box, form));
  }
}

/** @param {HTMLElement} region */
export default function startPhotos(region) {
  start(region);
  // A card that came in the place of another one has a form of its own.
  new MutationObserver(() => start(region)).observe(region, { childList: true, subtree: true });
  // Before anybody else hears of it.
  window.addEventListener('submit', waitForPhotos, true);
  document.addEventListener(PROGRESS, /** @type {any} */ (showUpload));
  document.addEventListener('click', lead);
}
