/* Shows how to put Own It on this phone's home screen, with the browser's own button where it has one. */

import { isInstalled, showOwnHelp } from './platform.js';

/** @param {HTMLElement} section */
export default function install(section) {
  const button = /** @type {HTMLElement} */ (section.querySelector('[data-install]'));
  const done = /** @type {HTMLElement} */ (section.querySelector('[data-installed]'));
  if (isInstalled()) {
    done.hidden = false;
    section.querySelectorAll('details').forEach((help) => (help.hidden = true));
    return;
  }
  showOwnHelp(section);
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    button.hidden = false;
    button.onclick = () => /** @type {any} */ (event).prompt();
  });
  window.addEventListener('appinstalled', () => {
    button.hidden = true;
    done.hidden = false;
  });
}
