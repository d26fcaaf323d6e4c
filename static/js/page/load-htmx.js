/* htmx is fetched when somebody is about to use a form that it sends: to read a page it is not needed. */

const PATIENCE = 500; // milliseconds: a tap that waits for the script is not kept yet

/** @type {Promise<boolean> | undefined} */
let loading;

/** @returns {Promise<boolean>} whether it is there; where it cannot be fetched, forms are sent without it */
export default function loadHtmx() {
  loading ??= import('./set-up-htmx.js').then(
    () => true,
    () => false,
  );
  return loading;
}

/** Where it takes longer, what was tapped is kept first, and its answer is a page. */
export const isHtmxSoon = () => Promise.race([loadHtmx(), new Promise((done) => setTimeout(done, PATIENCE, false))]);

/** Before a button is let go, or while something is typed, it has arrived. */
export function watchForms() {
  for (const event of ['pointerdown', 'focusin'])
    document.addEventListener(
      event,
      ({ target }) => /** @type {Element} */ (target).closest?.('form[hx-post], [data-sheet]') && loadHtmx(),
    );
}
