// @ts-check
/* At home, fetches quietly what may be needed without a connection: the report's form and the issues that are mine
   or asked of me, where they changed since this phone kept them. The service worker keeps what comes by. */

import { KEPT_PAGES } from './vault.js';

const MOST = 20;
const PAGE_LIMIT = 8000; // milliseconds
const REPORT = '/issues/new';
const A_DAY = 24 * 60 * 60 * 1000;

/** @param {string} path @returns {Promise<Headers | null>} of the copy that is here, if it is this person's */
async function keptHeaders(path) {
  const kept = await caches.match(path, { cacheName: KEPT_PAGES, ignoreVary: true });
  const isMine = kept?.headers.get('Ownit-Person') === document.body.dataset.person;
  return kept && isMine ? kept.headers : null;
}

/** @param {string} path @param {string} [version] of the issue */
async function isNeeded(path, version) {
  const headers = await keptHeaders(path);
  if (!headers) return true;
  if (version) return headers.get('Ownit-Version') !== version;
  return Date.now() - Number(headers.get('Ownit-Kept-At')) > A_DAY;
}

/** @returns {boolean} */
function mayFetch() {
  // @ts-ignore Chromium only
  return navigator.onLine && !navigator.connection?.saveData && !document.hidden && !('old' in document.body.dataset);
}

/** @returns {[string, string | undefined][]} paths, each with the version that home shows */
function wanted() {
  const cards = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-ahead]'));
  const seen = [...cards].map((card) => /** @type {[string, string]} */ ([card.dataset.ahead ?? '', card.dataset.version ?? '']));
  return [[REPORT, undefined], ...seen.slice(0, MOST)];
}

/** One after the other, so that nothing that somebody taps has to wait for it. */
async function fetchAhead() {
  for (const [path, version] of wanted()) {
    if (!mayFetch()) return;
    if (!(await isNeeded(path, version))) continue;
    const page = await fetch(path, { headers: { Accept: 'text/html' }, signal: AbortSignal.timeout(PAGE_LIMIT) });
    await page.text();
    if (!page.ok && page.status !== 404) return; // the server has other things to do
  }
}

let isUnderWay = false;

async function startFetching() {
  if (isUnderWay || !navigator.serviceWorker?.controller) return;
  isUnderWay = true;
  await fetchAhead().catch(() => {});
  isUnderWay = false;
}

export function startAhead() {
  const whenIdle = window.requestIdleCallback ?? setTimeout;
  const soon = () => void whenIdle(startFetching);
  soon();
  document.addEventListener('ownit:fresh', soon);
  window.addEventListener('online', soon);
  navigator.serviceWorker?.addEventListener('controllerchange', soon);
}
