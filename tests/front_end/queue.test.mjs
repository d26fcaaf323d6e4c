/* The queue of taps: written down first, sent once, in order, as the person who tapped. */

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { asked, foreign, ours, sentKeys, server, signIn, tapOf, wipe } from './phone.mjs';

const { addTap, countTaps, dismissAnswer, listTaps, retryTap, sendQueue, withdrawTap } = await import('../../static/js/offline/queue.js');
const { transact } = await import('../../static/js/offline/database.js');
const { NoKey, currentPerson, forgetKey } = await import('../../static/js/offline/storage-key.js');

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

mock.timers.enable({ apis: ['Date', 'setTimeout'], now: Date.UTC(2026, 10, 29, 12) });

beforeEach(async () => {
  await wipe();
  await signIn('ana');
});

const states = async () => (await listTaps()).map(({ key, state }) => [key, state]);
const send = () => sendQueue({ force: true, wait: true });

test('a tap is listed as it was made, with its photos aside', async () => {
  const blob = new Blob(['a photo'], { type: 'image/jpeg' });
  await addTap(tapOf('one', { files: [{ name: 'photo', filename: 'a.jpg', blob }] }));
  const [tap] = await listTaps();
  assert.deepEqual(
    [tap.key, tap.path, tap.fields, tap.state, tap.isOnItsWay],
    ['one', '/issues/K7F3/note', tapOf('one').fields, 'waiting', false],
  );
  assert.equal(asked.length, 0);
});

test('what waits is sent in the order in which it was tapped, once, and leaves the queue', async () => {
  for (const key of ['one', 'two', 'three']) await addTap(tapOf(key));
  assert.equal(await send(), 0);
  assert.deepEqual(sentKeys(), ['one', 'two', 'three']);
  assert.equal(await send(), 0);
  assert.equal(asked.length, 3);
});

test('who tapped and when goes with it', async () => {
  const tappedAt = Date.now();
  await addTap(tapOf('one'));
  mock.timers.tick(5 * MINUTE);
  await send();
  const { headers } = asked[0];
  assert.deepEqual(
    ['Ownit-Person', 'Ownit-Tapped', 'Ownit-Sent', 'Ownit-Protocol'].map((name) => headers.get(name)),
    ['ana', String(tappedAt), String(tappedAt + 5 * MINUTE), '1'],
  );
});

test('photos go out as they were written down', async () => {
  const blob = new Blob(['a photo'], { type: 'image/jpeg' });
  await addTap(tapOf('one', { files: [{ name: 'photo', filename: 'a.jpg', blob }] }));
  await send();
  const photo = /** @type {File} */ (asked[0].body?.get('photo'));
  assert.deepEqual([photo.name, photo.type, await photo.text()], ['a.jpg', 'image/jpeg', 'a photo']);
});

test('two that send at once send each tap once, in order', async () => {
  for (const key of ['one', 'two', 'three', 'four']) await addTap(tapOf(key));
  await Promise.all([send(), send()]);
  assert.deepEqual(sentKeys(), ['one', 'two', 'three', 'four']);
});

test('without waiting, nobody sends beside whoever is at it', async () => {
  await addTap(tapOf('one'));
  /** @type {(answer: Response) => void} */
  let answerNow = () => {};
  const underWay = new Promise((resolve) => {
    server.answer = () =>
      new Promise((answer) => {
        answerNow = answer;
        resolve(true);
      });
  });
  const first = send();
  await underWay;
  assert.equal(await sendQueue({ force: true }), 1);
  answerNow(ours(200));
  assert.equal(await first, 0);
  assert.equal(asked.length, 1);
});

test('a tap can be withdrawn until it may have arrived', async () => {
  await addTap(tapOf('one'));
  await addTap(tapOf('two'));
  assert.equal(await withdrawTap('one'), true);
  server.answer = () => Promise.reject(new TypeError('the answer is lost'));
  await send();
  assert.equal((await listTaps())[0].isOnItsWay, true);
  assert.equal(await withdrawTap('two'), false);
  assert.deepEqual(sentKeys(), ['two']);
});

test('a refusal stays until it was read, with its sentence', async () => {
  await addTap(tapOf('one'));
  server.answer = () => ours(409, { sentence: 'It was resolved.', url: '/issues/K7F3', offer: null });
  assert.equal(await send(), 0);
  const [tap] = await listTaps();
  assert.deepEqual([tap.state, tap.answer?.sentence, tap.answer?.status], ['answered', 'It was resolved.', 409]);
  assert.deepEqual(await countTaps(), { waiting: 0, answers: 1, remarks: 0, others: 0 });
  await dismissAnswer('one');
  assert.deepEqual(await listTaps(), []);
});

test('a refusal that was cut off within its head is asked for once more', async () => {
  await addTap(tapOf('one'));
  server.answer = () => new Response(null, { status: 409, headers: { 'Ownit-Protocol': '1' } });
  assert.equal(await send(), 1);
  server.answer = () => ours(409, { sentence: 'Ben was faster.' });
  assert.equal(await send(), 0);
  assert.equal((await listTaps())[0].answer?.sentence, 'Ben was faster.');
});

test('what is done without all of its photos says so until it was read', async () => {
  const blob = new Blob(['a photo'], { type: 'image/jpeg' });
  await addTap(tapOf('one', { files: [{ name: 'photo', filename: 'a.jpg', blob }] }));
  server.answer = () => ours(200, { sentence: 'Saved without one photo.' });
  await send();
  assert.deepEqual(await countTaps(), { waiting: 0, answers: 0, remarks: 1, others: 0 });
  await dismissAnswer('one');
  assert.deepEqual(await listTaps(), []);
});

test('503 is obeyed: not before the time that it names, even if asked', async () => {
  await addTap(tapOf('one'));
  server.answer = () => ours(503, {}, { 'Retry-After': '60' });
  await send();
  assert.equal((await listTaps())[0].hasRetryAfter, true);
  mock.timers.tick(59_000);
  server.answer = () => ours(200);
  assert.equal(await send(), 1);
  assert.equal(asked.length, 1);
  mock.timers.tick(1_000);
  assert.equal(await send(), 0);
});

test('what fails is tried again later and later, and at once where somebody asks', async () => {
  await addTap(tapOf('one'));
  server.answer = () => foreign(502);
  server.isThere = false;
  const waits = [];
  for (let n = 0; n < 8; n++) {
    await sendQueue({ wait: true });
    waits.push((await listTaps())[0].nextAt - Date.now());
    mock.timers.tick(waits[n]);
  }
  assert.deepEqual(
    waits,
    [5, 10, 20, 40, 80, 160, 300, 300].map((seconds) => 1000 * seconds),
  );
  server.isThere = true;
  server.answer = () => ours(200);
  await sendQueue({ wait: true });
  assert.equal((await listTaps()).length, 0);
});

test('nothing is asked of a server that is away, and nothing called sent', async () => {
  await addTap(tapOf('one'));
  server.isThere = false;
  assert.equal(await send(), 1);
  assert.equal(asked.length, 0);
  assert.equal((await listTaps())[0].isOnItsWay, false);
});

test('a tap at which the server breaks is an answer after five tries, and holds up its own issue alone', async () => {
  for (const [key, ref] of [
    ['breaks', 'K7F3'],
    ['same', 'K7F3'],
    ['other', 'M2P4'],
  ])
    await addTap(tapOf(key, { ref }));
  server.answer = ({ body }) => ours(body?.get('key') === 'breaks' ? 500 : 200, { sentence: 'It broke.' });
  await send();
  assert.deepEqual(sentKeys(), ['breaks', 'other']);
  for (let n = 0; n < 4; n++) {
    mock.timers.setTime((await listTaps())[0].nextAt);
    await send();
  }
  await send();
  assert.deepEqual(await states(), [['breaks', 'answered']]);
  assert.deepEqual(sentKeys(), ['breaks', 'other', 'breaks', 'breaks', 'breaks', 'breaks', 'same']);
  await retryTap('breaks');
  server.answer = () => ours(200);
  await send();
  assert.deepEqual(await states(), []);
});

test('tries in quick succession count once', async () => {
  await addTap(tapOf('one'));
  server.answer = () => ours(500);
  for (let n = 0; n < 9; n++) await send();
  assert.deepEqual(await states(), [['one', 'waiting']]);
  assert.equal((await listTaps())[0].strikes, 2);
});

/** Each answer of ours that judges nothing. @type {[number, Record<string, string>][]} */
const UNJUDGED = [
  [503, { 'Retry-After': '5' }],
  [503, { 'Retry-After': '300' }],
  [504, {}],
  [408, {}],
  [400, {}],
  [429, { 'Retry-After': '5' }],
];

test('a tap that our server alone never takes holds up its own issue alone, and is told', async () => {
  for (const [status, headers] of UNJUDGED) {
    await wipe();
    await signIn('ana');
    await addTap(tapOf('slow'));
    await addTap(tapOf('same'));
    await addTap(tapOf('other', { ref: 'M2P4' }));
    server.answer = ({ body }) => (body?.get('key') === 'slow' ? ours(status, {}, headers) : ours(200));
    await send();
    assert.deepEqual(sentKeys(), ['slow', 'other'], String(status));
    const begun = Date.now();
    for (let n = 0; n < 9; n++) {
      mock.timers.setTime((await listTaps())[0].nextAt);
      await send();
    }
    assert.ok(Date.now() - begun > 15 * MINUTE, `${status}: not given up within minutes`);
    const [tap, ...others] = await listTaps();
    assert.deepEqual([tap.state, tap.answer?.isBlocked], ['answered', true], String(status));
    assert.match(tap.answer?.sentence ?? '', new RegExp(`Own It could not take this \\(${status}\\)\\. It may have arrived\\.`));
    await send();
    assert.deepEqual(others.length && sentKeys().at(-1), 'same');
  }
});

test('a database that takes nothing is no fault of a tap: nothing is given up', async () => {
  await addTap(tapOf('one'));
  await addTap(tapOf('other', { ref: 'M2P4' }));
  server.answer = () => ours(503, {}, { 'Retry-After': '60' });
  server.isReady = false;
  for (let n = 0; n < 30; n++) {
    await send();
    mock.timers.setTime((await listTaps())[0].nextAt);
  }
  assert.deepEqual(await states(), [
    ['one', 'waiting'],
    ['other', 'waiting'],
  ]);
  assert.ok(!sentKeys().includes('other'), 'the next one would only be one more for a server that cannot');
  server.isReady = true;
  server.answer = () => ours(200);
  assert.equal(await send(), 0);
});

test('a tap too large for a proxy is an answer at once, and others are sent', async () => {
  await addTap(tapOf('large'));
  await addTap(tapOf('other', { ref: 'M2P4' }));
  server.answer = ({ body }) => (body?.get('key') === 'large' ? foreign(413) : ours(200));
  assert.equal(await send(), 0);
  const [tap] = await listTaps();
  assert.deepEqual([tap.key, tap.answer?.isBlocked], ['large', true]);
  assert.match(tap.answer?.sentence ?? '', /\(413\)\. It was not done\./);
});

test('a page of others in the place of the answer is none', async () => {
  await addTap(tapOf('one'));
  server.answer = () => foreign(200);
  assert.equal(await send(), 1);
});

test('nothing is given up while the server is away, whatever answers in its place', async () => {
  for (const status of [502, 500, 426]) {
    await wipe();
    await signIn('ana');
    await addTap(tapOf('one'));
    server.answer = () => foreign(status);
    await send();
    server.isThere = false;
    for (let n = 0; n < 20; n++) {
      mock.timers.setTime((await listTaps())[0].nextAt);
      await send();
    }
    assert.deepEqual(await states(), [['one', 'waiting']], String(status));
  }
});

test('a breakdown of others is not called a refusal of ours', async () => {
  await addTap(tapOf('one'));
  server.answer = () => foreign(500);
  for (let n = 0; n < 5; n++) {
    await send();
    mock.timers.setTime((await listTaps())[0].nextAt);
  }
  const [tap] = await listTaps();
  assert.deepEqual([tap.state, tap.answer?.isBlocked], ['answered', true]);
  assert.match(tap.answer?.sentence ?? '', /\(500\)\. It may have arrived\./);
});

test('a time to wait that is none is not obeyed', async () => {
  for (const asks of ['-3600', '-0.001', '0', 'soon', 'Mon, 30 Nov 2026 12:00:00 GMT', 'NaN']) {
    await wipe();
    await signIn('ana');
    await addTap(tapOf('one'));
    server.answer = () => ours(503, {}, { 'Retry-After': asks });
    await send();
    const [{ nextAt, hasRetryAfter }] = await listTaps();
    assert.deepEqual([nextAt - Date.now(), hasRetryAfter], [5000, false], asks);
  }
  server.answer = () => ours(503, {}, { 'Retry-After': '1e12' });
  mock.timers.tick(5000);
  await send();
  assert.equal((await listTaps())[0].nextAt - Date.now(), 5 * MINUTE);
});

test('a photo that the browser has lost holds up nothing, and its words go', async () => {
  const blob = new Blob(['a photo'], { type: 'image/jpeg' });
  for (const [key, broken] of [
    ['gone', undefined],
    ['altered', [{ iv: new Uint8Array(12), body: new ArrayBuffer(30) }]],
  ]) {
    await addTap(tapOf(/** @type {string} */ (key), { files: [{ name: 'photo', filename: 'a.jpg', blob }] }));
    await transact(['photos'], 'readwrite', (of) => {
      if (broken) of('photos').put(broken, /** @type {string} */ (key));
      else of('photos').delete(/** @type {string} */ (key));
      return () => {};
    });
  }
  await addTap(tapOf('behind'));
  assert.equal(await send(), 0);
  assert.deepEqual(sentKeys(), ['gone', 'altered', 'behind']);
  for (const { body } of asked.slice(0, 2)) {
    const photo = /** @type {FormData} */ (body).get('photo');
    assert.equal(await /** @type {File} */ (photo).text(), 'lost', 'not empty: the server says what is missing');
  }
});

test('a tap that may have arrived is not sent again after a month, when the server forgot its key', async () => {
  await addTap(tapOf('one'));
  await addTap(tapOf('never left'));
  server.answer = () => Promise.reject(new TypeError('the answer is lost'));
  server.isThere = true;
  await sendQueue({ force: true, wait: true, atOnce: 'one' });
  asked.length = 0;
  mock.timers.tick(30 * DAY);
  server.answer = () => ours(200);
  await send();
  assert.deepEqual(sentKeys(), ['never left']);
  assert.match((await listTaps())[0].answer?.sentence ?? '', /No answer for a month/);
});

test('a session that is over takes the key away, and what waits stays theirs', async () => {
  await addTap(tapOf('one'));
  server.answer = () => ours(401);
  await assert.rejects(send(), NoKey);
  assert.equal(await currentPerson(), null);
  assert.deepEqual(await countTaps(), { waiting: 0, answers: 0, remarks: 0, others: 1 });
  assert.deepEqual(await listTaps(), []);
  await signIn('ana');
  assert.equal((await listTaps())[0].isOnItsWay, true);
});

test('an answer to a session of before takes no key away', async () => {
  await addTap(tapOf('one'));
  server.answer = async () => {
    await forgetKey('ana');
    await signIn('ana');
    return ours(401);
  };
  await send();
  assert.equal(await currentPerson(), 'ana');
});

test('what had not left when the phone was handed over can still be withdrawn', async () => {
  for (const key of ['one', 'two']) await addTap(tapOf(key));
  server.answer = async () => {
    await forgetKey('ben');
    await signIn('ben');
    return ours(200);
  };
  await send();
  await forgetKey('ana');
  await signIn('ana');
  assert.deepEqual(
    (await listTaps()).map(({ key, isOnItsWay }) => [key, isOnItsWay]),
    [['two', false]],
  );
});

test('a full phone, which can note nothing, withdraws nothing that may have arrived', async (context) => {
  await addTap(tapOf('one'));
  const { put } = IDBObjectStore.prototype;
  /** @this {IDBObjectStore} @param {any[]} how */
  function putOnFull(...how) {
    const { name, transaction } = this;
    if (name === 'marks') {
      Object.defineProperty(transaction, 'error', { value: new DOMException('full', 'QuotaExceededError') });
      queueMicrotask(() => transaction.abort());
    }
    return put.apply(this, /** @type {any} */ (how));
  }
  context.mock.method(IDBObjectStore.prototype, 'put', putOnFull);
  const withdrawn = /** @type {boolean[]} */ ([]);
  server.answer = async () => {
    withdrawn.push(await withdrawTap('one'));
    throw new TypeError('the answer is lost');
  };
  await sendQueue({ wait: true, atOnce: 'one' });
  withdrawn.push(await withdrawTap('one'));
  assert.deepEqual(withdrawn, [false, false]);
  assert.equal((await listTaps())[0].isOnItsWay, true);
});

test('nothing is sent or read in the name of somebody else', async () => {
  await addTap(tapOf('one'));
  await forgetKey('ben');
  await signIn('ben');
  await assert.rejects(addTap(tapOf('two')), NoKey);
  assert.equal(await send(), 0);
  assert.equal(asked.length, 0);
  assert.deepEqual(await countTaps(), { waiting: 0, answers: 0, remarks: 0, others: 1 });
});

test('what was answered for somebody else does not wait', async () => {
  for (const key of ['one', 'two']) await addTap(tapOf(key));
  server.answer = ({ body }) => ours(body?.get('key') === 'one' ? 409 : 503);
  await send();
  await forgetKey();
  assert.deepEqual(await countTaps(), { waiting: 0, answers: 0, remarks: 0, others: 1 });
});
