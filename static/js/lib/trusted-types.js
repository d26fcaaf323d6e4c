/* The one door through which our own modules hand text to the browser as HTML or as a script's address. */

const WORKER = '/sw.js';
// Beside this very file, of whichever version it is.
const SHRINK = new URL('shrink-worker.js', import.meta.url).pathname;

const rules = {
  // Only ever given what this server answered to a request of this page.
  createHTML: (/** @type {string} */ html) => html,
  createScriptURL: (/** @type {string} */ url) => {
    if (url !== WORKER && url !== SHRINK) throw new TypeError(`not ours: ${url}`);
    return url;
  },
};

/** @type {typeof rules} */
const policy = window.trustedTypes?.createPolicy('ownit', rules) ?? rules;

/** @param {string} html @returns {Document} an inert document: nothing in it runs */
export function parseHtml(html) {
  return new DOMParser().parseFromString(policy.createHTML(html), 'text/html');
}

/** @returns {Worker} that makes photos small */
export function shrinkWorker() {
  return new Worker(policy.createScriptURL(SHRINK));
}

/** @returns {Promise<ServiceWorkerRegistration>} */
export function registerWorker() {
  return navigator.serviceWorker.register(policy.createScriptURL(WORKER), {
    updateViaCache: 'none',
  });
}
