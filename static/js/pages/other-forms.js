/* A page with several forms sends one of them: what is typed into the others is still there on the page that answers.
   For this tab alone, until then: a draft (js/drafts) would come back days later over what another admin has saved.
   Without it a browser has it for its back button only. */

/** `made`: what the server had put there. @typedef {{ now: string | boolean, made: string | boolean }} Unsent */

const STORED = 'ownit:other-forms';
const NOT_TYPED = ['hidden', 'file', 'submit', 'button', 'search', 'fieldset'];

const person = () => document.body.dataset.person ?? '';
/** @param {HTMLFormElement} form @returns {any[]} */
const fieldsOf = (form) => /** @type {any[]} */ ([...form.elements]).filter(({ name, type }) => name && !NOT_TYPED.includes(type));
/** @param {any} field */
const isTick = ({ type }) => type === 'radio' || type === 'checkbox';
/** @param {any} field @returns {string} */
const keyOf = (field) => (isTick(field) ? `${field.name} ${field.value}` : field.name);
/** @param {any} field @returns {string | boolean} */
const nowIn = (field) => (isTick(field) ? field.checked : field.value);
/** @param {any} field @returns {string | boolean} */
function madeIn(field) {
  if (isTick(field)) return field.defaultChecked;
  if (!field.options) return field.defaultValue;
  return ([...field.options].find(({ defaultSelected }) => defaultSelected) ?? field.options[0])?.value;
}

/** By the name of the field. @param {HTMLFormElement} form @returns {Record<string, Unsent>} */
function unsentIn(form) {
  const changed = fieldsOf(form).filter((field) => nowIn(field) !== madeIn(field));
  return Object.fromEntries(changed.map((field) => [keyOf(field), { now: nowIn(field), made: madeIn(field) }]));
}

/** Where the server gives something else by now, that stays. @param {HTMLFormElement} form
 * @param {Record<string, Unsent>} unsent */
function bringBack(form, unsent) {
  for (const field of fieldsOf(form)) {
    const { now, made } = unsent[keyOf(field)] ?? {};
    if (now === undefined || madeIn(field) !== made || nowIn(field) !== made) continue;
    if (isTick(field)) field.checked = now;
    else field.value = now;
  }
}

/** @param {HTMLElement} main */
export default function keepOtherForms(main) {
  const forms = [...main.querySelectorAll('form')];
  const stored = JSON.parse(sessionStorage.getItem(STORED) ?? '{}');
  sessionStorage.removeItem(STORED);
  if (stored.person === person()) for (const form of forms) bringBack(form, stored.unsent[form.action] ?? {});
  main.addEventListener('submit', ({ target }) => {
    const unsent = forms.filter((form) => form !== target).map((form) => [form.action, unsentIn(form)]);
    sessionStorage.setItem(STORED, JSON.stringify({ person: person(), unsent: Object.fromEntries(unsent) }));
  });
}
