/* At a desk both pages lie open for hours: what does not refresh itself is fetched again now and then. */

import { revalidate } from '../page/revalidate.js';

const EVERY = 15000; // milliseconds

/** The part of this page that changes; never over what is typed or held. */
export function keepFresh() {
  const { fresh, every } = document.getElementById('main')?.dataset ?? {};
  if (!fresh || every) return;
  setInterval(() => {
    // It says so when it cannot; a look of the page's own recovers.
    revalidate(fresh).catch(() => (document.body.dataset.old = ''));
  }, EVERY);
}
