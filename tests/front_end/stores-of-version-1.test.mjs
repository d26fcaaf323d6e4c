/* Stores that an older version of the app made are brought along when this one opens them. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyText, signIn } from './phone.mjs';

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** @param {CryptoKey} key @param {string} text */
async function sealed(key, text) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, body: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(text)) };
}

test('taps of version 1 keep their order, their state and their photos', async () => {
  const key = await crypto.subtle.importKey('raw', Buffer.from(keyText(1), 'base64url'), 'AES-GCM', false, ['encrypt', 'decrypt']);
  const opening = indexedDB.open('ownit', 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore('keys');
    for (const name of ['taps', 'drafts']) {
      const store = opening.result.createObjectStore(name, { keyPath: 'id' });
      store.createIndex('n', 'n');
      store.createIndex('whose', ['person', 'mark']);
    }
  };
  const database = await done(opening);
  const write = database.transaction(['keys', 'taps'], 'readwrite');
  await done(write.objectStore('keys').put({ person: 'ana', key }, 'holder'));
  database.close();
  const files = [{ name: 'photo', filename: 'a.jpg', blob: { blob: 0, type: 'image/jpeg', size: 7 } }];
  const rows = [];
  for (const [n, mark] of ['sent', 'kept', 'answered'].entries()) {
    const text = JSON.stringify({ key: mark, person: 'ana', path: '/issues', fields: [], files: n === 1 ? files : [], ref: '' });
    rows.push({
      id: mark,
      n: n + 1,
      person: 'ana',
      mark,
      at: 1,
      text: await sealed(key, text),
      blobs: n === 1 ? [await sealed(key, 'a photo')] : [],
    });
  }
  const again = await done(indexedDB.open('ownit', 1));
  const more = again.transaction(['taps'], 'readwrite');
  for (const row of rows) more.objectStore('taps').put(row);
  await new Promise((resolve) => {
    more.oncomplete = resolve;
  });
  again.close();

  const { listTaps } = await import('../../static/js/offline/queue.js');
  const { get } = await import('../../static/js/offline/sealed-store.js');
  const { currentPerson } = await import('../../static/js/offline/storage-key.js');
  assert.deepEqual(
    (await listTaps()).map((tap) => [tap.key, tap.state, tap.isOnItsWay]),
    [
      ['sent', 'waiting', true],
      ['kept', 'waiting', false],
      ['answered', 'answered', false],
    ],
  );
  assert.equal(await currentPerson(), 'ana');
  assert.equal(await (await get('taps', 'kept')).files[0].blob.text(), 'a photo');
  assert.equal(await signIn('ana', { key: 1 }), true);
});
