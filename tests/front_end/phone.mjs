/* A phone without a page: IndexedDB, Web Locks and a server, for scripts that know no page. Import it first. */

import 'fake-indexeddb/auto';

/** @typedef {{ method: string, path: string, headers: Headers, body: URLSearchParams | FormData | null }} Asked */

/** By name, what runs or waits. @type {Map<string, Promise<unknown>>} */
const held = new Map();

/** @param {string} name @param {any} options @param {any} work */
async function request(name, options, work) {
  const run = work ?? options;
  const before = options.steal ? undefined : held.get(name);
  const left = new Promise((_, reject) => options.signal?.addEventListener('abort', () => reject(options.signal.reason)));
  left.catch(() => {});
  const mine = (before ? Promise.race([before, left]) : Promise.resolve()).then(() => run({ name }));
  held.set(name, Promise.allSettled([before, mine]));
  return mine;
}

Object.defineProperty(globalThis, 'navigator', { value: { locks: { request }, onLine: true }, configurable: true });

/** What came to the server, but for the questions whether it is there. @type {Asked[]} */
export const asked = [];

/** What it answers; throws where nothing comes. @type {{ answer: (asked: Asked) => Response | Promise<Response>, isThere: boolean, isReady: boolean }} */
export const server = { answer: () => ours(200), isThere: true, isReady: true };

/** An answer of our server. @param {number} status @param {object} [body] @param {Record<string, string>} [headers] */
export function ours(status, body = {}, headers = {}) {
  return new Response(JSON.stringify(body), { status, headers: { 'Ownit-Protocol': '1', 'Content-Type': 'application/json', ...headers } });
}

/** An answer of something that stands before it. @param {number} status */
export const foreign = (status) => new Response('', { status });

globalThis.fetch = async (input, { method = 'GET', headers, body } = {}) => {
  const path = String(input);
  if (path === '/healthz' || path === '/readyz') {
    if (!server.isThere) throw new TypeError('no network');
    return ours(path === '/readyz' && !server.isReady ? 503 : 200);
  }
  const one = { method, path, headers: new Headers(headers), body: /** @type {any} */ (body ?? null) };
  asked.push(one);
  return server.answer(one);
};

const { transact } = await import('../../static/js/offline/database.js');
const { loadKey } = await import('../../static/js/offline/storage-key.js');

/** @param {number} seed @returns {string} a key of 32 bytes, base64url */
export const keyText = (seed) => Buffer.alloc(32, seed).toString('base64url');

/** This phone is theirs now, as the server says. @param {string} person @param {{ key?: number, version?: number, older?: number[] }} [given] */
export async function signIn(person, { key = person.charCodeAt(0), version = 1, older = [] } = {}) {
  const { answer } = server;
  server.answer = () => ours(200, { person, key: keyText(key), version, older: older.map(keyText) });
  const isTheirs = await loadKey(person, version);
  server.answer = answer;
  asked.length = 0;
  return isTheirs;
}

/** Nothing is on it. */
export async function wipe() {
  await transact(['keys', 'taps', 'drafts', 'marks', 'photos'], 'readwrite', (of) => {
    for (const name of ['keys', 'taps', 'drafts', 'marks', 'photos']) of(name).clear();
    return () => {};
  });
  Object.assign(server, { answer: () => ours(200), isThere: true, isReady: true });
  asked.length = 0;
}

/** A tap as a form makes it. @param {string} key @param {Partial<import('../../static/js/offline/queue.js').Tap>} [more] */
export function tapOf(key, more = {}) {
  const ref = more.ref ?? 'K7F3';
  const fields = /** @type {[string, string][]} */ ([
    ['key', key],
    ['text', `Said by ${key}`],
  ]);
  const tap = { key, person: 'ana', path: `/issues/${ref}/note`, fields, files: [], words: 'Note', about: 'The lift', ref };
  return { ...tap, tappedAt: Date.now(), tries: 0, nextAt: 0, answer: null, ...more };
}

/** The keys of the taps that the server got. */
export const sentKeys = () => asked.map(({ body }) => String(body?.get('key')));
