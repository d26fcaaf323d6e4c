// @ts-check
/* What every part of the service worker shares: its scope, its version, and the windows that it serves. */

export const VERSION = '__VERSION__';
export const CACHE = `ownit-${VERSION}`;

/** @type {any} */
export const worker = self;

export function windows() {
  return worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
}

/** @param {{ type: string, person?: string | null }} [message] */
export async function tellWindows(message = { type: 'changed' }) {
  for (const client of await windows()) client.postMessage(message);
}
