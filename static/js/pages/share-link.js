/* Hands a link on through the phone's own share sheet, or copies it. */

/** @param {HTMLElement} region */
export default function shareLink(region) {
  const link = { title: region.dataset.title, url: region.dataset.url ?? '' };
  const find = (/** @type {string} */ name) => /** @type {HTMLElement} */ (region.querySelector(`[${name}]`));

  const shareButton = find('data-share');
  shareButton.hidden = !navigator.share;
  // Closing the share sheet is an answer too, not an error.
  shareButton.addEventListener('click', () => navigator.share(link).catch(() => {}));

  const copyButton = find('data-copy');
  copyButton.hidden = !navigator.clipboard;
  copyButton.addEventListener('click', async () => {
    await navigator.clipboard.writeText(link.url);
    find('data-copied').hidden = false;
  });
}
