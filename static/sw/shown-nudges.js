/* Which nudges this phone has shown. A server that was stopped in the middle cannot know what has arrived, and
   sends it again, alone or together with others: what was shown before makes no sound a second time. */

export const SHOWN_NUDGES = 'ownit-shown';
const LIST = '/shown-nudges';
const MOST_SHOWN = 300;
const SHORT_RECEIPT = 8; // characters; as in push/digest.py

/** What it says, by the receipts of all its nudges; none where that is not known. @param {any} note @returns {string[]} */
function idsOf({ data }) {
  if (Array.isArray(data?.ids)) return data.ids;
  return typeof data?.receipt === 'string' && !data.closes ? [data.receipt.slice(0, SHORT_RECEIPT)] : [];
}

/** @returns {Promise<string[]>} oldest first */
async function shownBefore() {
  const kept = await caches.match(LIST, { cacheName: SHOWN_NUDGES });
  return kept ? kept.json() : [];
}

/** Whether all that it says was shown before. @param {any} note @returns {Promise<boolean>} */
export async function isRepeated(note) {
  const [ids, before] = [idsOf(note), await shownBefore().catch(() => /** @type {string[]} */ ([]))];
  return ids.length > 0 && ids.every((id) => before.includes(id));
}

/** After it was shown: one too many is better than one too few. @param {any} note */
export async function rememberShown(note) {
  const all = new Set([...(await shownBefore()), ...idsOf(note)]);
  const newest = JSON.stringify([...all].slice(-MOST_SHOWN));
  await (await caches.open(SHOWN_NUDGES)).put(LIST, new Response(newest));
}
