/* The notices above the report: what another app has shared, and what a copy of the form cannot know. */

import { message, messages } from '../lib/messages.js';
import { showPromiseTimes } from './promise-times.js';

/** @param {string} id @param {boolean} shown */
export function show(id, shown) {
  const notice = document.getElementById(id);
  if (notice) notice.hidden = !shown;
}

/** What the copy of the form cannot know without a network: the place that the sign on the wall names, and whether it is open now. */
export function sayWhatIsUnknown() {
  showPromiseTimes();
  if ('old' in document.body.dataset) show('open-now', false);
  show('place-unknown', 'old' in document.body.dataset && new URL(location.href).searchParams.has('place'));
}

/** What of it did not fit. @param {URLSearchParams} left */
function sayLeftOut(left) {
  const of = (/** @type {string} */ name) => Number(left.get(name)) || 0;
  const [photos, others, large] = [of('photos'), of('others'), of('large')];
  const words = [
    photos &&
      messages('One photo was left out: you can send six at once.', '%(num)s photos were left out: you can send six at once.', photos),
    others &&
      messages(
        'One file was left out: you can share only photos and text here.',
        '%(num)s files were left out: you can share only photos and text here.',
        others,
      ),
    large &&
      messages(
        'One photo was left out: it is too large to be shared. Choose it here.',
        '%(num)s photos were left out: they are too large to be shared. Choose them here.',
        large,
      ),
    of('cut') && message('The text was too long, and its end was left out.'),
  ].filter(Boolean);
  const notice = document.getElementById('shared-left');
  if (notice) Object.assign(notice, { hidden: !words.length, textContent: words.join(' ') });
}

/** Whether what another app shared has got here. @param {boolean} isHere */
export function sayShared(isHere) {
  const here = new URL(location.href);
  if (!here.searchParams.has('shared')) return;
  const isNone = here.searchParams.get('shared') === 'none';
  show('shared-here', isHere && !isNone);
  show('shared-lost', !isHere && !isNone);
  show('shared-none', isNone);
  sayLeftOut(here.searchParams);
  for (const name of ['shared', 'photos', 'others', 'large', 'cut']) here.searchParams.delete(name);
  history.replaceState(history.state, '', here);
}
