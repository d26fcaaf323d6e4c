// @ts-check
/* Fetches quietly, one page after the other, what may be needed without a connection, where it changed since it
   was kept. Never on a phone that is to save data, and no longer than the server likes to answer. */

import { handOverSoFar, settle } from './handover.js';
import { ALWAYS, keepPage, mine } from './kept.js';
import { fromServer } from './network.js';

const PAGE_LIMIT = 8000; // milliseconds
const A_DAY = 24 * 60 * 60 * 1000;
const OF_OURS = /^\/(issues|steps|owner-changes)\/\w+$/;

/* What was asked for before is looked through first. */
let before = Promise.resolve();

/** @param {unknown} pages paths with the versions that a page saw @returns {Promise<void>} */
export function fetchAhead(pages) {
  const unversioned = ALWAYS.map((path) => /** @type {[string, string]} */ ([path, '']));
  const asked = Array.isArray(pages) ? pages : [];
  // Where the network is gone again the next look at home goes on with it.
  before = before.then(() => fetchAll([...unversioned, ...asked])).catch(() => {});
  return before;
}

/** @param {[string, string][]} pages @returns {Promise<void>} */
async function fetchAll(pages) {
  for (const [path, version] of pages) {
    // @ts-ignore Chromium only
    if (!navigator.onLine || navigator.connection?.saveData) return;
    if (!isForReading(path) || !(await isNeeded(path, version))) continue;
    const url = new URL(path, location.origin);
    const before = handOverSoFar();
    const page = await fromServer(url, { headers: { Accept: 'text/html' }, signal: AbortSignal.timeout(PAGE_LIMIT) });
    const isNow = await settle(page, url, await before);
    if (!isNow || page.status === 429 || page.redirected) return;
    await keepPage(page, url);
  }
}

/** @param {string} path */
function isForReading(path) {
  return ALWAYS.includes(path) || OF_OURS.test(path);
}

/** What has no version is fetched once a day. @param {string} path @param {string} version */
async function isNeeded(path, version) {
  const kept = await mine(path);
  if (!kept) return true;
  if (version) return kept.headers.get('Ownit-Version') !== version;
  return Date.now() - Number(kept.headers.get('Ownit-Kept-At')) > A_DAY;
}
