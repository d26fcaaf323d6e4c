/* Times for people, by the clock of their site, as on the pages of the server: a phone may be set to another time
   zone. Pages of the shell, which are nobody's, know it from the last page of a site. */

import { whichOfTwo } from './summer-time.js';

const SITE_ZONE = 'ownit-zone';

/** Each page of somebody who is signed in names the zone (IANA). */
export function rememberZone() {
  const { zone } = document.body.dataset;
  if (zone) localStorage.setItem(SITE_ZONE, zone);
}

/** @param {Intl.DateTimeFormatOptions} options @param {number | Date} at milliseconds since 1970 @returns {string} */
function inZone(options, at) {
  const timeZone = document.body.dataset.zone ?? localStorage.getItem(SITE_ZONE) ?? undefined;
  const date = new Date(at);
  try {
    return date.toLocaleString('en-GB', { ...options, timeZone }).replace(',', '');
  } catch {
    return date.toLocaleString('en-GB', options).replace(',', ''); // a zone that this browser does not know
  }
}

/** @type {Intl.DateTimeFormatOptions} */
const TIME = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
const moment = (/** @type {number | Date} */ at) => inZone({ weekday: 'short', day: 'numeric', month: 'short', ...TIME }, at);

/** @param {number | Date} at milliseconds since 1970 @returns {string} `Sat 21 Nov 10:12` */
export function siteMoment(at) {
  return moment(at) + whichOfTwo(moment, Number(at));
}

/** @param {number} at milliseconds since 1970 @returns {string} `10:12`, or `Sat 21 Nov 10:12` on another day there */
export function siteClock(at) {
  const day = (/** @type {number} */ one) => inZone({ year: 'numeric', month: 'numeric', day: 'numeric' }, one);
  if (day(at) !== day(Date.now())) return siteMoment(at);
  return inZone(TIME, at) + whichOfTwo(moment, at);
}
