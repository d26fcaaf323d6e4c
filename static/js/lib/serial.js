/* Work that must not overtake itself: what was read later is shown later. */

/** One run at a time, and one more where it was asked for meanwhile, however often.
 * @param {() => Promise<unknown>} work @returns {() => Promise<unknown>} resolves after a run that began since the call */
export function inTurn(work) {
  /** @type {Promise<unknown>} */
  let last = Promise.resolve();
  let isAsked = false;
  return () => {
    if (isAsked) return last;
    isAsked = true;
    const next = () => {
      isAsked = false;
      return work();
    };
    last = last.then(next, next);
    return last;
  };
}
