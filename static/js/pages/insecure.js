/* Over plain http, but for this very machine, browsers let pages neither ring nor keep anything (W3C Secure Contexts):
   what cannot work is not offered, and home says so until somebody has read it. */

const READ = 'ownit-insecure-read';

function isRead() {
  try {
    return localStorage.getItem(READ) !== null;
  } catch {
    return false; // a browser that keeps nothing of a page at all
  }
}

export function markInsecure() {
  document.body.dataset.insecure = isRead() ? 'read' : 'unread';
  document.addEventListener('click', (event) => {
    if (!(/** @type {Element} */ (event.target).closest('[data-insecure-read]'))) return;
    document.body.dataset.insecure = 'read';
    document.getElementById('main')?.focus({ preventScroll: true });
    localStorage.setItem(READ, 'read');
  });
}
