/* Lets htmx put our server's answers into the page under Trusted Types, and takes evaluation of code away from it. */

function refuse() {
  throw new Error('Code in attributes is not allowed here.');
}

/* No createScript: a script inside an answer is refused, not run. */
const htmxRules = { createHTML: (/** @type {string} */ html) => html };

/** On the pages that have it; before it starts, which is when all scripts of the page have run. */
export function bindHtmx() {
  window.htmx?.registerExtension('ownit', {
    /** @param {any} api */
    init: (api) => {
      const policy = window.trustedTypes?.createPolicy('htmx', htmxRules) ?? htmxRules;
      api.initSecurity(policy, refuse, refuse);
    },
  });
}
