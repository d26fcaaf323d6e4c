/* What is typed into a form is kept on this phone until it is a tap: sealed for whoever typed it, and brought back
   when they open the form again. Knows neither which form it is nor where what it says is shown. */

import { message } from '../lib/messages.js';
import { siteClock } from '../lib/site-clock.js';
import { get, getAll, put, remove } from '../offline/sealed-store.js';
import { loadKey, NoKey } from '../offline/storage-key.js';
import { ready, TAP_KEPT } from '../offline/tap-forms.js';
import { fillIn, isSame, madeIn, typedIn, wordsOf } from './form-fields.js';

/** @typedef {import('../photos/photo-field.js').PhotoForm} PhotoForm */
/** `by`: the tab that wrote it; `made`: what the server had put there.
 * @typedef {{ fields: Record<string, string>, photos: import('../photos/photo-field.js').KeptPhoto[], at: number, by: string,
 *   made?: Record<string, string> }} Draft */

export { isSame };

export const STORE = 'drafts';
const QUIET = 400; // milliseconds without a key, then it is written down
const PHOTOS_CHANGED = 'ownit:photos'; // as in photos/photo-field.js, which a form without photos does not load
const TAP_REFUSED = 'ownit:refused'; // as in offline/tap-refusals.js
const TAB = crypto.randomUUID?.() ?? String(Math.random());

/** Differs when the draft does. @param {Draft} draft */
const summaryOf = ({ fields, photos }) => JSON.stringify([fields, photos.map(({ filename, blob }) => [filename, blob.size])]);

export class FormDraft {
  /** @param {PhotoForm} form @param {string} id in the store; names the person
   * @param {HTMLElement} notice with a paragraph and a button @param {HTMLElement} unkept says that nothing is kept */
  constructor(form, id, notice, unkept) {
    this.form = form;
    this.id = id;
    this.notice = notice;
    this.unkept = unkept;
    this.person = document.body.dataset.person ?? '';
    this.made = madeIn(form.elements);
    this.isOver = false;
    this.last = '';
    this.wrote = false;
    /** @type {Blob[]} as this page has sealed them */
    this.sealed = [];
    this.others = new BroadcastChannel(id); // the same form in other tabs, which are told what is sent
    this.openedAt = 0; // of the draft that this page has shown
    /** @type {Draft | null} which a tap on the button brings back */
    this.former = null;
    /** @type {typeof import('../photos/photo-forms.js') | null} */
    this.photoForms = null;
    /** @type {Promise<void>} one after the other: what is dropped must not be written once more */
    this.turn = Promise.resolve();
  }

  /** @param {{ draft?: Draft | null, id?: string, isAnswered?: boolean }} [how] `draft`: what was kept, where that is
   * known; `id`: where it is kept from now on; `isAnswered`: the form came back with what is wrong with it */
  async begin({ draft = null, id = this.id, isAnswered = false } = {}) {
    this.id = id;
    if (!(await ready)) return;
    if (this.form.querySelector('[data-photos]')) this.photoForms = await import('../photos/photo-forms.js');
    const kept = draft ?? (await get(STORE, this.id).catch(() => null));
    if (isAnswered) this.made = {};
    else if (kept) this.offer(kept);
    this.listen();
    if (!isAnswered || !kept) this.save();
  }

  listen() {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const soon = () => {
      clearTimeout(timer);
      if (summaryOf(this.content()) !== this.last) delete this.form.dataset.drafted;
      timer = setTimeout(() => this.save(), QUIET);
    };
    const atOnce = () => {
      clearTimeout(timer);
      return this.save();
    };
    for (const event of ['input', PHOTOS_CHANGED]) this.form.addEventListener(event, soon);
    // A field is left before a link is followed: what is written as late as `pagehide` may not get to the disk.
    this.form.addEventListener('change', atOnce);
    window.addEventListener('pagehide', atOnce);
    document.addEventListener('visibilitychange', () => document.hidden && atOnce());
    this.form.addEventListener(TAP_KEPT, (event) => /** @type {any} */ (event).detail.until.push(this.end()));
    this.form.addEventListener(TAP_REFUSED, (event) => this.resume(/** @type {any} */ (event).detail));
    this.others.onmessage = ({ data }) => {
      // What was kept last has gone: other words that stand here are kept again.
      if (data !== JSON.stringify(typedIn(this.form.elements))) {
        this.last = '';
        this.save();
      }
    };
    // The back button brings the page as it was left; what was in it is a tap by now.
    window.addEventListener('pageshow', ({ persisted }) => persisted && this.isOver && location.reload());
    this.notice.querySelector('button')?.addEventListener('click', () => (this.former ? this.undo() : this.discard()));
  }

  /** @returns {Draft} */
  content() {
    const photos = this.photoForms?.chosenPhotos(this.form) ?? [];
    return { fields: typedIn(this.form.elements), photos, at: Date.now(), by: TAB };
  }

  /** Nothing but what the server put there. @param {Draft} draft */
  isEmpty({ fields, photos }) {
    return !photos.length && isSame(fields, this.made, Object.keys(fields));
  }

  /* ---- keeping ---- */

  save() {
    this.turn = this.turn
      .then(() => this.write())
      .then(
        () => void (this.unkept.hidden = true),
        (problem) => this.again(problem),
      );
    return this.turn;
  }

  /** The key may have gone since the page began, and come back; else it is said that nothing is kept.
   * @param {unknown} problem */
  async again(problem) {
    const isBack = problem instanceof NoKey && (await loadKey(this.person).catch(() => false));
    await (isBack ? this.write() : Promise.reject(problem)).catch(() => {
      this.unkept.hidden = false;
    });
  }

  async write() {
    const draft = this.content();
    const summary = summaryOf(draft);
    if (this.isOver || !this.form.isConnected) return;
    if (summary !== this.last && !(await this.store(draft))) return;
    this.last = summary;
    if (!this.isEmpty(draft) && summary === summaryOf(this.content())) this.form.dataset.drafted = '';
  }

  /** An empty tab takes nothing away that another one has written.
   * @param {Draft} draft @returns {Promise<boolean>} whether the store is as this form is */
  async store(draft) {
    const stored = await this.stored();
    if (this.isOthers(stored)) return false;
    if (!this.isEmpty(draft)) {
      const blobs = draft.photos.map(({ blob }) => blob);
      const isAsBefore = blobs.length === this.sealed.length && blobs.every((blob, at) => blob === this.sealed[at]);
      // Photos are read and sealed once, not at each pause in typing.
      const sameBlobs = isAsBefore && stored?.by === TAB;
      await put(STORE, this.id, draft, { person: this.person, sameBlobs });
      this.sealed = blobs;
      this.wrote = true;
    } else if (this.wrote && stored?.by === TAB) await remove(STORE, this.id);
    return true;
  }

  /** Whether it is about to be opened, and is not written over. @param {Draft | undefined} _stored */
  isOthers(_stored) {
    return false;
  }

  /** Its photos are not read. @returns {Promise<Draft | undefined>} */
  async stored() {
    return (await getAll(STORE)).find(({ id }) => id === this.id)?.content;
  }

  /** It is a tap now, and kept as such. */
  end() {
    const sent = JSON.stringify(typedIn(this.form.elements));
    this.isOver = true;
    this.last = '';
    this.notice.hidden = true;
    this.turn = this.turn.then(() => this.dropSent(sent)).catch(() => {});
    return this.turn;
  }

  /** It is a draft again. @param {{ isThereAlready: boolean }} _answer */
  resume(_answer) {
    this.isOver = false;
    return this.save();
  }

  /** Not what another tab has begun. @param {string} sent its fields */
  async dropSent(sent) {
    const stored = await this.stored();
    if (stored?.by !== TAB && JSON.stringify(stored?.fields) !== sent) return;
    await remove(STORE, this.id);
    this.others.postMessage(sent);
  }

  /* ---- bringing back ---- */

  /** @param {Draft} draft */
  offer(draft) {
    const now = this.content();
    const words = wordsOf(this.form.elements);
    this.openedAt = draft.at;
    if (this.isThere(draft)) return;
    const isSameMade = !draft.made || isSame(draft.made, this.made, words);
    const isSameNow = isSame(now.fields, draft.fields, words) && !now.photos.length; // the browser brought the words back
    if ((this.isEmpty(now) && isSameMade) || isSameNow) return this.bringBack(draft);
    // They were faster than this script, or the server gives something else by now: that stays, and the draft is
    // there for one tap.
    this.former = draft;
    this.say(message('You also have a draft from %(time)s.', { time: siteClock(draft.at) }), message('Restore it'));
  }

  /** Whether the server gives all of it. @param {Draft} draft */
  isThere({ fields, photos }) {
    return !photos.length && isSame(this.made, fields, Object.keys(fields));
  }

  /** @param {Draft} draft */
  bringBack(draft) {
    for (const [name, value] of Object.entries(draft.fields)) this.fill(name, value);
    this.photoForms?.restorePhotos(this.form, draft.photos);
    this.say(this.wordsFrom(siteClock(draft.at)), message('Discard'));
    this.form.dispatchEvent(new Event('input', { bubbles: true })); // to what follows the fields
  }

  /** @param {string} time */
  wordsFrom(time) {
    return message('Your draft from %(time)s.', { time });
  }

  /** @param {string} name @param {string} value */
  fill(name, value) {
    fillIn(this.form.elements, name, value);
  }

  discard() {
    this.former = this.content();
    this.form.reset();
    this.form.dispatchEvent(new Event('input', { bubbles: true }));
    this.say(message('Draft discarded.'), message('Restore the draft'));
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
    const [said, button] = this.notice.querySelectorAll('p, button');
    said.textContent = words;
    button.textContent = act;
    this.notice.hidden = false;
  }
}
