/* Drafts of the acts on an issue, one for each address to which a form is sent: what is typed in a sheet, or in the
   act's own page. A sheet is filled when it is opened, so that the page around it goes on refreshing itself; until
   then a line above the issue says what was begun. Where an act is not possible any more, that line has its words. */

import { message } from '../lib/messages.js';
import { siteClock } from '../lib/site-clock.js';
import { getAll, put, remove } from '../offline/sealed-store.js';
import { ready } from '../offline/tap-forms.js';
import { FormDraft, STORE } from './form-draft.js';
import { watchPromiseChoices } from './promise-choices.js';

/** @typedef {import('../photos/photo-field.js').PhotoForm} PhotoForm */
/** `title`, `href`: of the act, for the line above its issue.
 * @typedef {import('./form-draft.js').Draft & { title: string, href: string }} ActContent */

const SHEET = /\/(update|note|resolve|reopen)$/; // what has one on the issue's page, while that act is possible
const WORDS = ['text', 'why', 'used', 'need', 'line', 'could', 'who', 'place', 'customer_name', 'customer_contact'];
const WRONG = '.field--bad, .notice--bad';
const REFUSED = '#notice.notice--bad';

/** @type {WeakMap<HTMLFormElement, ActDraft>} */
const drafts = new WeakMap();

/** @template {keyof HTMLElementTagNameMap} T @param {T} tag @param {Partial<HTMLElementTagNameMap[T]>} what
 * @param {...Node} inside @returns {HTMLElementTagNameMap[T]} */
function element(tag, what, ...inside) {
  const made = Object.assign(document.createElement(tag), what);
  made.append(...inside);
  return made;
}

/** @param {string} words @param {HTMLElement} act */
const noticeOf = (words, act) => element('div', { className: 'notice draft' }, element('p', { textContent: words, dir: 'auto' }), act);
const buttonOf = (/** @type {string} */ textContent) => element('button', { type: 'button', className: 'button', textContent });

/** Its place in the store begins so, for each act. @param {string} ref of the issue */
const ofIssue = (ref) => `act ${document.body.dataset.person ?? ''} ${ref} `;

/** @param {string} action @returns {HTMLFormElement | null} */
const formTo = (action) => document.querySelector(`form[action="${CSS.escape(action)}"]`);

/* What went out last, as it was. */
/** @type {{ draft: ActDraft, content: ActContent } | null} */
let sent = null;

class ActDraft extends FormDraft {
  /** @param {PhotoForm} form */
  constructor(form) {
    const notice = noticeOf('', buttonOf(''));
    const words = message('This phone cannot keep what you type. It stays here until you leave this page.');
    const unkept = element('p', { className: 'notice notice--bad', textContent: words, hidden: true });
    notice.hidden = true;
    const status = element('div', { className: 'draft-notices', role: 'status' }, unkept, notice);
    (form.querySelector('.form') ?? form).prepend(status);
    super(form, ofIssue(form.dataset.ref ?? '') + form.getAttribute('action'), notice, unkept);
  }

  /** @override @returns {ActContent} */
  content() {
    const dialog = this.form.closest('dialog');
    const fold = this.form.closest('details')?.querySelector('summary');
    const title = (fold ?? (dialog ?? document).querySelector(dialog ? 'h2' : 'h1'))?.textContent ?? '';
    const href = dialog ? (this.form.getAttribute('action') ?? '') : location.pathname;
    return { ...super.content(), made: this.made, title, href };
  }

  /** @override */
  async write() {
    await super.write();
    await list();
  }

  /** What is typed next in the same sheet is another one. A page that is about to be left waits; a sheet closes at
   * once. @override @returns {Promise<void>} */
  end() {
    this.form.addEventListener('input', () => (this.isOver = false), { once: true });
    sent = { draft: this, content: this.content() };
    const ended = super.end();
    ended.then(list).catch(() => {});
    return this.form.closest('dialog') ? Promise.resolve() : ended;
  }

  /** @override @param {import('./form-draft.js').Draft} draft */
  bringBack(draft) {
    super.bringBack(draft);
    this.form.closest('details')?.setAttribute('open', '');
  }
}

/* ---- the forms of a page ---- */

function startForms() {
  for (const form of document.forms) {
    const isTyped = form.matches('[data-tap][data-ref]') && form.querySelector('.input');
    if (isTyped && !form.closest('dialog:not([open])') && !drafts.has(form)) start(form);
  }
}

/** @param {HTMLFormElement} form */
function start(form) {
  const isAnswered = form.closest('dialog')?.dataset.open !== undefined || form.querySelector(WRONG) !== null;
  const draft = new ActDraft(form);
  drafts.set(form, draft);
  draft.begin({ isAnswered });
}

/** What was refused, and has no form in the answer, is a draft again: the next look at the page shows no refusal.
 * @param {string | undefined} action to which this is the answer */
async function keepRefused(action) {
  if (!sent || !action || sent.draft.form.getAttribute('action') !== action) return;
  const { draft, content } = sent;
  if (!document.querySelector(REFUSED) || formTo(action) || draft.isEmpty(content)) return;
  await draft.turn;
  await put(STORE, draft.id, content, { person: draft.person });
  document.querySelector('[data-written]')?.remove(); // the line has it
}

/* ---- the line above an issue, a step or an owner change ---- */

const lines = element('div', { role: 'status' });

/** What was begun here, newest last. */
async function list() {
  const region = /** @type {HTMLElement | null} */ (document.querySelector('#issue, #step, #change'));
  if (!region || !(await ready)) return;
  const { ref } = region.dataset;
  const isHere = (/** @type {string} */ id, /** @type {ActContent} */ { href }) =>
    ref ? id.startsWith(ofIssue(ref)) : href === location.pathname && !formTo(id.slice(id.lastIndexOf(' ') + 1));
  const mine = (await getAll(STORE)).filter(({ id, content }) => id.startsWith('act ') && content && isHere(id, content));
  if (!lines.isConnected) region.before(lines);
  const shown = mine.map(({ id, content }) => lineOf(id, content)).filter((one) => one !== null);
  const text = (/** @type {Element[]} */ some) => some.map(({ textContent }) => textContent).join();
  if (text([...lines.children]) !== text(shown)) lines.replaceChildren(...shown);
}

/** Leads to its form; where that act is not possible any more its words are here alone.
 * @param {string} id @param {ActContent} draft @returns {HTMLElement | null} */
function lineOf(id, { at, fields, title, href, made = {} }) {
  const form = document.querySelector(`dialog form[action="${CSS.escape(href)}"]`);
  if (form || isLedTo(href)) {
    const link = element('a', { className: 'button', href, textContent: message('Continue') });
    const dialog = form?.closest('dialog');
    if (dialog) link.dataset.sheet = dialog.id;
    const act = dialog?.querySelector('h2')?.textContent ?? title; // in the language of this page
    return noticeOf(message('%(act)s: your draft from %(time)s.', { act, time: siteClock(at) }), link);
  }
  const typed = WORDS.filter((name) => fields[name] !== made[name]).map((name) => fields[name]);
  if (!typed.join('')) return null;
  const button = buttonOf(message('Discard'));
  button.addEventListener('click', () => remove(STORE, id).then(list));
  return noticeOf(message('What you had written: “%(words)s”', { words: typed.join(' ') }), button);
}

/** Whether the page of an act has its form, as far as this page says. @param {string} href */
function isLedTo(href) {
  if (SHEET.test(href) || href === location.pathname) return false;
  return !href.startsWith('/issues/') || document.querySelector(`#issue a[href^="${CSS.escape(href)}"]`) !== null;
}

export default function startActDrafts() {
  watchPromiseChoices();
  const look = () => {
    startForms();
    list().catch(() => {});
  };
  document.addEventListener('toggle', startForms, true);
  document.addEventListener('ownit:replaced', look);
  const onAnswer = (/** @type {any} */ { detail }) => keepRefused(detail.ctx?.request.action).then(look, look);
  document.addEventListener('htmx:after:swap', onAnswer);
  // The browser puts its own back before that, or resets what somebody else had typed.
  if (document.readyState === 'complete') look();
  else window.addEventListener('pageshow', look, { once: true });
}
