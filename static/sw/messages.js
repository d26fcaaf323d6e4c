/* The language of this worker and of what it keeps: that of the pages that whoever is signed in was sent last. */

import { global } from '../js/lib/messages.js';
import { CACHE, OFFLINE } from './context.js';
import { dropOtherLanguages } from './page-cache.js';
import { addPages, fromCache, languageOf, messagesIn } from './shell.js';

/** @type {Promise<void> | undefined} */
let loading;

/** Before this worker writes a sentence. English where there are none. @returns {Promise<void>} */
export function loadMessages() {
  loading ??= readMessages().catch(() => {});
  return loading;
}

/** They are scripts for pages: each assigns what is JSON. */
async function readMessages() {
  const all = {};
  global.ownItMessages = all;
  for (const path of messagesIn(languageOf(await fromCache(OFFLINE)))) {
    const script = await /** @type {Response} */ (await fromCache(path)).text();
    Object.assign(all, JSON.parse(script.slice(script.indexOf('{'), -1)));
  }
}

/** Somebody has chosen another language, on any device of theirs, or reads another one than who was here before: what
 * is kept in the former one goes. @param {Response} page that was sent just now */
export async function followLanguage(page) {
  const isSame = languageOf(page) === languageOf(await fromCache(OFFLINE));
  if (isSame || !page.headers.has('Ownit-Person')) return;
  await dropOtherLanguages(await addPages(await caches.open(CACHE)));
  loading = undefined;
}
