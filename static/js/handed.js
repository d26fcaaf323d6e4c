// @ts-check
/* This phone is somebody else's now: an open page of whoever had it before goes, and what they had typed. */

const SOON = 2000; // milliseconds; a page that is being left for the next person's has gone by then

/** @param {string | null} person whose answers come now; null: nobody is signed in */
function goOn(person) {
  const { dataset } = document.body;
  if (!('signedIn' in dataset) || dataset.person === person) return;
  if (document.hidden) location.reload();
  else setTimeout(() => location.reload(), SOON);
}

/** What the browser puts back into a page to which somebody returns was typed by whoever was here then. A report
 * is not put back by the browser, but from its own draft. */
function forgetWhatOthersTyped() {
  const { person = '' } = document.body.dataset;
  const before = history.state?.person ?? person;
  history.replaceState({ ...history.state, person }, '');
  if (before === person) return;
  const forms = /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll('form:not([data-module~="drafts"])'));
  // It does so some time after the page was read.
  window.addEventListener('pageshow', () => forms.forEach((form) => form.reset()), { once: true });
}

export function leaveWhenHandedOver() {
  forgetWhatOthersTyped();
  navigator.serviceWorker?.addEventListener('message', ({ data }) => {
    if (data?.type === 'handed-over') goOn(data.person ?? null);
  });
}
