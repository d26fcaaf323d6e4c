/* The number on the app's icon, and in the title of home, as long as a page is open. */

import { fetchBadge, setBadge } from '../lib/app-badge.js';

/** Home says it itself, also in its title; a copy that was kept says how it was. */
async function showBadge() {
  const home = /** @type {HTMLElement | null} */ (document.querySelector('#home[data-waiting]'));
  if (document.body.dataset.old !== undefined) return;
  if (!home) return fetchBadge();
  const count = Number(home.dataset.waiting);
  const title = document.title.replace(/^\(\d+\) /, '');
  document.title = count ? `(${count}) ${title}` : title;
  await setBadge(count);
}

export function startBadge() {
  const { dataset } = document.body;
  const quietly = () => showBadge().catch(() => {});
  // Nobody is signed in: what was left of somebody goes.
  if (dataset.person === undefined) return void (dataset.shell === undefined && setBadge(0).catch(() => {}));
  for (const event of ['ownit:replaced', 'htmx:after:swap']) document.addEventListener(event, quietly);
  quietly();
}
