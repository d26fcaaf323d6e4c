/* A tap is as old as it is, whatever the clock of the phone says by then. */

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { asked, server, signIn, tapOf, wipe } from './phone.mjs';

const { addTap, listTaps, sendQueue } = await import('../../static/js/offline/queue.js');
const { clockCorrection, restartClock } = await import('../../static/js/offline/clock-corrections.js');

const HOUR = 3_600_000;
let now = Date.UTC(2026, 10, 29, 12);
let monotonic = 1000;
mock.method(Date, 'now', () => now);
mock.method(performance, 'now', () => monotonic);
/** @param {number} time both clocks go on */
const pass = (time) => {
  now += time;
  monotonic += time;
};

/** @param {'visible' | 'hidden'} visibilityState of the page */
const look = (visibilityState) =>
  Object.defineProperty(globalThis, 'document', { value: { visibilityState, dispatchEvent() {} }, configurable: true });

beforeEach(async () => {
  await wipe();
  await signIn('ana');
  look('visible');
  restartClock();
});

/** @returns {number} milliseconds, as the server reads it */
function age() {
  const { headers } = asked[0];
  return Number(headers.get('Ownit-Sent')) - Number(headers.get('Ownit-Tapped'));
}

for (const hours of [-5, 3, 48]) {
  test(`a clock that is set by ${hours} hours makes no tap older or younger`, async () => {
    await addTap(tapOf('one', { tappedAt: now }));
    pass(60_000);
    now += hours * HOUR;
    await sendQueue({ force: true, wait: true });
    assert.equal(age(), 60_000);
  });
}

test('what happens while nobody looks is no correction: the phone may have slept', async () => {
  await addTap(tapOf('one', { tappedAt: now }));
  look('hidden');
  now += 2 * HOUR;
  await sendQueue({ force: true, wait: true });
  assert.equal(age(), 2 * HOUR);
});

test('less than half a minute is none', async () => {
  await addTap(tapOf('one', { tappedAt: now }));
  now += 20_000;
  await sendQueue({ force: true, wait: true });
  assert.equal(age(), 20_000);
  assert.equal(await clockCorrection(), 0);
});

const SIX_YEARS = 6 * 365 * 24 * HOUR;
const lost = () => Promise.reject(new TypeError('the answer is lost'));

test('a tap whose answer was lost is sent again although the clock was years slow when it left', async () => {
  const right = now;
  now -= SIX_YEARS;
  restartClock();
  await addTap(tapOf('one', { tappedAt: now }));
  server.answer = lost;
  await sendQueue({ force: true, wait: true, atOnce: 'one' });
  pass(60_000);
  now = right;
  server.answer = () => new Response('{}', { headers: { 'Ownit-Protocol': '1' } });
  await sendQueue({ force: true, wait: true });
  assert.deepEqual(await listTaps(), []);
  assert.equal(asked.length, 2);
});

test('a clock that was set before a tap left makes it no younger: after a month it is not sent again', async () => {
  now -= SIX_YEARS;
  restartClock();
  await addTap(tapOf('one', { tappedAt: now }));
  now += SIX_YEARS;
  server.answer = lost;
  await sendQueue({ force: true, wait: true, atOnce: 'one' });
  pass(30 * 24 * HOUR);
  await sendQueue({ force: true, wait: true });
  assert.match((await listTaps())[0].answer?.sentence ?? '', /No answer for a month/);
  assert.equal(asked.length, 1);
});
