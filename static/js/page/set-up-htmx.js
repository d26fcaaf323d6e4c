/* htmx, which puts our server's answers into the page under Trusted Types, with evaluation of code taken away from it. */

import htmx from 'htmx.org';

function refuse() {
  throw new Error('Code in attributes is not allowed here.');
}

/* No createScript: a script inside an answer is refused, not run. */
const rules = { createHTML: (/** @type {string} */ html) => html };

htmx.registerExtension('ownit', {
  /** @param {any} api */
  init: (api) => api.initSecurity(window.trustedTypes?.createPolicy('htmx', rules) ?? rules, refuse, refuse),
});
Object.assign(htmx.config, { history: false, defaultTimeout: 15000 });
htmx.process(document.body);
