/* Prints the page by a button, and at once where the page was asked for in order to print it. */

/** @param {HTMLElement} region */
export default function printPage(region) {
  if (!window.print) return;
  const button = /** @type {HTMLElement} */ (region.querySelector('[data-print]'));
  button.hidden = false;
  button.addEventListener('click', () => window.print());
  if ('now' in region.dataset) window.print();
}
