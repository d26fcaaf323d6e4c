/* Which of two, when summer time ends and the clock shows an hour twice; as in web/rules/clock.py. */

const SET_BACK = [30, 60, 120]; // minutes, in the zones of this world

/** @param {(at: number) => string} show the clock and the day, as people read them @param {number} at milliseconds
 *    since 1970 @returns {'summer' | 'winter' | ''} empty where the clock shows it once */
export function whichOfTwo(show, at) {
  const isShownAgain = (/** @type {number} */ minutes) => show(at + minutes * 60000) === show(at);
  if (SET_BACK.some(isShownAgain)) return 'summer';
  return SET_BACK.some((minutes) => isShownAgain(-minutes)) ? 'winter' : '';
}
