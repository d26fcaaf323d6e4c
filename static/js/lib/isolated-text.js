/* Values inside of sentences. Knows no page. */

/* Letters that run from right to left (Unicode, UAX #9, classes R and AL). */
const RUNS_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
/* Digits and the letters of most others. */
const RUNS_RIGHT = /[\dA-\u058f\u0900-\ud7ff]/;
const ISOLATE = '\u2068';

/** To stand in a sentence of plain text: what runs the other way turns nothing around it (U+2068 and U+2069); as in
 * web/language/direction.py. @param {string} text @param {string} sentence */
export function isolated(text, sentence) {
  const turns = RUNS_LEFT.test(sentence) ? RUNS_RIGHT : RUNS_LEFT;
  return turns.test(text) && !text.includes(ISOLATE) ? `${ISOLATE}${text}\u2069` : text;
}
