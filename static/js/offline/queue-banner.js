/* Says on every page what waits on this phone, what could not be done, and how it goes on. Sends nothing. */

import { banner } from '../lib/banners.js';
import { listed } from '../lib/locale.js';
import { message, messages } from '../lib/messages.js';
import { inTurn } from '../lib/serial.js';
import { siteClock } from '../lib/site-clock.js';
import { hasBackgroundSync } from './background-sync.js';
import { ANSWERED, countTaps, listTaps, TAPS } from './queue.js';
import { getUnreadable } from './sealed-store.js';
import { currentPerson } from './storage-key.js';

/* Keys of what was tapped on this page a moment ago: an answer is waited for, and nothing is called kept yet. */
/** @type {Set<string>} */
export const inFlight = new Set();

export const showCounts = inTurn(drawCounts);

async function drawCounts() {
  const { waiting, answers, remarks, others } = await countTaps();
  const isOthers = others > 0 && !(await currentPerson());
  // What cannot be read any more goes nowhere: it is told beside what could not be done.
  const lost = (await getUnreadable(TAPS)).filter(({ state }) => state !== ANSWERED).length;
  const kept = isOthers ? others : waiting - lost - inFlight.size;
  const undone = answers + lost;
  const waits = messages('1 tap not sent yet.', '%(num)s taps not sent yet.', kept);
  const answered = answersWords(undone, remarks).trim();
  banner('banner-kept', kept > 0);
  banner('banner-answers', Boolean(answered));
  say('kept-count', waits);
  // One banner at a time has room (banner.css): the first of the two says both.
  say('answers-count', answered && `${answered} ${kept > 0 ? waits : ''}`);
  say('kept-how', isOthers ? message('Sent when the person who tapped signs in here again.') : await sendingHint());
  await markCards();
}

/** @param {number} undone @param {number} remarks */
function answersWords(undone, remarks) {
  const refused = messages('One tap was refused.', '%(num)s taps were refused.', undone);
  return `${undone ? refused : ''} ${partlyWords(remarks)}`;
}

/** @param {number} remarks taps that were done without all of their photos @returns {string} empty for none */
export function partlyWords(remarks) {
  return remarks ? messages('One was saved without some photos.', '%(num)s were saved without some photos.', remarks) : '';
}

/** What this browser can promise, and no more: Chromium tries three times within some twenty minutes (Background
 * Sync, `lastChance`), and registers again only where a page asks for it. */
async function sendingHint() {
  return (await hasBackgroundSync()) ? message('Sent when you are online.') : message('Keep Own It open.');
}

/* A second tap of these would be the same again. */
const ONCE = /\/(own|accept|on-it)$/;

/** On the card of each issue what waits for it, in the place of the button that was tapped; at home the reports that
 * wait. */
export const markCards = inTurn(drawMarks);

async function drawMarks() {
  const places = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-kept-for]'));
  const reports = document.getElementById('kept-reports');
  if (!places.length && !reports) return;
  const waiting = (await listTaps()).filter(({ key, state }) => state === 'waiting' && !inFlight.has(key));
  for (const place of places) {
    const words = waiting.filter(({ ref }) => ref === place.dataset.keptFor).map(({ words }) => message('“%(words)s”', { words }));
    place.hidden = !words.length;
    place.textContent = message('Not sent yet: %(words)s', { words: listed(words) });
  }
  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll('form[data-tap]'))) {
    const path = form.getAttribute('action') ?? '';
    if (ONCE.test(path)) form.hidden = waiting.some((tap) => tap.path === path);
  }
  if (reports) listReports(reports, waiting);
}

/** @param {HTMLElement} list @param {import('./queue.js').ListedTap[]} waiting */
function listReports(list, waiting) {
  const template = /** @type {HTMLTemplateElement | null} */ (list.querySelector('template'));
  const made = waiting
    .filter(({ path }) => path === '/issues')
    .map(({ key, fields, tappedAt }) => {
      const row = /** @type {DocumentFragment} */ (template?.content.cloneNode(true));
      const link = /** @type {HTMLAnchorElement} */ (row.querySelector('a'));
      link.href = `/waiting#${key}`;
      link.dir = 'auto';
      link.textContent = new Map(fields).get('text')?.trim() || message('A photo, no words');
      /** @type {HTMLElement} */ (row.querySelector('[data-tapped]')).textContent = siteClock(tappedAt);
      return row;
    });
  list.replaceChildren(...(template ? [template] : []), ...made);
  list.hidden = !made.length;
}

/** @param {string} id @param {string} words */
function say(id, words) {
  const element = document.getElementById(id);
  if (element && element.textContent !== words) element.textContent = words;
}

/** In steps: it is read out. @param {{ sent: number, total: number }} detail */
export function showSendProgress({ sent, total }) {
  say('kept-how', message('Sending a photo … %(percent)s %%', { percent: Math.floor((10 * sent) / total) * 10 }));
}
