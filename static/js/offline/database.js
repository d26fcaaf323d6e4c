/* IndexedDB: the stores of this phone, their upgrades, and transactions that are on disk when they resolve. Knows
   neither keys nor what lies in the stores. */

/** What is kept for good; photos and states lie in stores of their own, so that a state is a small write and a list
 * reads no photo. `text` is sealed. Rows of version 1 have their photos in `blobs`.
 * @typedef {{ id: string, n: number, person: string, at: number, text: Sealed, blobs?: Sealed[] }} Row */
/** The state of a row: `mark` may be read without a key, `note` is sealed.
 * @typedef {{ id: string, person: string, mark: string, at: number, note?: Sealed, leftAt?: number }} RowState */
/** @typedef {{ iv: BufferSource, body: ArrayBuffer }} Sealed */
/** @typedef {(name: string) => IDBObjectStore} StoreOf */

/* Its name in browsers that have it: another one would be an upgrade of all that is stored. */
export const STATES = 'marks';
export const KEY_ROW = 'holder';
export const PERSON_ROW = 'whose';
/* Told to the document: the stores were of an older version, which the service worker may still be. */
export const STORES_RENEWED = 'ownit:too-old';

const DATABASE = 'ownit';
const VERSION_OF_STORES = 2;
const ROWS = ['taps', 'drafts'];
/* The connection to the database is gone, not the database: WebKit ends it while the app is in the background. */
const CONNECTION_LOST = ['InvalidStateError', 'UnknownError'];

/* Some browsers neither open it nor say why (WebKit bug 226547); a tap must not wait for that. */
const OPEN_LIMIT = 8000; // milliseconds

/* … nor for one that opens and then does nothing: it would hold the queue's lock, for all pages, for ever; what is
   tapped is sent without being kept, for which htmx leaves 15 seconds. Photos may take their time on a slow phone. */
const WORK_LIMIT = 8000;
const PHOTOS_LIMIT = 60000;
/* In steps: a phone that slept, or a page that was frozen, is late at once, and has not waited. */
const PULSES = 8;

/** @type {Promise<IDBDatabase> | undefined} */
let opening;

/** Rejects where nothing comes, at once from then on, until it comes after all. */
function database() {
  opening ??= new Promise((resolve, reject) => {
    const timer = setTimeout(reject, OPEN_LIMIT, new Error('No storage.'));
    const request = indexedDB.open(DATABASE, VERSION_OF_STORES);
    request.onupgradeneeded = ({ oldVersion }) => upgrade(request, oldVersion);
    request.onsuccess = () => {
      // A newer version of the app must be able to open it: it is opened again at the next use.
      request.result.onversionchange = () => {
        request.result.close();
        opening = undefined;
      };
      request.result.onclose = () => {
        opening = undefined;
      };
      clearTimeout(timer);
      opening = Promise.resolve(request.result); // perhaps too late for who asked first
      resolve(request.result);
    };
    request.onerror = () => {
      clearTimeout(timer);
      opening = undefined;
      reject(request.error);
    };
  });
  return opening;
}

/** @param {IDBOpenDBRequest} request @param {number} from the version that is there; 0: none */
function upgrade({ result, transaction }, from) {
  if (from < 1) {
    result.createObjectStore('keys');
    for (const name of ROWS) result.createObjectStore(name, { keyPath: 'id' }).createIndex('n', 'n');
  }
  result.createObjectStore(STATES, { keyPath: 'id' }).createIndex('whose', ['person', 'mark']);
  result.createObjectStore('photos');
  if (from === 1 && transaction) migrateFromVersion1(transaction);
}

/** From version 1, where a row was all in one. No photo is read or written: the phone may be full.
 * @param {IDBTransaction} transaction */
function migrateFromVersion1(transaction) {
  const [keys, states] = [transaction.objectStore('keys'), transaction.objectStore(STATES)];
  const holder = keys.get(KEY_ROW);
  holder.onsuccess = () => holder.result && keys.put(holder.result.person, PERSON_ROW);
  const cursor = transaction.objectStore('taps').index('whose').openKeyCursor();
  cursor.onsuccess = () => {
    if (!cursor.result) return void ROWS.forEach((name) => transaction.objectStore(name).deleteIndex('whose'));
    const [person, mark] = /** @type {string[]} */ (cursor.result.key);
    states.put({ id: cursor.result.primaryKey, person, mark, at: Date.now() });
    cursor.result.continue();
  };
  transaction.addEventListener('complete', () => globalThis.document?.dispatchEvent(new Event(STORES_RENEWED)));
}

/** One transaction; when its connection is lost, once more with another one.
 * @template T @param {string[]} names @param {IDBTransactionMode} mode
 * @param {(of: StoreOf) => () => T} work makes its requests; what it gives back reads their results
 * @returns {Promise<T>} once committed */
export async function transact(names, mode, work) {
  try {
    return await transactOnce(names, mode, work);
  } catch (problem) {
    if (!CONNECTION_LOST.includes(/** @type {any} */ (problem)?.name)) throw problem;
    opening = undefined;
    return transactOnce(names, mode, work);
  }
}

/** @param {string} store @param {string} id @returns {Promise<any>} undefined: not there */
export function readRow(store, id) {
  return transact([store], 'readonly', (of) => {
    const request = of(store).get(id);
    return () => request.result;
  });
}

/** @template T @param {string[]} names @param {IDBTransactionMode} mode @param {(of: StoreOf) => () => T} work
 * @returns {Promise<T>} */
async function transactOnce(names, mode, work) {
  const transaction = (await database()).transaction(names, mode, { durability: 'strict' });
  const done = committed(transaction, names.includes('photos') ? PHOTOS_LIMIT : WORK_LIMIT);
  let read;
  try {
    read = work((name) => transaction.objectStore(name));
  } catch (problem) {
    transaction.abort(); // all of it, or nothing
    await done.catch(() => {});
    throw problem;
  }
  await done;
  return read();
}

/** @param {IDBTransaction} transaction @param {number} limit milliseconds @returns {Promise<void>} */
function committed(transaction, limit) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const end = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
    const wait = (/** @type {number} */ left) => {
      timer = setTimeout(() => (left ? wait(left - 1) : reject(giveUp(transaction))), limit / PULSES);
    };
    wait(PULSES - 1);
  });
  return end.finally(() => clearTimeout(timer));
}

/** The next one opens the database anew. @param {IDBTransaction} transaction */
function giveUp(transaction) {
  opening = undefined;
  try {
    transaction.abort();
  } catch {} // it is being committed; twice under one key is once
  return new Error('The storage does not answer.');
}
