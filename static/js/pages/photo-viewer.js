/* From photo to photo by arrow keys and by a swipe. The way back leads to where the first was opened from. */

const SWIPE = 60; // pixels across, at least, and twice as many as along

/** @param {HTMLElement} region */
export default function startViewer(region) {
  const isMirrored = getComputedStyle(region).direction === 'rtl';
  /* Where a finger came down; none while there are two. */
  /** @type {Touch | null} */
  let down = null;

  /** @param {boolean} isRight towards which side @returns {boolean} whether there is one */
  function go(isRight) {
    const link = /** @type {HTMLAnchorElement | null} */ (region.querySelector(isRight === isMirrored ? '[rel="prev"]' : '[rel="next"]'));
    if (link) location.replace(link.href);
    return link !== null;
  }

  document.addEventListener('keydown', (event) => {
    const isArrow = event.key === 'ArrowRight' || event.key === 'ArrowLeft';
    if (isArrow && !event.altKey && !event.metaKey && go(event.key === 'ArrowRight')) event.preventDefault();
  });
  region.addEventListener('click', (event) => {
    const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest('[rel]'));
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    location.replace(link.href);
  });
  const onTouch = (/** @type {TouchEvent} */ { touches }) => (down = touches.length === 1 ? touches[0] : null);
  region.addEventListener('touchstart', onTouch, { passive: true });
  region.addEventListener('touchend', ({ changedTouches: [up] }) => {
    if (!down || (window.visualViewport?.scale ?? 1) > 1) return; // zoomed in, a finger moves the photo
    const [across, along] = [up.clientX - down.clientX, Math.abs(up.clientY - down.clientY)];
    if (Math.abs(across) > Math.max(SWIPE, 2 * along)) go(across < 0);
  });
}
