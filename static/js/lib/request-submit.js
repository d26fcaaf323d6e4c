/* As lib/older-browsers.js, for pages: requestSubmit came with Safari 16 as well. */

/** As the button does it, with validation and the event; by a hidden one where none is named.
 * @this {HTMLFormElement} @param {HTMLElement | null} [button] */
function submitByButton(button) {
  const made = button ? null : Object.assign(document.createElement('button'), { hidden: true });
  if (made) this.append(made);
  (button ?? made)?.click();
  made?.remove();
}

HTMLFormElement.prototype.requestSubmit ??= submitByButton;
