// @ts-check
/* What lies on this phone and will never be sent: taps that cannot be read any more, and what other people have left
   and not come back for. Told on the page of what waits, with a button to remove it. */

import { TAPS, tell } from './queue.js';
import { allUnsealed, drop } from './sealed.js';
import { transact } from './storage.js';
import { holder } from './vault.js';

const A_DAY = 24 * 60 * 60 * 1000; // milliseconds
const MAY_GO = 7 * A_DAY; // whoever has the phone may remove what is older
const GOES = 90 * A_DAY; // by itself

/** Of mine, sealed with another key. @returns {Promise<string[]>} keys */
async function unreadable() {
  return (await allUnsealed(TAPS)).filter(({ content }) => !content).map(({ id }) => id);
}

/** Everything of which this is true goes, of whomever. A tap's mark says how old it is: no photo is read for that.
 * @param {string} store @param {(row: { person: string, at?: number }) => boolean} isNeedless @returns {Promise<void>} */
function sweep(store, isNeedless) {
  return transact([store, 'marks', 'photos'], 'readwrite', (of) => {
    const cursor = of(store === TAPS ? 'marks' : store).openCursor();
    cursor.onsuccess = () => {
      if (!cursor.result) return;
      const { id, person, at } = cursor.result.value;
      if (isNeedless({ person, at })) for (const name of [store, 'marks', 'photos']) of(name).delete(id);
      cursor.result.continue();
    };
    return () => {};
  });
}

/** Taps and drafts of other people that were written longer ago. @param {number} age @param {boolean} isToGo
 * @returns {Promise<number>} how many */
async function ofOthers(age, isToGo) {
  const mine = await holder();
  let count = 0;
  const isLeft = (/** @type {{ person: string, at?: number }} */ { person, at }) => {
    const isOld = person !== mine && at !== undefined && Date.now() - at > age;
    count += Number(isOld);
    return isOld && isToGo;
  };
  for (const store of [TAPS, 'drafts']) await sweep(store, isLeft);
  return count;
}

/** @param {string} id @param {string} words "" hides it */
function show(id, words) {
  const notice = /** @type {HTMLElement} */ (document.getElementById(id));
  notice.hidden = !words;
  /** @type {HTMLElement} */ (notice.querySelector('span')).textContent = words;
}

export async function drawLeftovers() {
  const [lost, left] = await Promise.all([unreadable(), ofOthers(MAY_GO, false)]);
  const one = 'One tap of yours cannot be read on this phone any more, and was not sent. Do it once more if it is still needed.';
  show('waiting-unreadable', lost.length === 1 ? one : lost.length ? one.replace('One tap of yours', `${lost.length} taps of yours`) : '');
  show('waiting-left', left ? 'Some of what others left here is more than a week old. After 90 days it is removed by itself.' : '');
}

/** The first touch asks, the second one does it. @param {string} id @param {() => Promise<unknown>} act */
function listen(id, act) {
  const button = /** @type {HTMLButtonElement} */ (document.querySelector(`#${id} button`));
  button.addEventListener('click', async () => {
    if (!button.dataset.asked) {
      button.dataset.asked = 'yes';
      button.textContent = 'Remove it for good';
      return;
    }
    await act();
    await Promise.all([tell(), drawLeftovers()]);
  });
}

export async function startLeftovers() {
  listen('waiting-unreadable', async () => Promise.all((await unreadable()).map((key) => drop(TAPS, key))));
  listen('waiting-left', () => ofOthers(MAY_GO, true));
  if (await ofOthers(GOES, true)) await tell();
}
