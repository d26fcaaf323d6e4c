/* Times for people, by the clock of their site and in their language, as on the pages of the server
   (web/language/dates.py): a phone may be set to another time zone. Pages of the shell, which are nobody's, know the
   zone from the last page of a site. */

import { locale } from './locale.js';
import { message } from './messages.js';
import { whichOfTwo } from './summer-time.js';

const SITE_ZONE = 'ownit-zone';

/** Each page of somebody who is signed in names the zone (IANA). */
export function rememberZone() {
  const { zone } = document.body.dataset;
  if (zone) localStorage.setItem(SITE_ZONE, zone);
}

/** @param {Intl.DateTimeFormatOptions} options @param {number | Date} at milliseconds since 1970
 * @param {string} [language] @returns {string} */
function inZone(options, at, language = locale) {
  const timeZone = document.body.dataset.zone ?? localStorage.getItem(SITE_ZONE) ?? undefined;
  const date = new Date(at);
  try {
    return date.toLocaleString(language, { ...options, timeZone });
  } catch {
    return date.toLocaleString(language, options); // a zone that this browser does not know
  }
}

/** @type {Intl.DateTimeFormatOptions} */
const TIME = { timeStyle: 'short' };
/** @type {Intl.DateTimeFormatOptions} */
const DAY = { weekday: 'short', day: 'numeric', month: 'short' };

const dayAndTime = (/** @type {number | Date} */ at) => inZone(DAY, at) + inZone(TIME, at);

/** @param {number | Date} at */
function timeOfDay(at) {
  const time = inZone(TIME, at).replace(/\s/, '\u00a0'); // “AM” does not begin a line
  const which = whichOfTwo(dayAndTime, Number(at));
  if (!which) return time;
  return which === 'summer' ? message('%(time)s summer time', { time }) : message('%(time)s winter time', { time });
}

/** @param {number | Date} at milliseconds since 1970 @returns {string} `Sat 21 Nov 10:12` */
export function siteMoment(at) {
  return message('%(day)s %(time)s', { day: inZone(DAY, at), time: timeOfDay(at) });
}

/** @param {number} at milliseconds since 1970 @returns {string} `10:12`, or `Sat 21 Nov 10:12` on another day there */
export function siteClock(at) {
  const day = (/** @type {number} */ one) => inZone({ dateStyle: 'short' }, one);
  return day(at) === day(Date.now()) ? timeOfDay(at) : siteMoment(at);
}

/** @param {number} at milliseconds since 1970 @returns {string} `10:12`, as a field for a time has it in every language */
export function siteFieldTime(at) {
  return inZone(TIME, at, 'en-GB');
}

/** @param {string} typed `10:12`, into a field for a time @returns {string} as people read it */
export function typedTime(typed) {
  return new Date(`2000-01-01T${typed}Z`).toLocaleString(locale, { ...TIME, timeZone: 'UTC' });
}
