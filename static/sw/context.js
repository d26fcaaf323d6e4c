/* What every part of the service worker shares: its scope, its version, and the windows that it serves. */

export const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

/** Which release this is, and the files of its shell: the server puts both before this script. */
export const { version: VERSION, shell: SHELL } = /** @type {{ RELEASE: { version: string, shell: string[] } }} */ (
  /** @type {unknown} */ (self)
).RELEASE;
export const CACHE = `ownit-${VERSION}`;
/* Pages of the shell. */
export const OFFLINE = '/offline';
export const UNSAVED = '/unsaved';
export const WAITING = '/waiting';
/* What is no business of this worker: pages of customers, and what phones report. */
export const NOT_OURS = /^\/(push|s|a|f)\//;

export function windows() {
  return worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
}

/** @param {{ type: string, person?: string | null }} [message] */
export async function tellWindows(message = { type: 'changed' }) {
  for (const client of await windows()) client.postMessage(message);
}
