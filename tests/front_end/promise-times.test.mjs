/* The chips of a report count as web/rules/promises.py does. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

const { promisedAt } = await import('../../static/js/report/promise-times.js');

/** @param {number} day @param {string} clock */
const at = (day, clock) => Date.parse(`2026-11-${day}T${clock}Z`);
const DAYS = [23, 24, 25, 26, 27];
const SPANS = DAYS.map((day) => [at(day, '09:00'), at(day, '20:00')]);

test('a site that is always open counts by the clock', () => {
  assert.equal(promisedAt(30, null, at(23, '23:10')), at(23, '23:40'));
  assert.equal(promisedAt(2880, null, at(23, '23:10')), at(25, '23:10'));
});

test('hours count while it is open', () => {
  assert.equal(promisedAt(240, SPANS, at(23, '10:30')), at(23, '14:30'));
  assert.equal(promisedAt(240, SPANS, at(23, '19:00')), at(24, '12:00'));
  assert.equal(promisedAt(240, SPANS, at(24, '03:08')), at(24, '13:00'));
  assert.equal(promisedAt(30, SPANS, at(23, '19:30')), at(23, '20:00')); // the moment of closing is open
  assert.equal(promisedAt(30, SPANS, at(23, '19:50')), at(24, '09:20'));
});

test('days go by the calendar, to the next opening', () => {
  assert.equal(promisedAt(2880, SPANS, at(23, '19:00')), at(25, '19:00'));
  assert.equal(promisedAt(2880, SPANS, at(23, '22:00')), at(26, '09:00'));
});

test('what lies after all known hours is not said', () => {
  assert.equal(promisedAt(240, SPANS, at(27, '18:00')), null);
  assert.equal(promisedAt(2880, SPANS, at(27, '18:00')), null);
});
