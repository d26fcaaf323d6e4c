// @ts-check
/* Every push is shown, whatever it says: browsers take the right to push away from who shows nothing. */

import { renewBadge } from '../js/badge.js';
import { behindButtons, buttonsOf, renewResults } from './acts.js';
import { report } from './clicks.js';
import { sendWaiting } from './sending.js';
import { isRepeated, rememberShown } from './shown.js';
import { tellWindows, worker } from './worker.js';

/** A push is one declarative document for every browser; see push/payload.py.
 * @param {any} event */
function readPush(event) {
  try {
    return event.data.json().notification ?? {};
  } catch {
    return event.notification ?? {}; // Safari hands over what it has parsed itself
  }
}

/** Nothing waits for the network before the notification shows: iPhones count what is not shown.
 * @param {any} event */
export async function ring(event) {
  const note = readPush(event);
  await inTurn(() => display(note));
  const sent = sendWaiting().then(renewResults).catch(() => {});
  await Promise.all([report(note.data?.receipt, 'shown'), tellWindows(), sent, renewBadge().catch(() => {})]);
}

/* Chromium forgets a notification that it is about to show when it is asked, for the next push, which ones
   are on screen. */
let turn = Promise.resolve();

/** @param {() => Promise<void>} next @returns {Promise<void>} */
export function inTurn(next) {
  const done = turn.then(next);
  turn = done.catch(() => {});
  return done;
}

/** @param {any} note */
async function display(note) {
  const tag = note.tag ?? '';
  const isSilent = Boolean(note.silent) || (await isRepeated(note));
  await closeOlder([tag, ...handled(note)]).catch(() => {});
  await worker.registration.showNotification(note.title || 'Own It: something needs you', {
    body: note.body ?? '',
    tag,
    renotify: Boolean(tag) && !isSilent,
    silent: isSilent,
    lang: note.lang ?? '',
    dir: note.dir ?? 'auto',
    icon: '/icons/icon-192.png',
    badge: '/icons/badge-96.png',
    actions: buttonsOf(note),
    data: {
      receipt: note.data?.receipt,
      navigate: note.navigate ?? '/',
      says: note.data?.more ? [] : handled(note),
      ...behindButtons(note),
    },
  });
  await rememberShown(note).catch(() => {});
}

/** The tags of what this one makes needless. @param {any} note @returns {string[]} */
function handled(note) {
  return Array.isArray(note.data?.closes) ? note.data.closes : [];
}

/** Some browsers ignore the tag when they show one. @param {any[]} tags */
async function closeOlder(tags) {
  const needless = new Set(tags.filter(Boolean));
  for (const older of await worker.registration.getNotifications()) {
    if (needless.has(older.tag) || isSaidAnew(older, needless)) older.close();
  }
}

/** One that speaks of several goes when all of them are needless: never for the sake of one.
 * @param {any} older @param {Set<string>} needless */
function isSaidAnew(older, needless) {
  const says = older.data?.says ?? [];
  return says.length > 0 && says.every((/** @type {string} */ tag) => needless.has(tag));
}
