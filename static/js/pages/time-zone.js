/* Chooses the time zone of this phone in a list of time zones, unless one was chosen already. */

/** @param {HTMLElement} region */
export default function timeZone(region) {
  const select = region.querySelector('select');
  if (!select || 'chosen' in region.dataset) return;
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...select.options].some((option) => option.value === here)) select.value = here;
}
