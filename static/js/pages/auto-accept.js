/* Whoever scanned a colleague's code means yes: sends the page's one form as soon as somebody sees it, once.
   Not while the browser only fetches ahead, and not again when somebody comes back to the page. */

/** @param {HTMLElement} region */
export default function autoAccept(region) {
  const form = /** @type {HTMLFormElement} */ (region);
  const mark = `ownit-arrived ${form.getAttribute('action')}`;
  const isSent = () => sessionStorage.getItem(mark) !== null;

  function send() {
    if (document.hidden || document.prerendering || isSent()) return;
    sessionStorage.setItem(mark, 'sent');
    form.requestSubmit(form.querySelector('button'));
  }

  form.addEventListener('submit', () => sessionStorage.setItem(mark, 'sent'));
  document.addEventListener('visibilitychange', send);
  document.addEventListener('prerenderingchange', send);
  send();
}
