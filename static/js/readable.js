// @ts-check
/* Without a connection: lists the pages that this phone keeps for whoever it belongs to now. */

import { whenHandedOver } from './handed.js';
import { siteMoment } from './site-clock.js';
import { parsed } from './trusted.js';
import { KEPT_PAGES, UNDER_WAY, canKeep, holder } from './vault.js';

/** @typedef {{ path: string, title: string, at: Date }} Kept */

const REPORT = '/issues/new';
/* These first; then what was seen last. */
const FIRST = ['/', REPORT];
/** @returns {Promise<Kept[]>} */
async function keptPages() {
  const mine = await holder();
  if (!mine || !(await caches.has(KEPT_PAGES))) return [];
  const cache = await caches.open(KEPT_PAGES);
  if (await cache.match(UNDER_WAY)) return [];
  const found = await cache.matchAll();
  const pages = found.filter(({ headers }) => headers.get('Ownit-Person') === mine && !pathOf(headers).startsWith('/photos/'));
  return (await Promise.all(pages.map(asKept))).sort(inOrder);
}

/** @param {Headers} headers */
const pathOf = (headers) => headers.get('Ownit-Path') ?? '';

/** @param {Response} page @returns {Promise<Kept>} */
async function asKept(page) {
  const { title } = parsed(await page.text());
  return {
    path: pathOf(page.headers),
    title: title.replace(/ · Own It$/, '').replace(/^\(\d+\) /, ''),
    at: new Date(Number(page.headers.get('Ownit-Kept-At'))),
  };
}

/** @param {Kept} one @param {Kept} other */
function inOrder(one, other) {
  return rank(one) - rank(other) || other.at.getTime() - one.at.getTime();
}

/** @param {Kept} page */
function rank({ path }) {
  return FIRST.includes(path) ? FIRST.indexOf(path) : FIRST.length;
}

/** @param {HTMLTemplateElement} template @param {Kept} page */
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
export default function readable(main) {
  const draw = () => list(main);
  whenHandedOver(draw);
  window.addEventListener('pageshow', draw);
  document.addEventListener('visibilitychange', () => !document.hidden && draw());
  draw();
}

/** @param {HTMLElement} main */
async function list(main) {
  const pages = canKeep() ? await keptPages().catch(() => []) : [];
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById('readable-page'));
  main.querySelector('.offline-list')?.replaceChildren(...pages.map((page) => row(template, page)));
  for (const id of ['readable', 'readable-none']) {
    const part = document.getElementById(id);
    if (part) part.hidden = (id === 'readable') !== pages.length > 0;
  }
}
