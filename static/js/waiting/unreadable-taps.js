/* What lies on this phone and will never be sent: taps that cannot be read any more, and what other people have left
   and not come back for. Told on the page of what waits, with a button to remove it. */

import { message, messages } from '../lib/messages.js';
import { siteClock } from '../lib/site-clock.js';
import { STATES, transact } from '../offline/database.js';
import { announce, TAPS } from '../offline/queue.js';
import { getUnreadable, remove } from '../offline/sealed-store.js';
import { currentPerson } from '../offline/storage-key.js';

const A_DAY = 24 * 60 * 60 * 1000; // milliseconds
const MAY_GO = 7 * A_DAY; // whoever has the phone may remove what is older
const GOES = 90 * A_DAY; // by itself

/** What was left for longer than `age` of that of which `isLeft` is true, counted from the first such look: the clock by
 * which it was written may have been slow for years, without a network, and right again since. A tap's state says it: no
 * photo is read for that. Nothing of a phone that is too full to note it.
 * @param {string} store @param {(row: { person: string }) => boolean} isLeft @param {number} age milliseconds
 * @param {boolean} isToGo @returns {Promise<number>} how many */
function sweep(store, isLeft, age, isToGo) {
  const sweeping = transact([store, STATES, 'photos'], 'readwrite', (of) => {
    let count = 0;
    const cursor = of(store === TAPS ? STATES : store).openCursor();
    cursor.onsuccess = () => {
      if (!cursor.result) return;
      const row = cursor.result.value;
      if (isLeft(row) && !row.leftAt) cursor.result.update({ ...row, leftAt: Date.now() });
      const isOld = isLeft(row) && Date.now() - row.leftAt > age;
      count += Number(isOld);
      if (isOld && isToGo) for (const name of [store, STATES, 'photos']) of(name).delete(row.id);
      cursor.result.continue();
    };
    return () => count;
  });
  return sweeping.catch(() => 0);
}

/** Taps and drafts that others left longer ago. @param {number} age @param {boolean} isToGo
 * @returns {Promise<number>} how many */
async function ofOthers(age, isToGo) {
  const mine = await currentPerson();
  const isOthers = (/** @type {{ person: string }} */ { person }) => person !== mine;
  return (await sweep(TAPS, isOthers, age, isToGo)) + (await sweep('drafts', isOthers, age, isToGo));
}

/** @param {string} id @param {string} words "" hides it */
function show(id, words) {
  const notice = /** @type {HTMLElement} */ (document.getElementById(id));
  notice.hidden = !words;
  /** @type {HTMLElement} */ (notice.querySelector('span')).textContent = words;
}

/** @param {number[]} times of the taps, oldest first; milliseconds since 1970 */
function lostWords(times) {
  const [first, last] = [siteClock(times[0]), siteClock(times[times.length - 1])];
  const when = first === last ? first : message('%(first)s to %(last)s', { first, last });
  return messages(
    'One tap of yours (%(when)s) can no longer be read on this phone. Do it again if it is still needed.',
    '%(num)s taps of yours (%(when)s) can no longer be read on this phone. Do it again if it is still needed.',
    times.length,
    { when },
  );
}

export async function drawUnreadable() {
  const [lost, left] = await Promise.all([getUnreadable(TAPS), ofOthers(MAY_GO, false)]);
  show('waiting-unreadable', lost.length ? lostWords(lost.map(({ at }) => at)) : '');
  show('waiting-left', left ? message('Some of what others left here is more than a week old. It is deleted after 90 days.') : '');
}

/** The first touch asks, the second one does it. @param {string} id @param {() => Promise<unknown>} act */
function listen(id, act) {
  const button = /** @type {HTMLButtonElement} */ (document.querySelector(`#${id} button`));
  button.addEventListener('click', async () => {
    if (!button.dataset.asked) {
      button.dataset.asked = 'yes';
      button.textContent = message('Delete it for good');
      return;
    }
    await act();
    await Promise.all([announce(), drawUnreadable()]);
  });
}

export async function startUnreadable() {
  listen('waiting-unreadable', async () => Promise.all((await getUnreadable(TAPS)).map(({ id }) => remove(TAPS, id))));
  listen('waiting-left', () => ofOthers(MAY_GO, true));
  if (await ofOthers(GOES, true)) await announce();
  // Also what they began themselves, and came back for as little.
  await sweep('drafts', () => true, GOES, true);
}
