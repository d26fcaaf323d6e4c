/* Tells the service worker what may be needed without a connection: home and the report, from every page; at home the
   issues that are mine or asked of me, each with the version that home shows. It fetches what this phone does not have
   yet. */

const MOST = 20;

/** @returns {[string, string][]} paths and versions, the most urgent first */
function pagesToPrefetch() {
  const cards = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-ahead]'));
  return [...cards].slice(0, MOST).map(({ dataset }) => [dataset.ahead ?? '', dataset.version ?? '']);
}

function requestPrefetch() {
  if ('old' in document.body.dataset || !('signedIn' in document.body.dataset)) return;
  navigator.serviceWorker?.controller?.postMessage({ type: 'ahead', pages: pagesToPrefetch() });
}

export function startPrefetch() {
  requestPrefetch();
  document.addEventListener('ownit:replaced', requestPrefetch);
  navigator.serviceWorker?.addEventListener('controllerchange', requestPrefetch);
}
