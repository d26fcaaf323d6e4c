/* Fetches quietly, one page after the other, what may be needed without a connection, where it changed since it
   was kept. Never on a phone that is to save data, and no longer than the server likes to answer. */

import { checkPerson, switchSoFar } from './account-switch.js';
import { fromServer } from './network.js';
import { ALWAYS, cached, cachePage } from './page-cache.js';

const PAGE_LIMIT = 8000; // milliseconds
const A_DAY = 24 * 60 * 60 * 1000;
const OF_OURS = /^\/(issues|steps|owner-changes)\/\w+$/;

/* What was asked for before is looked through first. */
let queue = Promise.resolve();

/** @param {unknown} pages paths with the versions that a page saw @returns {Promise<void>} */
export function prefetch(pages) {
  const unversioned = ALWAYS.map((path) => /** @type {[string, string]} */ ([path, '']));
  const asked = Array.isArray(pages) ? pages : [];
  // Where the network is gone again the next look at home goes on with it.
  queue = queue.then(() => fetchAll([...unversioned, ...asked])).catch(() => {});
  return queue;
}

/** @param {[string, string][]} pages @returns {Promise<void>} */
async function fetchAll(pages) {
  for (const [path, version] of pages) {
    if (!navigator.onLine || navigator.connection?.saveData) return;
    if (!isForReading(path) || !(await isNeeded(path, version))) continue;
    const url = new URL(path, location.origin);
    const before = switchSoFar();
    const page = await fromServer(url, { headers: { Accept: 'text/html' }, signal: AbortSignal.timeout(PAGE_LIMIT) });
    const isNow = await checkPerson(page, url, await before);
    if (!isNow || page.status === 429 || page.redirected) return;
    await cachePage(page, url);
  }
}

/** @param {string} path */
function isForReading(path) {
  return ALWAYS.includes(path) || OF_OURS.test(path);
}

/** What has no version is fetched once a day. @param {string} path @param {string} version */
async function isNeeded(path, version) {
  const kept = await cached(path);
  if (!kept) return true;
  if (version) return kept.headers.get('Ownit-Version') !== version;
  return Date.now() - Number(kept.headers.get('Ownit-Kept-At')) > A_DAY;
}
