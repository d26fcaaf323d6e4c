/* The field of a form in which photos are taken, chosen, made small, shown and removed. What is ready stands in
   `form.photos`, for whoever sends the form. */

import { message, messages } from '../lib/messages.js';
import { isReadByServer } from './photo-type.js';
import { shrunk } from './shrink-queue.js';

/** As a form sends it; `isUnread`: this phone cannot show it, and the server may not be able to read it either.
 * @typedef {{ name: string, filename: string, blob: Blob, isUnread: boolean }} Photo */
/** @typedef {HTMLFormElement & { photos?: Photo[], shrinking?: Promise<unknown> }} PhotoForm */
/** @typedef {{ filename: string, blob: Blob, isReady: boolean, isUnread: boolean, row: HTMLElement }} Chosen */
/** @typedef {{ filename: string, blob: Blob, isRaw?: boolean }} KeptPhoto `isRaw`: to be made small yet */

/* Told to a form when its photos have changed. */
export const PHOTOS_CHANGED = 'ownit:photos';

const MOST_PHOTOS = 6; // as in web/http/photos.py
const MOST_BYTES = 10 * 1024 * 1024; // of what this phone cannot make smaller; as in web/acts/images/uploads.py
const MOST_TO_READ = 80 * 1024 * 1024; // more would not fit into a phone's memory

/** @param {string} tag @param {Record<string, any>} [what] @param {...(Node | string)} inside */
function element(tag, what = {}, ...inside) {
  const made = Object.assign(document.createElement(tag), what);
  made.append(...inside);
  return made;
}

/** @param {string} file its name */
const unreadable = (file) => message('“%(file)s” cannot be read here. Use a JPEG, PNG or WebP picture, or a screenshot of it.', { file });

/** @param {string} file its name */
const unshown = (file) =>
  message('“%(file)s” cannot be shown on this phone, so it may be damaged. Write what you see, or take it again.', { file });

/** @param {string} file its name */
const tooLarge = (file) => message('“%(file)s” is larger than 10 MB. Choose a smaller one.', { file });

/** @param {number} count */
function leftOut(count) {
  return messages(
    'You can send %(most)s photos at once: one was left out.',
    'You can send %(most)s photos at once: %(num)s were left out.',
    count,
    { most: MOST_PHOTOS },
  );
}

export class PhotoField {
  /** @param {HTMLElement} box @param {PhotoForm} form */
  constructor(box, form) {
    this.form = form;
    this.input = /** @type {HTMLInputElement} */ (box.querySelector('input[type="file"]'));
    /** @type {Chosen[]} */
    this.chosen = [];
    this.pending = 0;
    /** @type {File[]} that find no place yet */
    this.left = [];
    this.complaints = 0;
    this.list = element('ul', { className: 'chosen', hidden: true });
    this.said = element('div', {}, element('p', { className: 'error' }), element('p', { className: 'muted' }));
    this.said.setAttribute('role', 'status');
    this.chooser = this.button(message('Choose photos'), this.input);
    this.input.after(this.buttons(), this.list, this.said);
    this.input.hidden = true;
    this.listen(this.input);
    form.addEventListener('reset', () => this.clear());
    this.add([...(this.input.files ?? [])]); // chosen before this script was there
    this.tell();
  }

  buttons() {
    const camera = /** @type {HTMLInputElement} */ (element('input', { type: 'file', accept: 'image/*', hidden: true }));
    camera.setAttribute('capture', 'environment');
    this.listen(camera);
    return element('div', { className: 'buttons' }, this.button(message('Take a photo'), camera), this.chooser, camera);
  }

  /** @param {string} words @param {HTMLInputElement} input */
  button(words, input) {
    const made = element('button', { type: 'button', className: 'button', textContent: words });
    made.addEventListener('click', () => input.click());
    return made;
  }

  /** @param {HTMLInputElement} input */
  listen(input) {
    input.addEventListener('change', () => {
      const files = [...(input.files ?? [])];
      input.value = '';
      this.add(files);
    });
  }

  /** @param {File[]} files */
  add(files) {
    if (files.length) this.clearWords();
    this.left.push(...files);
    this.fill();
  }

  /** A bad one takes no place of a good one. */
  fill() {
    while (this.left.length && (this.chosen.length < MOST_PHOTOS || this.makeRoom())) {
      this.take(/** @type {File} */ (this.left.shift()));
    }
    const left = this.pending ? 0 : this.left.splice(0).length;
    if (left) this.complain(leftOut(left));
  }

  /** @returns {boolean} whether one that may be damaged has gone for the next one */
  makeRoom() {
    const unread = this.chosen.find(({ isUnread }) => isUnread);
    if (unread) this.refuse(unread, (file) => message('“%(file)s” was left out to make room for the others.', { file }));
    return unread !== undefined;
  }

  /** @param {File} file */
  async take(file) {
    if (!file.size) return this.complain(message('“%(file)s” is empty. Take or choose it again.', { file: file.name }));
    const one = this.show(file.name, file);
    const preparing = this.prepare(one);
    this.pending += 1;
    this.form.shrinking = Promise.all([this.form.shrinking, preparing]);
    await preparing;
    this.pending -= 1;
    this.fill();
    this.tell();
  }

  /** As it was ready before. @param {{ filename: string, blob: Blob }} kept */
  takeBack({ filename, blob }) {
    this.ready(this.show(filename, blob));
    this.tell();
  }

  /** Small, or as it is where this phone cannot and the server may. @param {Chosen} one */
  async prepare(one) {
    const jpeg = one.blob.size <= MOST_TO_READ ? await shrunk(one.blob) : null;
    if (!this.chosen.includes(one)) return; // removed meanwhile
    if (jpeg) Object.assign(one, { blob: jpeg, filename: 'photo.jpg' });
    else if (!(await isReadByServer(one.blob))) return this.refuse(one, unreadable);
    else if (one.blob.size > MOST_BYTES) return this.refuse(one, tooLarge);
    else {
      const copy = await copied(one.blob);
      if (!copy) return this.refuse(one, unreadable);
      one.blob = copy;
      if (!(await isShown(copy))) return this.keepUnread(one);
    }
    this.ready(one);
  }

  /** Some photos are too large for this phone alone: the server may read it all the same. @param {Chosen} one */
  keepUnread(one) {
    Object.assign(one, { isReady: true, isUnread: true });
    const place = one.row.firstElementChild;
    if (place) place.textContent = message('Cannot be shown');
    this.number();
    this.complain(unshown(one.filename));
  }

  /** @param {string} filename @param {Blob} blob @returns {Chosen} */
  show(filename, blob) {
    const row = element('li', {}, element('span', { className: 'chosen__wait', textContent: message('Getting ready …') }));
    const one = { filename, blob, isReady: false, isUnread: false, row };
    const remove = element('button', { type: 'button', className: 'button', textContent: message('Remove') });
    remove.addEventListener('click', () => this.remove(one));
    row.append(remove);
    this.chosen.push(one);
    this.list.append(row);
    this.number();
    return one;
  }

  /** @param {Chosen} one */
  ready(one) {
    one.isReady = true;
    const picture = element('img', { src: URL.createObjectURL(one.blob), alt: '' });
    one.row.firstElementChild?.replaceWith(picture);
    this.number();
  }

  /** @param {Chosen} one @param {(file: string) => string} why in words */
  refuse(one, why) {
    this.forget(one);
    this.complain(why(one.filename));
  }

  /** By the thumb: the focus goes to what stands in its place. @param {Chosen} one */
  remove(one) {
    const place = this.chosen.indexOf(one);
    this.forget(one);
    this.say(message('Removed.'));
    this.tell();
    const next = this.chosen[Math.min(place, this.chosen.length - 1)];
    (next?.row.querySelector('button') ?? this.chooser).focus();
  }

  /** @param {Chosen} one */
  forget(one) {
    this.chosen = this.chosen.filter((other) => other !== one);
    const picture = one.row.querySelector('img');
    if (picture) URL.revokeObjectURL(picture.src);
    one.row.remove();
    this.number();
  }

  clear() {
    this.left = [];
    for (const one of this.chosen) this.forget(one);
    this.clearWords();
    this.tell();
  }

  /** Screen readers hear which one a button removes, and which one a picture is. */
  number() {
    this.list.hidden = !this.chosen.length;
    this.chosen.forEach(({ row }, index) => {
      row.querySelector('button')?.setAttribute('aria-label', message('Remove photo %(number)s', { number: index + 1 }));
      row.querySelector('img')?.setAttribute('alt', message('Photo %(number)s', { number: index + 1 }));
    });
  }

  /** To the form, also for a browser that sends it by itself. */
  tell() {
    const ready = this.chosen.filter(({ isReady }) => isReady);
    this.form.photos = ready.map(({ filename, blob, isUnread }) => ({ name: this.input.name, filename, blob, isUnread }));
    const files = new DataTransfer();
    for (const { filename, blob } of ready) files.items.add(new File([blob], filename, { type: blob.type }));
    this.input.files = files.files;
    this.form.dispatchEvent(new CustomEvent(PHOTOS_CHANGED, { bubbles: true }));
  }

  /** Beside what is wrong with what was chosen. @param {string} words */
  say(words) {
    this.said.children[1].textContent = words;
  }

  /** One sentence after the other, until something else is chosen. @param {string} words */
  complain(words) {
    this.complaints += 1;
    const place = this.said.children[0];
    place.textContent = [place.textContent, words].filter(Boolean).join(' ');
  }

  clearWords() {
    this.complaints = 0;
    for (const words of this.said.children) words.textContent = '';
  }
}

/** The file may be gone, changed or withdrawn by the app that lent it, when the form is sent: nothing of the form could
 * be sent then. @param {Blob} file @returns {Promise<Blob | null>} null: it is gone already */
async function copied(file) {
  const bytes = await file.arrayBuffer().catch(() => null);
  return bytes && new Blob([bytes], { type: file.type });
}

/** Whether this browser can draw it. @param {Blob} blob @returns {Promise<boolean>} */
async function isShown(blob) {
  const picture = new Image();
  picture.src = URL.createObjectURL(blob);
  try {
    await picture.decode();
    return true;
  } catch {
    return false;
  } finally {
    URL.revokeObjectURL(picture.src);
  }
}
