// @ts-check
/* Lets htmx put our server's answers into the page under Trusted Types, and takes evaluation of code
   away from it. A classic script: it has to register before htmx starts at DOMContentLoaded. */
(() => {
  // No createScript: a script inside an answer is refused, not run.
  const rules = { createHTML: (/** @type {string} */ html) => html };

  function refuse() {
    throw new Error('Code in attributes is not allowed here.');
  }

  // @ts-ignore htmx is a global of the script loaded before this one.
  window.htmx.registerExtension('ownit', {
    /** @param {any} api */
    init: (api) => {
      // @ts-ignore
      const policy = window.trustedTypes?.createPolicy('htmx', rules) ?? rules;
      api.initSecurity(policy, refuse, refuse);
    },
  });
})();
