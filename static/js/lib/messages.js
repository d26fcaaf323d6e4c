// Messages in the reader's language: English, which is their id, where the page brings no others.

/** @type {Record<string, string | Record<string, string>>} */
const translated = /** @type {any} */ (globalThis).ownItMessages ?? {};
const plurals = new Intl.PluralRules(globalThis.document?.documentElement.lang || 'en');

/**
 * @param {string} words with named values, such as `Photo %(number)s`
 * @param {Record<string, unknown>} [values]
 */
export function message(words, values = {}) {
  const found = translated[words];
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
  const forms = translated[one];
  const words = typeof forms === 'object' ? (forms[plurals.select(num)] ?? forms.other) : undefined;
  return filled(words ?? (num === 1 ? one : several), { num, ...values });
}

/**
 * @param {string} words
 * @param {Record<string, unknown>} values
 */
function filled(words, values) {
  return words.replace(/%\((\w+)\)s|%%/g, (_all, name) => (name ? String(values[name]) : '%'));
}
