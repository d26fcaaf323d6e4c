/* The requests that carry taps, and the question whether our server is there. Knows neither queue nor page. */

import { isOurs } from '../lib/answers.js';

/** @typedef {import('./queue.js').Tap} Tap */
/** @typedef {import('./queue.js').Answer} Answer */

const PROTOCOL = '1'; // what this version says and understands; see web/http/client_headers.py
const SEND_LIMIT = 15000; // milliseconds
const PHOTO_LIMIT = 4 * 60000;
const ASK_LIMIT = 8000;

/** @param {string} [path] of what says how it is @returns {Promise<boolean>} whether our server answers that it is well */
export async function isServerReachable(path = '/healthz') {
  try {
    const answer = await fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(ASK_LIMIT) });
    return answer.ok && isOurs(answer);
  } catch {
    return false;
  }
}

/** Whether others would get through where this one did not. Our server answers 5xx while its database takes nothing,
 * of which /healthz knows nothing. @param {Response | null} response to the tap @returns {Promise<boolean>} */
export function wouldTakeOthers(response) {
  return isServerReachable(response && isOurs(response) && response.status > 500 ? '/readyz' : '/healthz');
}

/** Who tapped and when, by this phone's clock: the server only believes the time in between.
 * @param {Tap} tap @returns {Record<string, string>} */
export function tapHeaders(tap) {
  return {
    'Ownit-Person': tap.person,
    'Ownit-Tapped': String(tap.tappedAt),
    'Ownit-Sent': String(Date.now()),
    'Ownit-Protocol': PROTOCOL,
  };
}

/** @param {Tap} tap @returns {FormData | URLSearchParams} */
export function tapBody(tap) {
  if (!tap.files.length) return new URLSearchParams(tap.fields);
  const body = new FormData();
  for (const [name, value] of tap.fields) body.append(name, value);
  for (const { name, filename, blob } of tap.files) body.append(name, blob, filename);
  return body;
}

/** @param {Tap} tap @param {Record<string, string>} [headers] @returns {Promise<Response>} */
export function postTap(tap, headers = { Accept: 'application/json' }) {
  return fetch(tap.path, {
    method: 'POST',
    headers: { ...headers, ...tapHeaders(tap) },
    body: tapBody(tap),
    signal: AbortSignal.timeout(tap.files.length ? PHOTO_LIMIT : SEND_LIMIT),
  });
}

/** @param {Promise<Response>} sending @returns {Promise<Response | null>} null: none came. One that breaks off is none:
 *    it will be given again. */
export async function completeAnswer(sending) {
  try {
    const response = await sending;
    const body = await response.clone().arrayBuffer();
    // Over plain http a head that is cut off counts as all of it; each refusal of ours says why.
    return isOurs(response) && !response.ok && !body.byteLength ? null : response;
  } catch {
    return null;
  }
}

/** @param {Response} response @returns {Promise<Partial<Answer>>} */
export function readJson(response) {
  return response.clone().json();
}
