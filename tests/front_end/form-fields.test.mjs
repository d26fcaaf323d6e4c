/* What a form holds: typed, chosen, as made, and filled in again. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillIn, isSame, madeIn, typedIn, wordsOf } from '../../static/js/drafts/form-fields.js';

const option = (/** @type {string} */ value, defaultSelected = false) => ({ value, defaultSelected });

/** The fields of an update, with a site to choose. @returns {any[]} */
const update = () => [
  { name: 'key', type: 'hidden', value: 'k1', defaultValue: 'k1' },
  { name: 'what', type: 'radio', value: 'told', checked: true, defaultChecked: true },
  { name: 'what', type: 'radio', value: 'not-yet', checked: false, defaultChecked: false },
  { name: 'text', type: 'textarea', value: 'At noon', defaultValue: '' },
  { name: 'released', type: 'checkbox', value: 'yes', checked: false, defaultChecked: true },
  { name: 'by', type: 'radio', value: '30', checked: false, defaultChecked: false },
  { name: 'at', type: 'time', value: '', defaultValue: '' },
  { name: 'site_id', type: 'select-one', value: '2', options: [option('1'), option('2', true)] },
  { name: 'photo', type: 'file', value: 'C:\\fakepath\\a.jpg', defaultValue: '' },
  { name: 'find', type: 'search', value: 'Ben', defaultValue: '' },
  { name: '', type: 'button', value: '' },
];

test('what is typed and chosen is read; not keys, files, searches and buttons', () => {
  assert.deepEqual(typedIn(update()), { what: 'told', text: 'At noon', released: '', at: '', site_id: '2' });
});

test('what the server made is read, whatever was typed since', () => {
  assert.deepEqual(madeIn(update()), { what: 'told', text: '', released: 'yes', at: '', site_id: '2' });
});

test('a draft is filled in again', () => {
  const form = update();
  const draft = { what: 'not-yet', text: 'At one', released: 'yes', by: '30', at: '17:45', site_id: '1' };
  for (const [name, value] of Object.entries(draft)) fillIn(form, name, value);
  assert.deepEqual(typedIn(form), draft);
  for (const [name, value] of Object.entries({ ...draft, released: '' })) fillIn(form, name, value);
  assert.equal(typedIn(form).released, '');
});

test('what is not offered any more changes no choice', () => {
  const form = update();
  fillIn(form, 'what', 'gone');
  fillIn(form, 'site_id', '3');
  fillIn(form, 'gone', 'x');
  assert.deepEqual(typedIn(form), typedIn(update()));
});

test('a key and a file are never filled in', () => {
  const form = update();
  for (const name of ['key', 'photo', 'find']) fillIn(form, name, 'other');
  assert.deepEqual(form, update());
});

test('words are compared apart from choices', () => {
  assert.deepEqual(wordsOf(update()), ['text', 'at']);
  assert.equal(isSame({ text: 'a', by: '1' }, { text: 'a', by: '2' }, ['text']), true);
  assert.equal(isSame({ text: '' }, {}, ['text']), true);
  assert.equal(isSame({ text: 'a' }, {}, ['text']), false);
});
