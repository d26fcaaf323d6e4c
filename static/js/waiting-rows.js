// @ts-check
/* One tap as a row of the page of what waits: its words, what was typed with it, when. Knows no queue. */

/** @typedef {import('./queue.js').ListedTap} ListedTap */

/* What people type, in the order in which it is shown. Other fields are choices, and ours. */
const TYPED = {
  text: 'What you wrote', need: 'What is needed', line: 'What they should know', place: 'Place',
  customer_name: 'Customer’s first name', customer_contact: 'How to reach them', used: 'What you used',
  who: 'Who could help', could: 'Who could help',
};

/** @template {HTMLElement} Found @param {string} id @returns {Found} */
export const byId = (id) => /** @type {any} */ (document.getElementById(id));

/** @template {HTMLElement} Found @param {Element} row @param {string} name @returns {Found} */
export const part = (row, name) => /** @type {any} */ (row.querySelector(`[data-${name}]`));

/** @param {number} ms since 1970 */
export function clock(ms) {
  const at = new Date(ms);
  const time = at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (at.toDateString() === new Date().toDateString()) return time;
  return `${at.toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short' })} ${time}`;
}

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
  if (files.length) found.push(['Photos', String(files.length)]);
  return found;
}

/** What never changes of it. @param {HTMLElement} row @param {ListedTap} tap */
export function fill(row, tap) {
  row.dataset.key = tap.key;
  part(row, 'words').textContent = tap.words ? `“${tap.words}”` : 'A tap';
  part(row, 'about').textContent = tap.about;
  part(row, 'tapped').textContent = `Tapped ${clock(tap.tappedAt)}`;
  const typed = typedIn(tap);
  part(row, 'typed').hidden = !typed.length;
  for (const [label, words] of typed) {
    const fact = copyOf('waiting-fact');
    fact.children[0].textContent = label;
    fact.children[1].textContent = words;
    part(row, 'typed').append(fact);
  }
}
