/* Which kind of phone this is, only to choose which words of help to show. */

/** @returns {'ios' | 'android' | 'desktop'} */
export function platform() {
  const agent = navigator.userAgent;
  // An iPad calls itself a Macintosh, but no Macintosh has a touch screen.
  if (/iPhone|iPad|iPod/.test(agent)) return 'ios';
  if (/Macintosh/.test(agent) && navigator.maxTouchPoints > 1) return 'ios';
  return /Android/.test(agent) ? 'android' : 'desktop';
}

export function isInstalled() {
  return matchMedia('(display-mode: standalone)').matches || navigator.standalone === true;
}

/** Shows the help for this platform among several. @param {ParentNode} region */
export function showOwnHelp(region) {
  for (const help of region.querySelectorAll('[data-platform]')) {
    /** @type {HTMLElement} */ (help).hidden = help.getAttribute('data-platform') !== platform();
  }
}
