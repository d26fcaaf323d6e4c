/* Small rules without a page: bytes as text, directions, first bytes of files, the hour that is shown twice. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base64url, bytesOf } from '../../static/js/lib/base64url.js';
import { isolated } from '../../static/js/lib/isolated-text.js';
import { whichOfTwo } from '../../static/js/lib/summer-time.js';
import { isPicture, isReadByServer } from '../../static/js/photos/photo-type.js';

test('bytes come back as they were, in the alphabet of addresses', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
  for (let length = 0; length < 9; length++) {
    const some = bytes.slice(247 - length, 247 + length);
    const text = base64url(some.buffer);
    assert.match(text, /^[\w-]*$/);
    assert.equal(text, Buffer.from(some).toString('base64url'));
    assert.deepEqual(bytesOf(text), some);
  }
});

test('only what runs the other way than its sentence is isolated', () => {
  const [hebrew, arabic] = ['\u05de\u05e2\u05dc\u05d9\u05ea 3', '\u062a\u0645'];
  assert.equal(isolated('Lift 3', 'Not done'), 'Lift 3');
  assert.equal(isolated(hebrew, 'Not done'), `\u2068${hebrew}\u2069`);
  assert.equal(isolated(hebrew, '“%(words)s”'), `\u2068${hebrew}\u2069`);
  assert.equal(isolated('Lift', arabic), '\u2068Lift\u2069');
  assert.equal(isolated('10:28', arabic), '\u2068' + '10:28' + '\u2069');
  assert.equal(isolated(arabic, arabic), arabic);
  assert.equal(isolated(`\u2068${hebrew}\u2069`, 'Not done'), `\u2068${hebrew}\u2069`);
});

/** @param {number[]} bytes */
const file = (...bytes) => new Blob([Uint8Array.from(bytes)]);
const JPEG = [0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46];
/** @param {string} text @param {number} [before] */
const words = (text, before = 0) => file(...new Array(before).fill(10), ...Buffer.from(text, 'latin1'));

test('first bytes decide what a file is', async () => {
  const read = [file(...JPEG), words('\x89PNG\r\n\x1a\n'), words('RIFF\n\n\n\nWEBP')];
  const drawn = [words('GIF89a'), words('BM\n\n\n\n\0\0\0\0'), words('II*\0'), words('MM\0*'), words('ftypheic', 4), words('ftypavif', 4)];
  const none = [words('<svg '), words('RIFF\n\n\n\nWAVE'), words('ftypmp42', 4), words(' \xff\xd8\xff'), file()];
  for (const one of read) assert.deepEqual([await isReadByServer(one), await isPicture(one)], [true, true]);
  for (const one of drawn) assert.deepEqual([await isReadByServer(one), await isPicture(one)], [false, true]);
  for (const one of none) assert.deepEqual([await isReadByServer(one), await isPicture(one)], [false, false]);
});

/** @param {string} timeZone */
const shownIn = (timeZone) => (/** @type {number} */ at) =>
  new Date(at).toLocaleString('en-GB', { weekday: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', timeZone });

for (const [zone, first, minutes] of /** @type {[string, string, number][]} */ ([
  ['Europe/Vienna', '2026-10-24T23:00Z', 60],
  ['America/New_York', '2026-11-01T04:30Z', 60],
  ['Australia/Lord_Howe', '2026-04-04T14:00Z', 30],
  ['Asia/Tokyo', '2026-10-25T00:00Z', 0],
])) {
  test(`${zone} says which of two for ${minutes} minutes, and for no others`, () => {
    const at = Array.from({ length: 16 }, (_, n) => Date.parse(first) + n * 15 * 60_000);
    const said = at.map((one) => whichOfTwo(shownIn(zone), one));
    for (const word of ['summer', 'winter']) assert.equal(said.filter((one) => one === word).length * 15, minutes);
    assert.ok(said.indexOf('summer') <= said.indexOf('winter'));
  });
}
