/* The draft of a report, one for each person. What other apps share arrives as such a draft, and a report that was
   refused opens again as one. */

import { FormDraft, isSame, STORE } from '../drafts/form-draft.js';
import { message } from '../lib/messages.js';
import { get } from '../offline/sealed-store.js';
import { ready } from '../offline/tap-forms.js';
import { sayShared, sayWhatIsUnknown, show } from './report-notices.js';

/** @typedef {import('../drafts/form-draft.js').Draft} Draft */
/** @typedef {import('../photos/photo-field.js').PhotoForm} PhotoForm */

const SHARED = 'share'; // in `by`, as in static/sw/share-target.js: nobody has opened it yet
const SAYS_MUCH = ['text', 'place', 'customer_name', 'customer_contact'];
const FOLDED = ['customer_name', 'customer_contact'];

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

class ReportDraft extends FormDraft {
  /** @param {PhotoForm} form */
  constructor(form) {
    // Several people may have one on the same phone; as in static/sw/share-target.js.
    super(form, `report ${document.body.dataset.person ?? ''}`, byId('draft'), byId('draft-unkept'));
    this.refused = ''; // the key of the tap that is opened again
  }

  /** @param {boolean} isAnswered */
  async open(isAnswered) {
    if (isAnswered) return this.begin({ isAnswered });
    const found = (await ready) ? await this.find().catch(() => null) : null;
    sayShared(found?.draft?.by === SHARED);
    await this.begin(found ?? {});
  }

  /** The refused report that the address names, or what was begun. @returns {Promise<{ draft: Draft | null, id?: string }>} */
  async find() {
    const isNamed = new URL(location.href).searchParams.has('refused');
    const refused = isNamed && (await (await import('./refused-report.js')).refusedReport().catch(() => null));
    if (!refused) return { draft: await get(STORE, this.id) };
    this.refused = refused.key;
    return refused;
  }

  /** @override @param {Draft} draft */
  isEmpty({ fields, photos }) {
    return !photos.length && isSame(fields, this.made, SAYS_MUCH);
  }

  /** @override @param {Draft | undefined} stored */
  isOthers(stored) {
    return stored?.by === SHARED && stored.at !== this.openedAt;
  }

  /** @override */
  end() {
    show('shared-here', false);
    return super.end();
  }

  /** Not where it was opened in two windows, and sent in the other one; until it is changed.
   * @override @param {{ isThereAlready: boolean }} answer */
  resume(answer) {
    if (!this.refused || !answer.isThereAlready) return super.resume(answer);
    this.form.addEventListener('input', () => (this.isOver = false), { once: true });
    return this.end();
  }

  /** @override @param {string} sent */
  async dropSent(sent) {
    if (this.refused) return (await import('./refused-report.js')).forgetRefused(this.refused);
    return super.dropSent(sent);
  }

  /** @override @param {Draft} draft */
  bringBack(draft) {
    super.bringBack(draft);
    const isFolded = !isSame(draft.fields, this.made, FOLDED);
    if (isFolded) this.form.querySelector('details')?.setAttribute('open', '');
  }

  /** @override @param {string} time */
  wordsFrom(time) {
    return this.refused ? message('Your report from %(time)s.', { time }) : super.wordsFrom(time);
  }

  /** Where the sign on the wall has named the place, that is where they stand now.
   * @override @param {string} name @param {string} value */
  fill(name, value) {
    const isOfTheWall = Boolean(this.made.place) && ['place', 'site_id'].includes(name);
    if (!isOfTheWall) super.fill(name, value);
  }
}

/** @param {HTMLElement} form */
export default function drafts(form) {
  sayWhatIsUnknown();
  new ReportDraft(/** @type {PhotoForm} */ (form)).open(form.dataset.answered !== undefined);
}
