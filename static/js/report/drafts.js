/* What is typed into the report is kept on this phone until it is a tap: sealed for whoever typed it, and brought
   back when they open an empty report. What other apps share arrives as such a draft. */

import { siteClock } from '../lib/site-clock.js';
import { get, getAll, put, remove } from '../offline/sealed-store.js';
import { loadKey, NoKey } from '../offline/storage-key.js';
import { ready, TAP_KEPT } from '../offline/tap-forms.js';
import { TAP_REFUSED } from '../offline/tap-refusals.js';
import { chosenPhotos, PHOTOS_CHANGED, restorePhotos } from '../photos/photo-forms.js';
import { forgetRefused, refusedReport } from './refused-report.js';
import { sayShared, sayWhatIsUnknown, show } from './report-notices.js';

/** @typedef {import('../photos/photo-field.js').PhotoForm} PhotoForm */
/** `by`: the tab that wrote it; SHARED: another app, and nobody has opened it yet.
 * @typedef {{ fields: Record<string, string>, photos: import('../photos/photo-field.js').KeptPhoto[], at: number, by: string }} Draft */

const STORE = 'drafts';
const SHARED = 'share'; // as in static/sw/share-target.js
const QUIET = 400; // milliseconds without a key, then it is written down
const NOT_TYPED = ['key', 'again', 'photo', 'intent'];
const SAYS_MUCH = ['text', 'place', 'customer_name', 'customer_contact'];
const FOLDED = ['customer_name', 'customer_contact'];
const TAB = crypto.randomUUID?.() ?? String(Math.random());

/** What the server put there, whatever was typed before this script came.
 * @param {HTMLFormElement} form @returns {Record<string, string>} */
function asMade(form) {
  /** @type {Record<string, string>} */
  const made = {};
  for (const field of form.elements) {
    if (field instanceof HTMLSelectElement) {
      const chosen = [...field.options].find((option) => option.defaultSelected) ?? field.options[0];
      made[field.name] = chosen?.value ?? '';
    } else if (field instanceof HTMLInputElement && field.type === 'radio') {
      if (field.defaultChecked) made[field.name] = field.value;
    } else if ('defaultValue' in field && 'name' in field) made[String(field.name)] = String(field.defaultValue);
  }
  return made;
}

class Drafts {
  /** @param {PhotoForm} form */
  constructor(form) {
    this.form = form;
    this.person = document.body.dataset.person ?? '';
    this.id = `report ${this.person}`; // several people may have one on the same phone; as in static/sw/share-target.js
    this.empty = asMade(form);
    this.refused = ''; // the key of the tap that is opened again
    this.isOver = false;
    this.last = '';
    this.wrote = false;
    /** @type {Blob[]} as this page has sealed them */
    this.sealed = [];
    this.openedAt = 0; // of the draft that this page has shown
    /** @type {Draft | null} of before “Start over” */
    this.former = null;
    /** @type {Promise<void>} one after the other: what is dropped must not be written once more */
    this.turn = Promise.resolve();
    this.words = /** @type {HTMLElement} */ (document.getElementById('draft-words'));
    this.button = /** @type {HTMLButtonElement} */ (document.getElementById('draft-button'));
  }

  async begin() {
    const refused = (await ready) ? await refusedReport().catch(() => null) : null;
    this.refused = refused?.key ?? '';
    this.id = refused?.id ?? this.id;
    const draft = refused?.draft ?? ((await ready) ? await get(STORE, this.id).catch(() => null) : null);
    sayShared(draft?.by === SHARED);
    if (!(await ready)) return;
    if (draft) this.offer(draft);
    this.listen();
    this.save();
  }

  listen() {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.save(), QUIET);
    };
    const atOnce = () => {
      clearTimeout(timer);
      return this.save();
    };
    for (const event of ['input', 'change', PHOTOS_CHANGED]) this.form.addEventListener(event, soon);
    window.addEventListener('pagehide', atOnce);
    document.addEventListener('visibilitychange', () => document.hidden && atOnce());
    this.form.addEventListener(TAP_KEPT, (event) => /** @type {any} */ (event).detail.until.push(this.end()));
    this.form.addEventListener(TAP_REFUSED, (event) => this.resume(/** @type {any} */ (event).detail));
    // The back button brings the page as it was left; what was in it is a tap by now.
    window.addEventListener('pageshow', ({ persisted }) => persisted && this.isOver && location.reload());
    this.button.addEventListener('click', () => (this.former ? this.undo() : this.startAnew()));
  }

  /* ---- what the form says ---- */

  /** @returns {Record<string, string>} */
  fields() {
    const typed = [...new FormData(this.form)].filter(([name, value]) => typeof value === 'string' && !NOT_TYPED.includes(name));
    return Object.fromEntries(/** @type {[string, string][]} */ (typed));
  }

  /** @returns {Draft} */
  content() {
    return { fields: this.fields(), photos: chosenPhotos(this.form), at: Date.now(), by: TAB };
  }

  /** Nothing but what the server put there. @param {Draft} draft */
  isEmpty({ fields, photos }) {
    return !photos.length && SAYS_MUCH.every((name) => (fields[name] ?? '') === (this.empty[name] ?? ''));
  }

  /* ---- keeping ---- */

  save() {
    this.turn = this.turn
      .then(() => this.write())
      .then(
        () => show('draft-unkept', false),
        (problem) => this.again(problem),
      );
    return this.turn;
  }

  /** The key may have gone since the page began, and come back; else it is said that nothing is kept.
   * @param {unknown} problem */
  async again(problem) {
    const isBack = problem instanceof NoKey && (await loadKey(this.person).catch(() => false));
    await (isBack ? this.write() : Promise.reject(problem)).catch(() => show('draft-unkept', true));
  }

  /** An empty tab takes nothing away that another one has written. */
  async write() {
    const draft = this.content();
    const same = JSON.stringify([draft.fields, draft.photos.map(({ filename, blob }) => [filename, blob.size])]);
    if (this.isOver || same === this.last) return;
    const stored = await this.stored();
    if (stored?.by === SHARED && stored.at !== this.openedAt) return; // it is about to be opened
    if (!this.isEmpty(draft)) {
      const blobs = draft.photos.map(({ blob }) => blob);
      const isAsBefore = blobs.length === this.sealed.length && blobs.every((blob, at) => blob === this.sealed[at]);
      // Photos are read and sealed once, not at each pause in typing.
      const sameBlobs = isAsBefore && stored?.by === TAB;
      await put(STORE, this.id, draft, { person: this.person, sameBlobs });
      this.sealed = blobs;
      this.wrote = true;
    } else if (this.wrote && stored?.by === TAB) await remove(STORE, this.id);
    this.last = same;
  }

  /** Its photos are not read. @returns {Promise<Draft | undefined>} */
  async stored() {
    return (await getAll(STORE)).find(({ id }) => id === this.id)?.content;
  }

  /** It is a tap now, and kept as such. */
  end() {
    const sent = JSON.stringify(this.fields());
    this.isOver = true;
    this.last = '';
    show('draft', false);
    show('shared-here', false);
    this.turn = this.turn.then(() => this.dropSent(sent)).catch(() => {});
    return this.turn;
  }

  /** It is a draft again. Not where it was opened in two windows, and sent in the other one; until it is changed.
   * @param {{ isThereAlready: boolean }} answer */
  resume({ isThereAlready }) {
    if (this.refused && isThereAlready) {
      this.form.addEventListener('input', () => (this.isOver = false), { once: true });
      return this.end();
    }
    this.isOver = false;
    return this.save();
  }

  /** Not what another tab has begun, or what is shared and not opened yet. @param {string} sent its fields */
  async dropSent(sent) {
    if (this.refused) return forgetRefused(this.refused);
    const stored = await this.stored();
    if (stored?.by === TAB || JSON.stringify(stored?.fields) === sent) await remove(STORE, this.id);
  }

  /* ---- bringing back ---- */

  /** @param {Draft} draft */
  offer(draft) {
    const now = this.content();
    this.openedAt = draft.at;
    const isSame = now.fields.text === draft.fields.text && !now.photos.length; // the browser brought the words back
    if (this.isEmpty(now) || isSame) return this.bringBack(draft);
    // They were faster than this script: what they type now stays, and the other is there for one tap.
    this.former = draft;
    this.say(`You also have a draft from ${siteClock(draft.at)}.`, 'Restore it');
  }

  /** @param {Draft} draft */
  bringBack(draft) {
    for (const [name, value] of Object.entries(draft.fields)) this.fill(name, value);
    restorePhotos(this.form, draft.photos);
    const isFolded = FOLDED.some((name) => (draft.fields[name] ?? '') !== (this.empty[name] ?? ''));
    if (isFolded) this.form.querySelector('details')?.setAttribute('open', '');
    const what = this.refused ? 'Your report' : 'Your draft';
    this.say(`${what} from ${siteClock(draft.at)}.`, 'Start over');
  }

  /** Where the sign on the wall has named the place, that is where they stand now.
   * @param {string} name @param {string} value */
  fill(name, value) {
    const isOfTheWall = Boolean(this.empty.place) && ['place', 'site_id'].includes(name);
    const field = this.form.elements.namedItem(name);
    if (isOfTheWall || !field || !('value' in field)) return;
    const isOffered = !(field instanceof HTMLSelectElement) || [...field.options].some((option) => option.value === value);
    const isHidden = field instanceof HTMLInputElement && field.type === 'hidden';
    if (isOffered && !isHidden) field.value = value;
  }

  startAnew() {
    this.former = this.content();
    this.form.reset();
    this.say('Started over.', 'Restore the draft');
    this.save();
  }

  undo() {
    const draft = this.former;
    this.former = null;
    this.form.reset();
    if (draft) this.bringBack(draft);
    this.save();
  }

  /** @param {string} words @param {string} act */
  say(words, act) {
    this.words.textContent = words;
    this.button.textContent = act;
    show('draft', true);
  }
}

/** @param {HTMLElement} form */
export default function drafts(form) {
  const mine = new Drafts(/** @type {PhotoForm} */ (form));
  sayWhatIsUnknown();
  const isAnswered = form.dataset.answered !== undefined; // it came back with what is wrong with it
  if (isAnswered) mine.empty = {};
  if (isAnswered) mine.listen();
  else mine.begin();
}
