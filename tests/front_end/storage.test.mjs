/* What a phone keeps for one person: sealed, with their key alone, in stores that are brought along. */

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { keyText, ours, server, signIn, wipe } from './phone.mjs';

const { get, getAll, getUnreadable, put, remove, setState, states, update } = await import('../../static/js/offline/sealed-store.js');
const { NoKey, currentKey, currentPerson, forgetKey, isBeforeSwitch, lastAccountSwitch, loadKey } = await import(
  '../../static/js/offline/storage-key.js'
);
const { transact } = await import('../../static/js/offline/database.js');

beforeEach(async () => {
  await wipe();
  await signIn('ana');
});

/** All that lies in the stores, as bytes would show it. */
async function everything() {
  return transact(['taps', 'drafts', 'marks', 'photos'], 'readonly', (of) => {
    const found = ['taps', 'drafts', 'marks', 'photos'].map((name) => of(name).getAll());
    return () =>
      JSON.stringify(
        found.map(({ result }) => result),
        (_, value) => (value instanceof ArrayBuffer ? Buffer.from(value).toString('latin1') : value),
      );
  });
}

test('what is kept is read again, with what is no text in it', async () => {
  const content = { words: 'Lift is dead', deep: [{ photo: new Blob(['a photo'], { type: 'image/jpeg' }) }] };
  await put('taps', 'one', content, { state: 'kept' });
  const found = await get('taps', 'one');
  assert.equal(found.words, 'Lift is dead');
  assert.deepEqual([found.deep[0].photo.type, await found.deep[0].photo.text()], ['image/jpeg', 'a photo']);
});

test('nothing of it lies in the open but whose it is and its state', async () => {
  await put('taps', 'one', { words: 'Lift is dead' }, { state: 'kept' });
  await update('one', 'answered', { answer: 'It was resolved' });
  const bytes = await everything();
  assert.ok(!bytes.includes('Lift') && !bytes.includes('resolved'));
  assert.deepEqual(await states(), [{ person: 'ana', state: 'answered' }]);
});

test('rows keep their place, however often they are written', async () => {
  for (const id of ['one', 'two', 'three']) await put('drafts', id, { id });
  await put('drafts', 'one', { id: 'one', again: true });
  assert.deepEqual(
    (await getAll('drafts')).map(({ id }) => id),
    ['one', 'two', 'three'],
  );
});

test('a row is removed only while it is in that state', async () => {
  await put('taps', 'one', {}, { state: 'kept' });
  assert.equal(await setState('one', 'sent'), true);
  assert.equal(await remove('taps', 'one', 'kept'), false);
  assert.equal(await remove('taps', 'one', 'sent'), true);
  assert.equal(await setState('one', 'sent'), false);
});

test('nobody reads or writes with the key of somebody else, and it comes back with its person', async () => {
  await put('taps', 'one', { words: 'of Ana' }, { state: 'kept' });
  await forgetKey('ben');
  assert.equal(await currentPerson(), null);
  await assert.rejects(put('taps', 'two', {}), NoKey);
  await signIn('ben');
  assert.equal(await get('taps', 'one'), null);
  assert.deepEqual(await getAll('taps'), []);
  await assert.rejects(put('taps', 'two', {}, { person: 'ana' }), NoKey);
  await forgetKey('ana');
  await signIn('ana');
  assert.equal((await get('taps', 'one')).words, 'of Ana');
});

test('what was sealed with the key of before is read, as long as that one is given', async () => {
  await put('taps', 'one', { words: 'before' }, { state: 'kept' });
  await signIn('ana', { key: 7, version: 2, older: ['a'.charCodeAt(0)] });
  await put('taps', 'two', { words: 'after' }, { state: 'kept' });
  assert.deepEqual(
    (await getAll('taps')).map(({ content }) => content.words),
    ['before', 'after'],
  );
  await signIn('ana', { key: 8, version: 3, older: [7] });
  assert.deepEqual(
    (await getUnreadable('taps')).map(({ id }) => id),
    ['one'],
  );
  assert.equal((await get('taps', 'two')).words, 'after');
});

test('a key of a former version does not take the place of a newer one', async () => {
  await signIn('ana', { key: 7, version: 5 });
  server.answer = () => ours(200, { person: 'ana', key: keyText(8), version: 4, older: [] });
  assert.equal(await loadKey('ana', 6), true);
  assert.equal((await currentKey())?.version, 5);
});

test('a key that arrives after the phone went to somebody else is not taken', async () => {
  await forgetKey(null);
  server.answer = async () => {
    await forgetKey('ben');
    return ours(200, { person: 'ana', key: keyText(1), version: 1, older: [] });
  };
  assert.equal(await loadKey('ana'), false);
  assert.equal(await currentPerson(), null);
});

test('no key is taken for whoever is signed in instead', async () => {
  await forgetKey(null);
  server.answer = () => ours(200, { person: 'ben', key: keyText(1), version: 1, older: [] });
  assert.equal(await loadKey('ana'), false);
});

test('only an answer from before a switch to somebody else decides nothing', async () => {
  const before = await lastAccountSwitch();
  assert.equal(isBeforeSwitch(before, await lastAccountSwitch(), 'ana'), false);
  await forgetKey('ben');
  const last = await lastAccountSwitch();
  assert.equal(isBeforeSwitch(before, last, 'ana'), true);
  assert.equal(isBeforeSwitch(before, last, 'ben'), false);
});

test('a storage that opens and then does nothing is given up, and opened anew', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const silent = {
    objectStore: () => ({ get: () => ({}) }),
    abort() {
      throw new DOMException('is being committed', 'InvalidStateError');
    },
  };
  let opened = 0;
  const { open } = indexedDB;
  indexedDB.open = (...how) => {
    opened += 1;
    return open.apply(indexedDB, how);
  };
  context.after(() => Object.assign(indexedDB, { open }));
  const hang = context.mock.method(IDBDatabase.prototype, 'transaction', () => silent);
  const reading = currentPerson();
  let isOver = false;
  reading.catch(() => (isOver = true));
  await new Promise((resolve) => setImmediate(resolve));
  context.mock.timers.tick(300_000); // asleep for so long: that was no wait
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(isOver, false);
  for (let n = 0; n < 8; n++) context.mock.timers.tick(1_000);
  await assert.rejects(reading, /does not answer/);
  hang.mock.restore();
  assert.equal(await currentPerson(), 'ana');
  assert.equal(opened, 1);
});
