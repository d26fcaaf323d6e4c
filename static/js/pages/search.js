/* What is found follows what is typed and chosen. Without it the button does the same. */

import { parseHtml } from '../lib/trusted-types.js';

const REST = 400; // milliseconds without a key before asking the server
const PLACE = '#found';

/** @type {AbortController | undefined} */
let request;

/** @param {HTMLFormElement} form */
async function searchAgain(form) {
  request?.abort();
  request = new AbortController();
  const query = new URLSearchParams(/** @type {[string, string][]} */ ([...new FormData(form)]));
  const address = `${form.action}?${query}`;
  const answer = await fetch(address, { signal: request.signal });
  if (answer.status !== 200 || answer.redirected) return;
  const fresh = parseHtml(await answer.text()).querySelector(PLACE);
  const old = document.querySelector(PLACE);
  // Never under a thumb that is on its way to one of them.
  if (!fresh || !old || old.matches(':focus-within, :active')) return;
  old.replaceWith(fresh);
  history.replaceState(history.state, '', address);
}

/** @param {HTMLElement} main */
export default function search(main) {
  const form = /** @type {HTMLFormElement | null} */ (main.querySelector('form[role="search"]'));
  if (!form) return;
  let timer = 0;
  const after = (/** @type {number} */ wait) => {
    clearTimeout(timer);
    timer = setTimeout(() => searchAgain(form).catch(() => {}), wait);
  };
  form.addEventListener('input', (event) => {
    const isChip = /** @type {HTMLInputElement} */ (event.target).type === 'radio';
    after(isChip ? 0 : REST);
  });
}
