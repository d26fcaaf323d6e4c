/* Keeps the customer's page fresh while it is looked at. Built into one file of its own: the page may weigh little. */

import { isOurs } from '../lib/answers.js';
import { locale } from '../lib/locale.js';
import { whichOfTwo } from '../lib/summer-time.js';

const EVERY = 20000; // milliseconds between looks
const TOO_LONG = 15000; // an answer that takes longer does not come
const SLOWEST = 300000; // when there is no answer, look ever less often, down to this

const rules = { createHTML: (/** @type {string} */ html) => html };
/** @type {typeof rules} */
const policy = window.trustedTypes?.createPolicy('ownit', rules) ?? rules;

let wait = EVERY;
let tag = '';
/** @type {number | undefined} */
let timer;

/** @type {Intl.DateTimeFormatOptions} */
const TIME = { timeStyle: 'short' };
/** @type {Intl.DateTimeFormatOptions} */
const DAY = { weekday: 'short', day: 'numeric', month: 'short' };

/* In an hour that the clock shows twice the name of its time says which: no word of ours is needed for it here. */
/** @type {Intl.DateTimeFormatOptions} */
const NAMED_TIME = { hour: '2-digit', minute: '2-digit', timeZoneName: 'long' };

/** @param {number} at @param {Intl.DateTimeFormatOptions[]} parts @param {string} [timeZone] none: that of this phone
 * @returns {string} as the page's language writes it */
const inWords = (at, parts, timeZone) => parts.map((one) => new Date(at).toLocaleString(locale, { ...one, timeZone })).join(' ');

/** @param {number} at @param {string} [timeZone] */
const moment = (at, timeZone) => inWords(at, [DAY, TIME], timeZone);

let isOwnClock = false;
const zone = () => document.querySelector('main')?.dataset.zone;

/** Times are written for the site; somebody who follows from where the clock differs reads their own, and that it is
 * theirs: at the site they hear of other times. */
function localise() {
  const times = [...document.querySelectorAll('time')]
    .filter((time) => time.textContent.includes(':')) // not a day
    .map((time) => ({ time, at: Date.parse(time.dateTime) }));
  if (times.every(({ at }) => moment(at) === moment(at, zone()))) return;
  for (const { time, at } of times) {
    const isToday = new Date(at).toDateString() === new Date().toDateString();
    const shown = whichOfTwo(moment, at) ? NAMED_TIME : TIME;
    time.textContent = inWords(at, isToday ? [shown] : [DAY, shown]);
  }
  isOwnClock = true;
  show('own-clock');
}

/** @param {string} id @param {boolean} [isShown] */
function show(id, isShown = true) {
  document.getElementById(id)?.toggleAttribute('hidden', !isShown);
}

/** The page has not changed; it was looked up now, by the server's clock. @param {Response} answer */
function sayWhen(answer) {
  const time = document.querySelector('#as-of time');
  const at = new Date(answer.headers.get('Date') ?? Date.now());
  if (!(time instanceof HTMLTimeElement)) return;
  time.dateTime = at.toISOString();
  time.textContent = inWords(Number(at), [TIME], isOwnClock ? undefined : zone());
}

/** @param {string} html */
function swap(html) {
  const fresh = new DOMParser().parseFromString(policy.createHTML(html), 'text/html');
  const main = fresh.querySelector('main');
  if (!main) return;
  const was = document.querySelector('h2')?.textContent;
  document.querySelector('main')?.replaceWith(main);
  localise();
  // Somebody else has it, or it is settled: worth being read out.
  const heading = main.querySelector('h2');
  if (heading?.textContent !== was) heading?.focus();
}

async function look() {
  /** @type {Record<string, string>} */
  const headers = tag ? { 'If-None-Match': tag } : {};
  // Not in every browser that a customer may have.
  const signal = AbortSignal.timeout?.(TOO_LONG);
  const answer = await fetch(location.href, { headers, cache: 'no-store', signal });
  if (!isOurs(answer)) throw new Error('not of our server');
  if (answer.status === 404) return location.reload(); // the link has ended: show that
  if (answer.status !== 200 && answer.status !== 304) throw new Error(String(answer.status));
  tag = answer.headers.get('ETag') ?? tag;
  if (answer.status === 200) swap(await answer.text());
  else sayWhen(answer);
}

async function again() {
  clearTimeout(timer);
  if (document.hidden || document.querySelector('main')?.dataset.state === 'resolved') return;
  const isFresh = await look().then(
    () => true,
    () => false,
  );
  show('lost', !isFresh);
  wait = isFresh ? EVERY : Math.min(wait * 2, SLOWEST);
  timer = setTimeout(again, wait);
}

localise();
timer = setTimeout(again, EVERY);
document.addEventListener('visibilitychange', again);
window.addEventListener('pageshow', (event) => event.persisted && again());
