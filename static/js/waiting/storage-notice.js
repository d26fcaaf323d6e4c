/* What waits: whether the browser may throw it away when the phone is short of space (Storage API, `persisted`). */

import { message } from '../lib/messages.js';
import { byId } from './waiting-rows.js';

/** @returns {Promise<boolean>} false also where the browser does not know */
async function mayBeRemoved() {
  const isSafe = await navigator.storage?.persisted?.().catch(() => undefined);
  return isSafe === false;
}

/** @param {boolean} isWaiting something that could be lost */
export async function showStorageNotice(isWaiting) {
  byId('waiting-storage').hidden = !isWaiting || !(await mayBeRemoved());
}

/** Some browsers ask whoever taps, others decide by how much the app is used. */
async function ask() {
  const isSafe = await navigator.storage.persist().catch(() => false);
  const notice = byId('waiting-storage');
  if (isSafe) byId('waiting-title').focus({ preventScroll: true });
  notice.hidden = isSafe;
  if (isSafe) return;
  notice.textContent = message('This browser cannot promise to keep them. Go online with Own It open soon, so that everything is sent.');
  notice.focus({ preventScroll: true });
}

export function startStorageNotice() {
  byId('waiting-storage').querySelector('button')?.addEventListener('click', ask);
}
