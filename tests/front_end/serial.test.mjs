/* Work that must not overtake itself. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

const { inTurn } = await import('../../static/js/lib/serial.js');

const after = (/** @type {number | undefined} */ time) => new Promise((resolve) => setTimeout(resolve, time));

test('a slow look that began first is not shown after a quick one', async () => {
  /** @type {string[]} */
  const shown = [];
  const found = ['old', 'new'];
  const waits = [30, 1];
  const look = inTurn(async () => {
    const words = found.shift() ?? 'none';
    await after(waits.shift());
    shown.push(words);
  });
  await Promise.all([look(), after(5).then(look)]);
  assert.deepEqual(shown, ['old', 'new']);
});

test('what is asked for many times meanwhile is done once more, and once', async () => {
  let runs = 0;
  const work = inTurn(async () => {
    runs += 1;
    await after(5);
  });
  work();
  await after(1);
  await Promise.all([work(), work(), work()]);
  assert.equal(runs, 2);
});

test('one that fails does not stop the next one', async () => {
  let isBroken = true;
  const work = inTurn(async () => {
    if (isBroken) throw new Error('broken');
    return 'done';
  });
  await assert.rejects(work());
  isBroken = false;
  assert.equal(await work(), 'done');
});
