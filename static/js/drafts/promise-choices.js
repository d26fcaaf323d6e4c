/* By when the customer hears more, on the choices of an update: a page that stands open, or a copy of one, says what is
   promised if it is tapped now, as the report does. Where that is not known here, since the hours of the site count or
   it has another clock, a time that has become old goes. What says “tomorrow” says which day that is, once it means another
   one. */

import { siteClock, siteMoment } from '../lib/site-clock.js';
import { age } from '../page/revalidate.js';

const OFTEN = 20000; // milliseconds: never a minute behind
const OLD = 60000;

/* Of some time ago: then this phone's clock is all that is known. */
let isCopy = 'old' in document.body.dataset;

/** By the clock of this phone: copies have no other one. */
function renewDays() {
  /** @type {NodeListOf<HTMLInputElement | HTMLButtonElement>} */
  const choices = document.querySelectorAll('[data-until]');
  for (const choice of choices) {
    const { until = '', save } = choice.dataset;
    if (Date.now() < Date.parse(until)) continue;
    delete choice.dataset.until;
    const label = choice.nextElementSibling?.matches('span') ? choice.nextElementSibling : choice;
    const then = siteMoment(Date.parse(choice.value));
    if (save) choice.dataset.save = save.replace(label.textContent ?? '', then);
    label.textContent = then;
    choice.dispatchEvent(new Event('input', { bubbles: true })); // to what names the button
  }
}

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

function renew() {
  renewDays();
  renewTimes();
}

export function watchPromiseChoices() {
  renew();
  setInterval(renew, OFTEN);
  document.addEventListener('toggle', renew, true);
  document.addEventListener('visibilitychange', renew);
  document.addEventListener('ownit:replaced', () => {
    isCopy = false;
  });
}
