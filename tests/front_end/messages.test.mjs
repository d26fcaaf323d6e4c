/* Messages: English as their id, the page's own in their place, values, plural forms, the pseudo-locale. */

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { global, message, messages } from '../../static/js/lib/messages.js';

afterEach(() => {
  delete global.ownItMessages;
});

test('without others a message is English', () => {
  assert.equal(message('Sending … %(percent)s %%', { percent: 40 }), 'Sending … 40 %');
  assert.equal(messages('One tap', '%(num)s taps', 1), 'One tap');
  assert.equal(messages('One tap', '%(num)s taps', 2), '2 taps');
});

test('the page’s own are shown, and English where it has none', () => {
  global.ownItMessages = { 'One tap': { one: 'Ein Tipp', other: '%(num)s Tipps' }, 'Photo %(number)s': '%(number)s. Foto' };
  assert.equal(message('Photo %(number)s', { number: 3 }), '3. Foto');
  assert.equal(messages('One tap', '%(num)s taps', 1), 'Ein Tipp');
  assert.equal(messages('One tap', '%(num)s taps', 5), '5 Tipps');
  assert.equal(messages('One photo', '%(num)s photos', 5), '5 photos');
  assert.equal(message('Discard'), 'Discard');
});

test('a category that the catalogue has no form for is the usual one', () => {
  global.ownItMessages = { 'One tap': { other: '%(num)s dokunuş' } };
  assert.equal(messages('One tap', '%(num)s taps', 1), '1 dokunuş');
});

test('a value with a direction of its own is isolated, a number is not', () => {
  const arabic = '\u062a\u0645 %(what)s';
  global.ownItMessages = { 'Done: %(what)s': arabic };
  assert.equal(message('Done: %(what)s', { what: 'Lift' }), '\u062a\u0645 \u2068Lift\u2069');
  assert.equal(message('Done: %(what)s', { what: 3 }), '\u062a\u0645 3');
});

test('the pseudo-locale has every message, as the server writes it', async () => {
  await import('../../static/js/lib/pseudo-messages.js');
  assert.equal(message('Tapped %(time)s', { time: '10:28' }), '[Táppéd 10:28 on]');
  assert.equal(messages('One tap', '%(num)s taps', 2), '[2 tápš o]');
});
