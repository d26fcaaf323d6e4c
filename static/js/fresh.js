// @ts-check
/* Fetches the page's changing part again when somebody looks at it again, or when a push says that it
   changed. Never while something is typed or sent: typed text must not vanish. */

import { parsed } from './trusted.js';

/* Told to the document: somebody came back, and sees what is true now. */
export const SEEN_AGAIN = 'ownit:seen-again';

/** @param {any} field */
function isTouched(field) {
  if (field.type === 'hidden' || field.type === 'submit') return false;
  if (field.type === 'radio' || field.type === 'checkbox') return field.checked !== field.defaultChecked;
  if (field.options) return false; // a select alone is no typed text
  return field.value !== field.defaultValue;
}

/** @param {Element} region */
function isBusy(region) {
  const typed = [...region.querySelectorAll('input, textarea, select')].some(isTouched);
  return typed || region.querySelector('details[open] form, .htmx-request, .is-slow') !== null;
}

/** @param {string} selector @returns {Promise<boolean>} whether the page now shows what is true */
async function refetch(selector) {
  const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
  if (!answer.ok) return false;
  const fresh = parsed(await answer.text()).querySelector(selector);
  const old = document.querySelector(selector);
  if (!fresh) location.reload(); // signed out meanwhile: show that
  if (!fresh || !old || isBusy(old)) return false;
  old.replaceWith(fresh);
  delete document.body.dataset.old;
  // @ts-ignore present only on pages with acts
  window.htmx?.process(fresh);
  return true;
}

/** What the server shows now, in the place of what is shown; unless somebody is in the middle of something.
 * @param {string} selector @returns {Promise<boolean>} whether it was shown */
export async function refresh(selector) {
  const region = document.querySelector(selector);
  if (document.hidden || !region || isBusy(region)) return false;
  return refetch(selector);
}

/** @param {HTMLElement} main */
export default function fresh(main) {
  const selector = main.dataset.fresh ?? '';
  // No connection: what is shown stays, and the banner says so.
  const again = () => refresh(selector).catch(() => false);
  const comeBack = async () => (await again()) && document.dispatchEvent(new Event(SEEN_AGAIN));
  document.addEventListener('visibilitychange', comeBack);
  window.addEventListener('online', again);
  window.addEventListener('pageshow', (event) => event.persisted && comeBack());
  navigator.serviceWorker?.addEventListener('message', (event) => {
    if (event.data?.type === 'changed') again();
  });
}
