/* What waits: the row of a tap that was answered, until its answer was read. Copies the page's own template. */

import { message } from '../lib/messages.js';
import { dismissAnswer } from '../offline/queue.js';
import { newKey } from '../offline/storage-key.js';
import { TAP_KEPT } from '../offline/tap-forms.js';
import { copyOf, fill, part } from './waiting-rows.js';

/** @typedef {import('../offline/queue.js').ListedTap} ListedTap */

const MAY_HAVE_ARRIVED = 'It may have arrived.'; // as versions before 0.3.0 have kept it, without `isUnsure`

/** What its buttons do. @typedef {{ done: (tap: ListedTap) => unknown, tryAgain: (tap: ListedTap) => unknown,
 *    sendAgain: (tap: ListedTap, more: Record<string, string>) => unknown }} Answering */

/** Saved, with a remark. @param {ListedTap} tap */
export const isDone = ({ answer }) => answer !== null && answer.status >= 200 && answer.status < 300;

/** @param {ListedTap} tap @param {Answering} act */
export function answeredRow(tap, act) {
  const row = copyOf('waiting-answer');
  const { sentence = '', url = '', offer = null, fields = {}, isUnsure = sentence.endsWith(MAY_HAVE_ARRIVED) } = tap.answer ?? {};
  fill(row, tap);
  say(part(row, 'state'), tap);
  const look = /** @type {HTMLAnchorElement} */ (part(row, 'look'));
  look.hidden = !isPathOfOurs(url);
  if (isPathOfOurs(url)) look.href = url;
  if (isPathOfOurs(offer)) offerHelp(row, tap, /** @type {string} */ (offer));
  const again = part(row, 'again');
  again.hidden = Object.keys(fields).length === 0;
  again.addEventListener('click', () => act.sendAgain(tap, fields));
  const broke = part(row, 'retry');
  broke.hidden = !tap.answer?.isBlocked && (tap.answer?.status ?? 0) < 500;
  broke.addEventListener('click', () => act.tryAgain(tap));
  const reopen = /** @type {HTMLAnchorElement} */ (part(row, 'open'));
  reopen.hidden = !isRefusedReport(tap);
  reopen.href = `/issues/new?refused=${encodeURIComponent(tap.key)}`;
  part(row, 'done').addEventListener('click', () => act.done(tap));
  if (isUnsure) part(row, 'done').textContent = message('Delete it: it may have arrived');
  return row;
}

/** @param {HTMLElement} notice @param {ListedTap} tap */
function say(notice, tap) {
  const { sentence = '', errors = {} } = tap.answer ?? {};
  const lines = Object.values(errors).filter(Boolean);
  const words = isDone(tap)
    ? [message('Saved. %(remark)s', { remark: sentence })]
    : lines.length
      ? lines
      : [sentence || message('This was refused.')];
  notice.classList.toggle('notice--bad', !isDone(tap));
  notice.append(...words.map((textContent) => Object.assign(document.createElement('p'), { textContent })));
}

/** Judged by our server, so that nothing of it was done: it can be put right in the form.
 * @param {ListedTap} tap */
function isRefusedReport({ path, answer }) {
  const status = answer?.status ?? 0;
  return path === '/issues' && !answer?.isBlocked && status >= 400 && status < 500;
}

/** A path of this app. @param {string | null} url */
export const isPathOfOurs = (url) => Boolean(url?.startsWith('/')) && new URL(url ?? '', location.origin).origin === location.origin;

/** A tap like any other: it is kept, too, where there is no connection.
 * @param {HTMLElement} row @param {ListedTap} tap @param {string} offer */
function offerHelp(row, tap, offer) {
  const form = /** @type {HTMLFormElement} */ (part(row, 'offer'));
  form.hidden = false;
  form.setAttribute('action', offer);
  form.dataset.about = tap.about;
  form.dataset.ref = tap.ref;
  const key = /** @type {HTMLInputElement} */ (form.querySelector('input[name="key"]'));
  key.value = newKey();
  // Somebody has answered to what was refused: it was read.
  form.addEventListener(TAP_KEPT, () => dismissAnswer(tap.key));
}
