/* How times, numbers and lists are written in the language of the page: as on the pages of the server. */

const language = globalThis.document?.documentElement?.lang || 'en';

/* As `formats` in web/language/known.py. */
/** @type {Record<string, string>} */
const FORMATS = { en: 'en-GB', 'en-XA': 'en-GB', ar: 'ar-EG-u-nu-latn', hi: 'hi-IN' };
export const locale = /* @__PURE__ */ (() => FORMATS[language] ?? language)();

/** @param {string[]} several @returns {string} `Own it, Ask someone` */
export function listed(several) {
  return new Intl.ListFormat(locale, { type: 'unit' }).format(several);
}
