/* What an answer to a request of ours means: one table, for pages, the queue and the service worker alike. Pure:
   knows neither page nor storage. */

import { message } from './messages.js';

/** `foreign`: of something that stands before our server, a page to log in to a network for one; it says nothing
 * about what was asked. `too-large`: the same, and what was sent has certainly not arrived.
 * @typedef {'done' | 'refused' | 'signed-out' | 'too-old' | 'busy' | 'crashed' | 'unknown' | 'foreign' | 'too-large'} Meaning */

/* In this order; the first that fits counts. Whatever may come from a gateway is `unknown`, 503 as well: a browser
   whose connection breaks sends the request once more by itself, so that one try may have arrived and the other one
   met a server that could not. Our server redirects no tap: where one was redirected, something before it has, and what
   came then is a page that was looked at (RFC 9110 section 15.4). */
/** @type {[Meaning, (answer: { status: number, isOurs: boolean, isAtSignIn: boolean }) => boolean][]} */
const MEANINGS = [
  ['crashed', ({ status }) => status === 500], // of ours, or of what runs it, which knows no headers of ours
  ['too-large', ({ isOurs, status }) => !isOurs && [413, 414, 431].includes(status)],
  ['foreign', ({ isOurs }) => !isOurs],
  ['signed-out', ({ status, isAtSignIn }) => status === 401 || isAtSignIn],
  ['too-old', ({ status }) => status === 426],
  ['busy', ({ status }) => status === 429],
  // 400: each form of ours can be read, so that something has cut or altered it on its way.
  ['unknown', ({ status }) => status > 500 || [400, 408, 425].includes(status)],
  ['done', ({ status }) => status >= 200 && status < 300],
  ['refused', () => true],
];

/** How much each counts for the belief that one tap does not get through, while others would: `crashed`, `busy` and
 * `unknown` of our server, the others of what stands before it. `none`: no answer came, or it broke off. */
/** @type {Record<string, number>} */
export const STRIKES = { none: 1, busy: 1, unknown: 1, foreign: 2, crashed: 2, 'too-large': 10 };
export const MOST_STRIKES = 10;

/** Our server marks each of its answers (web/http/headers.py). @param {Response} response */
export function isOurs(response) {
  return response.headers.has('Ownit-Protocol');
}

/** @param {Response} response @returns {Meaning} */
export function meaningOf(response) {
  const { status, redirected, url } = response;
  const isAtSignIn = redirected && new URL(url).pathname === '/sign-in';
  const answer = { status, isOurs: isOurs(response) && (isAtSignIn || !redirected), isAtSignIn };
  return /** @type {[Meaning, any]} */ (MEANINGS.find(([, fits]) => fits(answer)))[0];
}

/** What was asked for is not there for who asks, or nobody is signed in: open pages show that. A gateway's refusal
 * says nothing. @param {Response} response */
export function isNoLongerTheirs(response) {
  return isOurs(response) && [401, 403, 404, 410].includes(response.status);
}

/** The page is not there for who asks, any more. @param {Response} response */
export function isGone({ status }) {
  return [403, 404, 410].includes(status);
}

/** Our server is away for a moment, or what stands before it answers in its place. @param {Response} response */
export function isAway(response) {
  return !isOurs(response) || [502, 503, 504].includes(response.status);
}

/** What is said of a tap that does not get through, or that nobody answers.
 * @param {Response | null} response @param {string} meaning @returns {import('../offline/queue.js').Answer} */
export function blockedBy(response, meaning) {
  const status = response?.status ?? 0;
  const isUnsure = meaning !== 'too-large';
  return { status, sentence: blockedWords(response, isUnsure), url: '', offer: null, isBlocked: true, isUnsure };
}

/** @param {Response | null} response @param {boolean} isUnsure whether it has arrived */
function blockedWords(response, isUnsure) {
  if (!response?.status) return message('This does not reach Own It, although there is a connection. It may have arrived.');
  const { status } = response;
  if (isOurs(response)) return message('Own It could not take this (%(status)s). It may have arrived.', { status });
  return isUnsure
    ? message('Something between this phone and Own It blocks this (%(status)s). It may have arrived.', { status })
    : message('Something between this phone and Own It blocks this (%(status)s). It was not done.', { status });
}
