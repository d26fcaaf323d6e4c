// @ts-check
/* What Safari 15 does not have yet, so that nothing throws there in the middle of a tap: AbortSignal.timeout and
   requestSubmit came with 16 (MDN browser-compat-data). Stands first in each bundle. */

AbortSignal.timeout ??= (limit) => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new DOMException('Too late.', 'TimeoutError')), limit);
  return controller.signal;
};

/** As the button does it, with validation and the event; by a hidden one where none is named.
 * @this {HTMLFormElement} @param {HTMLElement | null} [button] */
function submitByButton(button) {
  const made = button ? null : Object.assign(document.createElement('button'), { hidden: true });
  if (made) this.append(made);
  (button ?? made)?.click();
  made?.remove();
}

if (globalThis.HTMLFormElement) HTMLFormElement.prototype.requestSubmit ??= submitByButton;
