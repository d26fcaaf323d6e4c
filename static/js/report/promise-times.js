/* By when the customer hears more, on the chips of the report: a form that stands open, or a copy of one, shows what
   is promised if it is tapped now. Without scripts the chips say about when, from the moment they were made. */

import { message } from '../lib/messages.js';
import { siteClock } from '../lib/site-clock.js';

const OFTEN = 20000; // milliseconds: never a minute behind
const A_DAY = 24 * 60; // minutes

/** When it has been open for so long, as in web/rules/opening.py.
 * @param {number[][]} spans that are open, from and to @param {number} at @param {number} span
 * @returns {number | null} milliseconds since 1970; null: after all that is known */
function openAfter(spans, at, span) {
  let left = span;
  for (const [from, to] of spans) {
    const begins = Math.max(from, at);
    if (to - begins >= left) return begins + left;
    left -= Math.max(to - begins, 0);
  }
  return null;
}

/** As in web/rules/promises.py: hours count while it is open, days go by the calendar.
 * @param {number} minutes @param {number[][] | null} spans null: it is always open @param {number} now
 * @returns {number | null} */
export function promisedAt(minutes, spans, now) {
  const span = minutes * 60000;
  if (!spans) return now + span;
  return minutes < A_DAY ? openAfter(spans, now, span) : openAfter(spans, now + span, 0);
}

/** @param {HTMLElement} chip @param {number | null} at */
function show(chip, at) {
  const words = at === null ? chip.dataset.spanWords : message('by %(time)s', { time: siteClock(at) });
  if (chip.textContent !== words) chip.textContent = words ?? '';
}

/** Of another site, which a lead may choose, neither hours nor clock are known here. */
export function showPromiseTimes() {
  const field = document.getElementById('f-urgency');
  const site = /** @type {HTMLSelectElement | null} */ (document.querySelector('select[name="site_id"]'));
  const shown = site?.value;
  if (!field || field.dataset.zone !== document.body.dataset.zone) return;
  // A phone whose clock is wrong counts from the server's, unless this is a copy from some time ago.
  const ahead = 'old' in document.body.dataset ? 0 : Date.now() - Date.parse(field.dataset.now ?? '');

  /** @type {NodeListOf<HTMLElement>} */
  const chips = field.querySelectorAll('[data-minutes]');

  function tick() {
    for (const chip of chips) {
      const { minutes, spans } = chip.dataset;
      const at = site?.value === shown ? promisedAt(Number(minutes), spans ? JSON.parse(spans) : null, Date.now() - ahead) : null;
      show(chip, at);
    }
  }

  tick();
  setInterval(tick, OFTEN);
  document.addEventListener('visibilitychange', tick);
  site?.addEventListener('change', tick);
}
