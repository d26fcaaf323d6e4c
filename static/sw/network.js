/* What is asked of the server, past what the browser's cache has of something that stands before it. */

import { isOurs } from '../js/lib/answers.js';

/** A bare 410 lies in the browser's cache for good (RFC 9110 section 15.1), and a file of others for as long as they
 * said: the network is asked then, and its answer takes that place.
 * @param {Request | URL | string} request @param {RequestInit} [how] @returns {Promise<Response>} */
export async function fromServer(request, how = {}) {
  const answer = await fetch(request, how);
  if (answer.type === 'opaqueredirect' || isOurs(answer)) return answer;
  return fetch(request, { ...how, cache: 'reload' }).catch(() => answer);
}
