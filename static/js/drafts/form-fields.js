/* What a form holds by name: typed or chosen now, and as the server made it. Knows no page: a form is a list of
   fields. */

/** @typedef {Record<string, string>} Fields */
/** Enough of a field. @typedef {{ name: string, type: string, value: string, checked?: boolean, defaultChecked?: boolean,
 * defaultValue?: string, options?: ArrayLike<{ value: string, defaultSelected: boolean }> }} Field */

/* Neither typed nor chosen by anybody, or of one attempt alone. */
const NOT_TYPED = ['hidden', 'file', 'submit', 'button', 'search', 'fieldset'];
const CHOSEN = ['radio', 'checkbox', 'select-one'];

/** @param {Iterable<any>} elements @returns {Field[]} */
const typable = (elements) => [...elements].filter(({ name, type }) => name && !NOT_TYPED.includes(type));

/** @param {Iterable<any>} elements @param {(field: Field) => boolean | undefined} isOn
 * @param {(field: Field) => string} textOf @returns {Fields} */
function read(elements, isOn, textOf) {
  /** @type {Fields} */
  const found = {};
  for (const field of typable(elements)) {
    if (field.type === 'radio') {
      if (isOn(field)) found[field.name] = field.value;
    } else if (field.type === 'checkbox') found[field.name] = isOn(field) ? field.value : '';
    else found[field.name] = textOf(field);
  }
  return found;
}

/** @param {Iterable<any>} elements */
export function typedIn(elements) {
  return read(
    elements,
    ({ checked }) => checked,
    ({ value }) => value,
  );
}

/** What the server put there, whatever was typed before this script came. @param {Iterable<any>} elements */
export function madeIn(elements) {
  return read(
    elements,
    ({ defaultChecked }) => defaultChecked,
    ({ options, defaultValue }) => {
      if (!options) return defaultValue ?? '';
      return ([...Array.from(options)].find((option) => option.defaultSelected) ?? options[0])?.value ?? '';
    },
  );
}

/** What is no longer offered as a choice is left as it is.
 * @param {Iterable<any>} elements @param {string} name @param {string} value */
export function fillIn(elements, name, value) {
  const fields = typable(elements).filter((field) => field.name === name);
  const isOffered = fields[0]?.type !== 'radio' || fields.some((field) => field.value === value);
  if (!isOffered) return;
  for (const field of fields) {
    if (field.type === 'radio' || field.type === 'checkbox') field.checked = field.value === value;
    else if (!field.options || Array.from(field.options).some((option) => option.value === value)) field.value = value;
  }
}

/** Words, not choices: those may be offered with other values from minute to minute.
 * @param {Iterable<any>} elements @returns {string[]} names */
export function wordsOf(elements) {
  return typable(elements)
    .filter(({ type }) => !CHOSEN.includes(type))
    .map(({ name }) => name);
}

/** @param {Fields} some @param {Fields} others @param {string[]} names */
export function isSame(some, others, names) {
  return names.every((name) => (some[name] ?? '') === (others[name] ?? ''));
}
