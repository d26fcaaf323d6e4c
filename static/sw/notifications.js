/* Shows a nudge as a notification, in the place of those that it makes needless, with the buttons that it brings
   along. Knows nothing of what they do. */

import { message } from '../js/lib/messages.js';
import { worker } from './context.js';
import { loadMessages } from './messages.js';
import { isRepeated, rememberShown } from './shown-nudges.js';

/** What a button does, as the nudge says it; see push/payload.py.
 * @typedef {{ path: string, about: string, words: string, ref?: string, seen?: number }} Act */

const MOST_BUTTONS = 2;

/* Chromium forgets a notification that it is about to show when it is asked, for the next push, which ones
   are on screen. */
let turn = Promise.resolve();

/** @param {() => Promise<void>} next @returns {Promise<void>} */
export function serialize(next) {
  const done = turn.then(next);
  turn = done.catch(() => {});
  return done;
}

/** @param {any} note */
export async function showNudge(note) {
  const tag = note.tag ?? '';
  const isSilent = Boolean(note.silent) || (await isRepeated(note));
  await closeOlder([tag, ...closedTags(note)]).catch(() => {});
  const options = {
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
      says: note.data?.more ? [] : closedTags(note),
      ...actionData(note),
    },
  };
  await worker.registration.showNotification(note.title || (await titleOfUnread()), options);
  await rememberShown(note).catch(() => {});
}

/** Of a push that says nothing that can be read. */
async function titleOfUnread() {
  await loadMessages();
  return message('Own It: something needs you');
}

/** The tags of what this one makes needless. @param {any} note @returns {string[]} */
function closedTags(note) {
  return Array.isArray(note.data?.closes) ? note.data.closes : [];
}

/** Some browsers ignore the tag when they show one. @param {any[]} tags */
async function closeOlder(tags) {
  const needless = new Set(tags.filter(Boolean));
  for (const older of await worker.registration.getNotifications()) {
    if (needless.has(older.tag) || isReplaced(older, needless)) older.close();
  }
}

/** One that speaks of several goes when all of them are needless: never for the sake of one.
 * @param {any} older @param {Set<string>} needless */
function isReplaced(older, needless) {
  const says = older.data?.says ?? [];
  return says.length > 0 && says.every((/** @type {string} */ tag) => needless.has(tag));
}

/* ---- what a nudge brings along ---- */

/** For phones whose notifications have buttons. @param {any} note @returns {{ action: string, title: string }[]} */
function buttonsOf(note) {
  const given = Array.isArray(note.actions) ? note.actions : [];
  const whole = given.filter((/** @type {any} */ one) => one && typeof one.action === 'string' && typeof one.title === 'string');
  return whole.slice(0, MOST_BUTTONS).map((/** @type {any} */ { action, title }) => ({ action, title }));
}

/** By the name of its button what it does, and which page it opens otherwise. @param {any} note */
function actionData(note) {
  /** @type {Record<string, Act>} */
  const acts = {};
  /** @type {Record<string, string>} */
  const opens = {};
  for (const { action, title } of buttonsOf(note)) {
    const act = note.data?.acts?.[action];
    if (typeof act?.path === 'string') acts[action] = { ...act, words: title };
    opens[action] = note.actions.find((/** @type {any} */ one) => one?.action === action).navigate ?? note.navigate;
  }
  return { acts, opens };
}
