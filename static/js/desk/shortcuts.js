/* Keys for whoever sits at a keyboard: single letters, never while something is typed, never with Ctrl, Alt or the
   Command key. They can be switched off, on this device (WCAG 2.2, 2.1.4 Character Key Shortcuts). */

import { message } from '../lib/messages.js';

/** @typedef {{ documentOf(kind: 'list' | 'detail'): Document | null, rows(): HTMLAnchorElement[] }} Panes */

const SWITCH = 'ownit-shortcuts';
const PATIENCE = 1500; // milliseconds for the second key of two
const TYPES = 'input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]';
/** Keys, how they are told, and what they do. @type {[string[], string, string][]} */
const WORDS = [
  [['j', '↓'], either('j', '↓'), message('Next in the list')],
  [['k', '↑'], either('k', '↑'), message('Previous in the list')],
  [['Enter'], 'Enter', message('Open it')],
  [['Esc'], 'Esc', message('Back to the list')],
  [['n'], 'n', message('See a problem?')],
  [['/'], '/', message('Search')],
  [['g', 'h'], both('g', 'h'), message('Home')],
  [['g', 'b'], both('g', 'b'), message('Site board (leads)')],
  [['?'], '?', message('These keys')],
];

/** @type {Panes} */
let panes;
let isAfterG = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let forgetting;

export const areOn = () => localStorage.getItem(SWITCH) !== 'off';

/** @param {boolean} on */
function switchKeys(on) {
  if (on) localStorage.removeItem(SWITCH);
  else localStorage.setItem(SWITCH, 'off');
}

/* ---- what a key does ---- */

/** @type {Record<string, (doc: Document) => unknown>} */
const KEYS = {
  j: () => moveBy(1),
  k: () => moveBy(-1),
  n: () => location.assign('/issues/new'),
  '/': openSearch,
  '?': openHelp,
  Escape: goBack,
  g: waitForSecond,
};
/** @type {Record<string, () => unknown>} */
const AFTER_G = {
  h: () => location.assign('/'),
  b: () => 'lead' in document.body.dataset && location.assign('/site'),
};

/** @param {KeyboardEvent} event */
function onKey(event) {
  const at = /** @type {Element} */ (event.target);
  const doc = at.ownerDocument ?? document;
  const isTyping = event.isComposing || at.matches?.(TYPES);
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping || !areOn()) return;
  if (doc.querySelector('dialog[open]') || document.querySelector('dialog[open]')) return;
  const act = isAfterG ? AFTER_G[event.key] : (KEYS[event.key] ?? arrow(event.key, at));
  isAfterG = false;
  if (!act) return;
  event.preventDefault();
  act(doc);
}

/** Arrows scroll, but where the focus is on a row. @param {string} key @param {Element} at */
function arrow(key, at) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[key];
  return step && panes.rows().some((row) => row === at) ? () => moveBy(step) : undefined;
}

/** @param {number} step */
function moveBy(step) {
  const rows = panes.rows();
  const isHere = (/** @type {HTMLElement} */ row) => row === row.ownerDocument.activeElement;
  const here = rows.findIndex(isHere);
  const from = here < 0 ? rows.findIndex((row) => row.getAttribute('aria-current') === 'true') : here;
  const next = from < 0 ? rows[0] : rows[Math.min(Math.max(from + step, 0), rows.length - 1)];
  focusOn(next);
}

/** @param {HTMLElement | null | undefined} element */
function focusOn(element) {
  element?.ownerDocument.defaultView?.focus();
  element?.focus();
  element?.scrollIntoView({ block: 'nearest' });
}

function openSearch() {
  const field = /** @type {HTMLElement | null | undefined} */ (panes.documentOf('list')?.getElementById('f-q'));
  if (field) focusOn(field);
  else location.assign('/search#f-q'); // the address gives the field the focus
}

/** To the page before it, else to the row that is open. @param {Document} doc */
function goBack(doc) {
  const back = /** @type {HTMLAnchorElement | null} */ (doc.querySelector('.back-link'));
  const list = panes.documentOf('list');
  const isInList = list === doc;
  if (back && (!list || (!isInList && back.pathname !== '/'))) return back.click();
  if (isInList) return;
  const rows = panes.rows();
  focusOn(rows.find((row) => row.getAttribute('aria-current') === 'true') ?? rows[0]);
}

function waitForSecond() {
  isAfterG = true;
  clearTimeout(forgetting);
  forgetting = setTimeout(() => (isAfterG = false), PATIENCE);
}

/* ---- the help ---- */

function openHelp() {
  const dialog = document.getElementById('shortcuts') ?? document.body.appendChild(helpDialog());
  /** @type {HTMLDialogElement} */ (dialog).showModal();
}

/** @template {keyof HTMLElementTagNameMap} Tag @param {Tag} tag @param {Partial<HTMLElementTagNameMap[Tag]>} its
 * @param {...(Node | string)} children @returns {HTMLElementTagNameMap[Tag]} */
function make(tag, its = {}, ...children) {
  const made = Object.assign(document.createElement(tag), its);
  made.append(...children);
  return made;
}

function helpDialog() {
  const title = make('h2', { id: 'shortcuts-title', tabIndex: -1, autofocus: true, textContent: message('Keyboard shortcuts') });
  const list = make('dl', { className: 'keys' });
  for (const [keys, told, what] of WORDS) {
    list.append(make('div', {}, make('dt', {}, ...caps(keys, told)), make('dd', { textContent: what })));
  }
  const close = make('button', { className: 'button', type: 'button', textContent: message('Close') });
  const note = make('p', { className: 'muted', textContent: message('They do nothing while you type.') });
  const dialog = make('dialog', { id: 'shortcuts', className: 'shortcuts' }, title, list, note, switchField('keys-here'), close);
  dialog.setAttribute('aria-labelledby', title.id);
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  return dialog;
}

/** @param {string} key @param {string} other */
function either(key, other) {
  return message('%(key)s or %(other)s', { key, other });
}

/** @param {string} key @param {string} other */
function both(key, other) {
  return message('%(key)s then %(other)s', { key, other });
}

/** “g then h” with each key in a cap. @param {string[]} keys @param {string} told */
function caps(keys, told) {
  const words = told.replace(/[\u2068\u2069]/g, '').split(' '); // a cap is isolated as it is
  return words.map((word) => (keys.includes(word) ? make('kbd', { textContent: word }) : ` ${word} `));
}

/** @param {string} id */
function switchField(id) {
  const box = make('input', { type: 'checkbox', id, checked: areOn() });
  box.addEventListener('change', () => {
    switchKeys(box.checked);
    const all = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('[data-keys-switch] input'));
    for (const other of all) other.checked = box.checked;
  });
  const field = make(
    'p',
    { className: 'switch-line' },
    make('label', { htmlFor: id }, box, ` ${message('Use single keys on this device')}`),
  );
  field.dataset.keysSwitch = '';
  return field;
}

/* ---- the beginning ---- */

/** The way to the help for whoever does not know of it, beside what is always there. @param {Document} doc */
function addLink(doc) {
  const bar = doc.querySelector('.action-bar__row--home');
  if (!bar) return;
  const words = make('span', { textContent: `${message('Keyboard shortcuts')} ` });
  const button = make(
    'button',
    { className: 'keys-link', type: 'button', title: message('Keyboard shortcuts') },
    words,
    make('kbd', { textContent: '?' }),
  );
  button.addEventListener('click', openHelp);
  bar.append(button);
}

/** On *Me*: the same switch, where people look for it. */
function fillSettings() {
  const section = document.querySelector('[data-shortcuts]');
  if (!section) return;
  section.append(switchField('keys-me'));
  section.removeAttribute('hidden');
}

/** @param {Panes} known @returns {(doc: Document) => void} to be called with each document that is shown */
export function startShortcuts(known) {
  panes = known;
  fillSettings();
  return (doc) => {
    doc.addEventListener('keydown', onKey);
    addLink(doc);
  };
}
