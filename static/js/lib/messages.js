/* Messages in the reader's language: English, which is their id, where the page brings no others. web/language/
   scripts.py writes the script that brings them; the service worker reads them from it (static/sw/messages.js). */

import { isolated } from './isolated-text.js';
import { locale } from './locale.js';

/** @typedef {Record<string, string | Record<string, string>>} Translated by their English; plural ones by category */

/* Where that script puts them, and the service worker. */
export const global = /** @type {{ ownItMessages?: Translated }} */ (globalThis);

/**
 * @param {string} words with named values, such as `Photo %(number)s`
 * @param {Record<string, unknown>} [values]
 */
export function message(words, values = {}) {
  const found = global.ownItMessages?.[words];
  return filled(typeof found === 'string' ? found : words, values);
}

/**
 * `num` is a value, too.
 * @param {string} one
 * @param {string} several
 * @param {number} num
 * @param {Record<string, unknown>} [values]
 */
export function messages(one, several, num, values = {}) {
  const forms = global.ownItMessages?.[one];
  const all = { num, ...values };
  if (typeof forms !== 'object') return message(num === 1 ? one : several, all);
  return filled(forms[new Intl.PluralRules(locale).select(num)] ?? forms.other, all);
}

/**
 * Texts that people wrote are isolated, here and nowhere else.
 * @param {string} words
 * @param {Record<string, unknown>} values
 */
function filled(words, values) {
  return words.replace(/%\((\w+)\)s|%%/g, (_all, name) => {
    const value = /** @type {any} */ (name ? values[name] : '%');
    return typeof value === 'string' ? isolated(value, words) : value;
  });
}
