/* The rows and words of the page of what waits: of one tap its words, what was typed with it, when. Knows no queue. */

import { message, messages } from '../lib/messages.js';
import { siteClock } from '../lib/site-clock.js';

/** @typedef {import('../offline/queue.js').ListedTap} ListedTap */

/* What people type, in the order in which it is shown. Other fields are choices, and ours. */
const TYPED = {
  text: message('What you wrote'),
  need: message('What is needed'),
  line: message('What they should know'),
  place: message('Place'),
  customer_name: message('Customer’s first name'),
  customer_contact: message('How to reach them'),
  used: message('What you used'),
  who: message('Who could help'),
  could: message('Who could help'),
};

/** @template {HTMLElement} Found @param {string} id @returns {Found} */
export const byId = (id) => /** @type {any} */ (document.getElementById(id));

/** @template {HTMLElement} Found @param {Element} row @param {string} name @returns {Found} */
export const part = (row, name) => /** @type {any} */ (row.querySelector(`[data-${name}]`));

/** @param {string} id @returns {HTMLElement} */
export function copyOf(id) {
  const made = /** @type {HTMLTemplateElement} */ (byId(id)).content.firstElementChild?.cloneNode(true);
  return /** @type {HTMLElement} */ (made);
}

/** @param {ListedTap} tap @returns {[string, string][]} */
export function typedIn({ fields, files }) {
  const of = new Map(fields);
  /** @type {[string, string][]} */
  const found = [];
  for (const [name, label] of Object.entries(TYPED)) {
    const words = of.get(name)?.trim();
    if (words) found.push([label, words]);
  }
  if (files.length) found.push([message('Photos'), String(files.length)]);
  return found;
}

/** What was tried in vain holds up what was tapped later at the same issue, and everything where it is not this
 * tap alone that does not get through (queue.js). @param {ListedTap[]} unsent oldest first @param {number} at
 * @returns {ListedTap | undefined} */
export function blockerOf(unsent, at) {
  const { ref } = unsent[at];
  return unsent.slice(0, at).find((one) => one.tries > 0 && (!one.strikes || (ref && one.ref === ref)));
}

/** When it is tried again; empty: now. @param {ListedTap} tap */
export function nextTry({ tries, nextAt }) {
  return tries && nextAt > Date.now() ? siteClock(nextAt) : '';
}

/** What never changes of it. @param {HTMLElement} row @param {ListedTap} tap */
export function fill(row, tap) {
  row.dataset.key = tap.key;
  part(row, 'words').textContent = tap.words ? message('“%(words)s”', { words: tap.words }) : message('A tap');
  part(row, 'about').textContent = tap.about;
  part(row, 'tapped').textContent = message('Tapped %(time)s', { time: siteClock(tap.tappedAt) });
  const typed = typedIn(tap);
  part(row, 'typed').hidden = !typed.length;
  for (const [label, words] of typed) {
    const fact = copyOf('waiting-fact');
    fact.children[0].textContent = label;
    fact.children[1].textContent = words;
    part(row, 'typed').append(fact);
  }
}

/** Rows stay the same elements as long as they are there, so that a thumb and a screen reader keep their place.
 * @param {string} id @param {ListedTap[]} taps @param {(tap: ListedTap) => HTMLElement} make */
export function renew(id, taps, make) {
  const section = byId(id);
  const rows = /** @type {HTMLElement} */ (section.querySelector('ul'));
  const old = new Map([...rows.children].map((row) => [/** @type {HTMLElement} */ (row).dataset.key, row]));
  const fresh = taps.map((tap) => old.get(tap.key) ?? make(tap));
  for (const row of [...rows.children]) {
    if (fresh.includes(row)) continue;
    if (row.contains(document.activeElement)) byId('waiting-title').focus({ preventScroll: true });
    row.remove();
  }
  fresh.forEach((row, at) => rows.children[at] !== row && rows.insertBefore(row, rows.children[at] ?? null));
  section.hidden = !taps.length;
  return /** @type {HTMLElement[]} */ (fresh);
}

/** @param {number} waiting @param {number} answers that it could not be done @param {string} partly what was done in part, in words */
export function summary(waiting, answers, partly) {
  const kept = messages('One tap is not sent yet.', '%(num)s taps are not sent yet.', waiting);
  const refused = messages('One was refused.', '%(num)s were refused.', answers);
  return [waiting ? kept : '', answers ? refused : '', partly].filter(Boolean).join(' ');
}

/** @param {number} others */
export function othersWords(others) {
  return messages(
    'One tap of someone else is on this phone. It is sent when they sign in here again, if this phone can still read it.',
    '%(num)s taps of others are on this phone. They are sent when those people sign in here again, if this phone can still read them.',
    others,
  );
}
