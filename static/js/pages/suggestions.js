/* Whom to ask follows what is needed: fetches the suggestions again while somebody writes. Without it the
   Search button does the same. */

import { parseHtml } from '../lib/trusted-types.js';

const REST = 500; // milliseconds without a key before asking the server
const PLACE = '#suggested';

/** @type {AbortController | undefined} */
let request;

/** @param {string} address @param {HTMLFormElement} form */
async function suggestAgain(address, form) {
  request?.abort();
  request = new AbortController();
  const { signal } = request;
  const typed = new FormData(form);
  const query = new URLSearchParams({ need: String(typed.get('need') ?? '') });
  const answer = await fetch(`${address}?${query}`, { signal });
  if (!answer.ok) return;
  const fresh = parseHtml(await answer.text()).querySelector(PLACE);
  const old = document.querySelector(PLACE);
  // Never under a thumb or a cursor that is on its way to somebody.
  if (!fresh || !old || old.matches(':focus-within, :active')) return;
  old.replaceWith(fresh);
}

/** @param {HTMLElement} main */
export default function suggestions(main) {
  const address = main.dataset.suggest ?? '';
  const need = /** @type {HTMLTextAreaElement | null} */ (main.querySelector('[name="need"]'));
  const form = need?.form;
  if (!need || !form) return;
  let timer = 0;
  need.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => suggestAgain(address, form).catch(() => {}), REST);
  });
}
