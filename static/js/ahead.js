// @ts-check
/* At home, tells the service worker what may be needed without a connection: the issues that are mine or asked of
   me, each with the version that home shows. It fetches what this phone does not have yet. */

const MOST = 20;

/** @returns {[string, string][]} paths and versions, the most urgent first */
function aheadOf() {
  const cards = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-ahead]'));
  return [...cards].slice(0, MOST).map(({ dataset }) => [dataset.ahead ?? '', dataset.version ?? '']);
}

function askAhead() {
  if ('old' in document.body.dataset || !('signedIn' in document.body.dataset)) return;
  navigator.serviceWorker?.controller?.postMessage({ type: 'ahead', pages: aheadOf() });
}

export function startAhead() {
  askAhead();
  document.addEventListener('ownit:fresh', askAhead);
  navigator.serviceWorker?.addEventListener('controllerchange', askAhead);
}
