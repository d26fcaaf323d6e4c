/* What is under a thumb changes: a sheet closes, or the answer to a tap takes the place of what was tapped. A second
   tap that comes at once was meant for what was there, and is no tap on what is there now. */

const SETTLES_IN = 400; // milliseconds; nobody sees what is new and taps on it sooner

export function settle() {
  document.body.style.pointerEvents = 'none';
  setTimeout(() => document.body.style.removeProperty('pointer-events'), SETTLES_IN);
}
