/* Words of people inside of sentences of ours. Knows no page. */

/* Letters that run from right to left (Unicode, UAX #9, classes R and AL). */
const RUNS_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** To stand in a sentence of plain text: letters that run from right to left turn nothing around them (U+2068 and
 * U+2069); as in web/rules/text.py. @param {string} text */
export function isolated(text) {
  return RUNS_LEFT.test(text) ? `\u2068${text}\u2069` : text;
}
