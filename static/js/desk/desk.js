/* From 900 px on the list stands beside what was chosen in it. Both are whole pages, each in a document of its own:
   one of them is the window, the other a frame beside it. So each keeps its own scripts, scrolling and freshness, and
   the address is that of what was chosen: a new load, a shared link and a window without script show the same page. */

import { message } from '../lib/messages.js';
import { isTyped } from '../page/swap.js';
import { keepFresh } from './live.js';
import { offerPrint, printWholeFrame } from './print.js';

/** @typedef {'list' | 'detail'} Kind */

const WIDE = matchMedia('(min-width: 56.25em)');
const KEYS = matchMedia('(hover: hover)');
const LIST = /^\/(issues|mine|helped|search|site)?$/;
/* Not a scanned code: its page says yes by itself, and leads on. */
const DETAIL = /^\/(issues\/(?!new$)|steps\/(?!\d+\/with\/)|owner-changes\/)./;
/* What leads to an issue or to an ask: the heading of a row, and no button in it. */
const ROWS = 'main :is(h2, h3, th) > a[href]';
const FRAMES = {
  list: { title: message('List of issues'), className: 'desk__list' },
  detail: { title: message('What was chosen'), className: 'desk__detail' },
};

/* What the window itself shows; null: neither of the two. */
const own = kindOf(location.pathname);
const ownPath = location.pathname;
const ownTitle = document.title;
const ownPage = /** @type {HTMLElement} */ (document.querySelector('.page'));
/* The list that the window is, whatever was chosen in it. */
let ownList = ownPath + location.search;
/* The path of what was chosen. */
let chosenPath = own === 'detail' ? ownPath : '';
/** @type {Partial<Record<Kind, HTMLIFrameElement>>} */
const frames = {};
let isChosen = false;
/** @type {(doc: Document) => void} */
let onDocument = () => {};

/** @param {string} path @returns {Kind | null} */
function kindOf(path) {
  return LIST.test(path) ? 'list' : DETAIL.test(path) ? 'detail' : null;
}

/** The document of a pane; none while it is empty. @param {Kind} kind @returns {Document | null} */
function documentOf(kind) {
  const frame = frames[kind];
  if (frame) return frame.contentDocument;
  return own === kind && ownPage.isConnected ? document : null;
}

/** The rows of the list, each once, in their order. @returns {HTMLAnchorElement[]} */
function rows() {
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (documentOf('list')?.querySelectorAll(ROWS) ?? []);
  return [...links].filter((link) => kindOf(link.pathname) === 'detail' && link.getClientRects().length);
}

/* ---- choosing ---- */

/** @param {string} url */
function choose(url) {
  const detail = documentOf('detail');
  if (detail?.location.href === url) return focusOn(detail);
  if (!mayLeave()) return;
  if (kindOf(location.pathname) === 'list') ownList = location.pathname + location.search; // it may be another search
  if (url !== location.href) history.pushState({ list: listPath() }, '', url);
  isChosen = true;
  show(url);
}

/** Whether what is typed in what was chosen is kept as a draft, or may be lost. */
function mayLeave() {
  const forms = [...(documentOf('detail')?.forms ?? [])];
  const isLost = forms.some((form) => !('drafted' in form.dataset) && isTyped(form));
  return !isLost || window.confirm(message('What you typed is not saved yet. Leave it?'));
}

/** @param {string} url */
function show(url) {
  if (own === 'detail') ownPage.remove();
  split(true);
  chosenPath = new URL(url, location.href).pathname;
  const frame = frames.detail;
  if (!frame) frames.detail = addFrame('detail', url);
  else if (frame.contentWindow?.location.href !== url) frame.contentWindow?.location.replace(url);
  markRow();
}

function onPopState() {
  const stays = documentOf('detail')?.location.href;
  if (stays && stays !== location.href && !mayLeave()) return history.pushState({ list: listPath() }, '', stays);
  if (location.pathname === ownPath && ownPage.isConnected) closeDetail();
  else if (kindOf(location.pathname) === 'detail') show(location.href);
  else location.reload(); // a list from before this window was loaded anew
}

function closeDetail() {
  frames.detail?.remove();
  delete frames.detail;
  split(false);
  document.title = ownTitle;
  chosenPath = own === 'detail' ? ownPath : '';
  markRow();
}

/** A board on a wall is as wide as the wall, until something is chosen. @param {boolean} isOpen */
function split(isOpen) {
  const { classList } = document.documentElement;
  classList.toggle('desk--open', isOpen);
  classList.toggle('desk--split', own === 'list' && (isOpen || ownPath !== '/site'));
}

/** Where the list is, as an address of this server. */
function listPath() {
  const at = frames.list?.contentWindow?.location;
  return at ? at.pathname + at.search : own === 'list' ? ownList : (history.state?.list ?? '/');
}

function markRow() {
  for (const link of rows()) {
    if (chosenPath === link.pathname || chosenPath.startsWith(`${link.pathname}/`)) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
}

/* ---- the two documents ---- */

/** @param {Kind} kind @param {string} url @returns {HTMLIFrameElement} */
function addFrame(kind, url) {
  const frame = Object.assign(document.createElement('iframe'), FRAMES[kind], { src: url });
  frame.addEventListener('load', () => onLoad(frame, kind));
  if (kind === 'list') document.body.prepend(frame);
  else document.body.append(frame);
  return frame;
}

/** @param {HTMLIFrameElement} frame @param {Kind} kind */
function onLoad(frame, kind) {
  const { contentWindow: pane, contentDocument: shown } = frame;
  if (!pane || !shown || pane.location.protocol === 'about:') return;
  const now = kindOf(pane.location.pathname);
  const url = pane.location.href;
  if (now === 'detail' && kind === 'list') {
    pane.location.replace(history.state?.list ?? '/');
    return choose(url); // what was just owned in the list
  }
  // Where the pages lead that are no part of the two: the way in, settings.
  if (now !== kind) return location.assign(url);
  listenTo(shown, kind);
  if (kind === 'list') history.replaceState({ ...history.state, list: listPath() }, '');
  else showAddress(pane, shown);
  markRow();
}

/** @param {Window} pane @param {Document} shown */
function showAddress(pane, shown) {
  chosenPath = pane.location.pathname;
  if (pane.location.href !== location.href) history.replaceState(history.state, '', pane.location.href);
  document.title = shown.title;
  if (isChosen) focusOn(shown);
  isChosen = false;
}

/** As a new page would, so that it is read out. @param {Document} shown */
function focusOn(shown) {
  shown.defaultView?.focus();
  shown.getElementById('main')?.focus({ preventScroll: true });
}

/** @param {Document} shown @param {Kind} kind */
function listenTo(shown, kind) {
  shown.addEventListener('click', (event) => onClick(event, kind));
  onDocument(shown);
  if (kind === 'detail') return offerPrint(shown);
  // Also what a look for what is new has brought.
  new MutationObserver(markRow).observe(shown.body, { childList: true, subtree: true });
  const top = Number(history.state?.top ?? 0);
  if (top) scrollerOf(shown).scrollTop = top;
}

/** @param {Document} shown @returns {Element} */
function scrollerOf(shown) {
  return shown === document ? ownPage : (shown.scrollingElement ?? shown.documentElement);
}

/** @param {MouseEvent} event @param {Kind} kind */
function onClick(event, kind) {
  const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest('a[href]'));
  const isPlain = !event.button && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !isPlain || event.defaultPrevented || link.target || link.origin !== location.origin) return;
  const next = kindOf(link.pathname);
  if (kind === 'list' && next === 'detail' && WIDE.matches) {
    event.preventDefault();
    choose(link.href);
  } else if (frames[kind] && next !== kind) link.target = '_top';
}

/* ---- the beginning ---- */

function startDesk() {
  document.documentElement.classList.add('desk');
  if (own === 'list') document.documentElement.classList.add('desk--list');
  else document.documentElement.classList.add('desk--detail');
  // The list keeps its own address, whatever was chosen in it.
  const main = document.getElementById('main');
  if (own === 'list' && main && main.dataset.fresh) main.dataset.from ??= ownList;
  if (own) listenTo(document, own);
  if (own === 'detail') frames.list = addFrame('list', history.state?.list ?? cameFrom() ?? '/');
  else addPlaceholder();
  split(false);
  printWholeFrame(() => frames.detail);
  window.addEventListener('popstate', onPopState);
  // A list that has renewed itself has brought its own title.
  document.addEventListener('ownit:replaced', () => (document.title = frames.detail?.contentDocument?.title || document.title));
  window.addEventListener('pagehide', () => {
    const list = documentOf('list');
    if (list) history.replaceState({ ...history.state, list: listPath(), top: scrollerOf(list).scrollTop }, '');
  });
}

/** The list from which this window came. @returns {string | null} */
function cameFrom() {
  const before = document.referrer && new URL(document.referrer);
  return before && before.origin === location.origin && LIST.test(before.pathname) ? before.pathname + before.search : null;
}

function addPlaceholder() {
  const place = Object.assign(document.createElement('aside'), { className: 'desk__empty' });
  const textContent = message('Choose an issue in the list to see it here.');
  const words = Object.assign(document.createElement('p'), { className: 'empty', textContent });
  place.append(words);
  document.body.append(place);
}

function addStyles() {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = new URL('../css/desk.css', import.meta.url).pathname;
  document.head.append(link);
}

/** In a part of the window, as long as it is that wide. */
function bePane() {
  const wide = /** @type {Window} */ (window.top).matchMedia(WIDE.media);
  const show = () => document.documentElement.classList.toggle('in-pane', wide.matches);
  wide.addEventListener('change', show);
  show();
}

function start() {
  if (!('signedIn' in document.body.dataset)) return;
  addStyles();
  keepFresh();
  if (window.top !== window) return bePane();
  if (own) startDesk();
  if (KEYS.matches) import('./shortcuts.js').then(({ startShortcuts }) => withKeys(startShortcuts({ documentOf, rows })));
}

/** Also in what is open already. @param {(doc: Document) => void} listen */
function withKeys(listen) {
  onDocument = listen;
  const all = new Set([document, documentOf('list'), documentOf('detail')]);
  for (const one of all) if (one) listen(one);
}

start();
