/* Sends a tap that has photos and says how far it is, which fetch cannot. Knows neither queue nor page. */

import { tapBody } from './tap-requests.js';

/** @typedef {import('./queue.js').Tap} Tap */

const STANDSTILL = 20000; // milliseconds in which nothing moves

/** The whole tap; when it breaks off, the whole tap goes again later under the same key.
 * @param {Tap} tap @param {Record<string, string>} headers
 * @param {(sent: number, total: number) => void} onProgress in bytes, whatever the form's own lines weigh
 * @returns {Promise<Response>} rejects with TypeError, as fetch does, when there is no answer */
export function upload(tap, headers, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const moved = () => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), STANDSTILL);
    };
    const broken = () => reject(new TypeError('No answer.'));
    request.upload.onprogress = ({ loaded, total }) => {
      moved();
      onProgress(loaded, total);
    };
    request.onprogress = moved;
    request.onload = () => {
      try {
        resolve(answerFrom(request, new URL(tap.path, location.href).href));
      } catch {
        broken(); // a status of which no Response can be made, of something before our server
      }
    };
    request.onerror = broken;
    request.onabort = broken;
    request.onloadend = () => clearTimeout(timer);
    request.open('POST', tap.path);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    moved();
    request.send(tapBody(tap));
  });
}

/** @param {XMLHttpRequest} request @param {string} asked its address, whole */
function answerFrom(request, asked) {
  const lines = request.getAllResponseHeaders().trim().split('\r\n').filter(Boolean);
  const headers = lines.map((line) => /** @type {[string, string]} */ (line.split(/:\s*(.*)/s, 2)));
  const answer = new Response(request.responseText || null, { status: request.status, headers });
  // As fetch would say it; a Response that was made here knows no address.
  const { responseURL: url } = request;
  return Object.defineProperties(answer, { url: { value: url }, redirected: { value: url !== asked } });
}
