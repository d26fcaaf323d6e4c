/* By when the customer hears more, on the choices of an update: a page that stands open, or a copy of one, says what is
   promised if it is tapped now, as the report does. Where that is not known here, since the hours of the site count or
   it has another clock, a time that has become old goes. */

import { siteClock } from '../lib/site-clock.js';
import { age } from '../page/revalidate.js';

const OFTEN = 20000; // milliseconds: never a minute behind
const OLD = 60000;

/* Of some time ago: then this phone's clock is all that is known. */
let isCopy = 'old' in document.body.dataset;

function renewTimes() {
  const field = /** @type {HTMLElement | null} */ (document.querySelector('fieldset[data-now]'));
  if (!field) return;
  const zone = /** @type {HTMLInputElement | null} */ (field.querySelector('[name="zone"]'))?.value;
  const isKnown = !('hours' in field.dataset) && zone === document.body.dataset.zone;
  const now = isCopy ? Date.now() : Date.parse(field.dataset.now ?? '') + age();
  if (!isKnown && !isCopy && age() < OLD) return;
  const before = field.textContent;
  for (const time of field.querySelectorAll('small')) {
    const minutes = Number(time.closest('label')?.querySelector('input')?.value);
    time.textContent = isKnown ? siteClock(now + minutes * 60000) : '';
  }
  if (field.textContent !== before) field.dispatchEvent(new Event('input', { bubbles: true })); // to what names the button
}

export function watchPromiseChoices() {
  renewTimes();
  setInterval(renewTimes, OFTEN);
  document.addEventListener('toggle', renewTimes, true);
  document.addEventListener('ownit:replaced', () => {
    isCopy = false;
  });
}
