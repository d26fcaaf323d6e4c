/* What a push says: for every worker of ours. */

/** A push is one declarative document for every browser; see push/payload.py.
 * @param {any} event Safari's has a `notification` */
export function readPush(event) {
  try {
    return event.data.json().notification ?? {};
  } catch {
    return event.notification ?? {}; // Safari hands over what it has parsed itself
  }
}
