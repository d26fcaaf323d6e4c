/* Without a connection: lists the pages that this phone keeps for whoever it belongs to now. */

import { siteMoment } from '../lib/site-clock.js';
import { parseHtml } from '../lib/trusted-types.js';
import { onAccountSwitch } from '../session/account-switch.js';
import { canStore, currentPerson, PAGE_CACHE, SWITCH_MARK } from './storage-key.js';

/** @typedef {{ path: string, title: string, at: Date }} CachedPage */

const REPORT = '/issues/new';
/* These first; then what was seen last. */
const FIRST = ['/', REPORT];
/** @returns {Promise<CachedPage[]>} */
async function cachedPages() {
  const mine = await currentPerson();
  if (!mine || !(await caches.has(PAGE_CACHE))) return [];
  const cache = await caches.open(PAGE_CACHE);
  if (await cache.match(SWITCH_MARK)) return [];
  const found = await cache.matchAll();
  const pages = found.filter(({ headers }) => headers.get('Ownit-Person') === mine && !pathOf(headers).startsWith('/photos/'));
  return (await Promise.all(pages.map(asCachedPage))).sort(inOrder);
}

/** @param {Headers} headers */
const pathOf = (headers) => headers.get('Ownit-Path') ?? '';

/** @param {Response} page @returns {Promise<CachedPage>} */
async function asCachedPage(page) {
  const { title } = parseHtml(await page.text());
  return {
    path: pathOf(page.headers),
    title: title.replace(/ · Own It$/, '').replace(/^\(\d+\) /, ''),
    at: new Date(Number(page.headers.get('Ownit-Kept-At'))),
  };
}

/** @param {CachedPage} one @param {CachedPage} other */
function inOrder(one, other) {
  return rank(one) - rank(other) || other.at.getTime() - one.at.getTime();
}

/** @param {CachedPage} page */
function rank({ path }) {
  return FIRST.includes(path) ? FIRST.indexOf(path) : FIRST.length;
}

/** @param {HTMLTemplateElement} template @param {CachedPage} page */
function row(template, { path, title, at }) {
  const copy = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  const find = (/** @type {string} */ what) => /** @type {any} */ (copy.querySelector(what));
  find('a').href = path;
  find('[data-title]').textContent = title;
  find('small').hidden = path === REPORT; // an empty form is never old
  find('time').textContent = siteMoment(at);
  find('time').dateTime = at.toISOString();
  return copy;
}

/** @param {HTMLElement} main */
export default function offlineList(main) {
  const draw = () => drawList(main);
  onAccountSwitch(draw);
  window.addEventListener('pageshow', draw);
  document.addEventListener('visibilitychange', () => !document.hidden && draw());
  draw();
}

/** @param {HTMLElement} main */
async function drawList(main) {
  const pages = canStore() ? await cachedPages().catch(() => []) : [];
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById('readable-page'));
  main.querySelector('.offline-list')?.replaceChildren(...pages.map((page) => row(template, page)));
  for (const id of ['readable', 'readable-none']) {
    const part = document.getElementById(id);
    if (part) part.hidden = (id === 'readable') !== pages.length > 0;
  }
}
