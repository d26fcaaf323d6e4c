/* Prints what was chosen, alone and with its whole history, whichever window is asked to print. */

import { message } from '../lib/messages.js';

/* Browsers that do not know `::details-content`, with which the style sheet unfolds what is folded. */
const UNFOLDS = !CSS.supports('selector(::details-content)');
const NARROWER = 1.1; // so much more room, since paper is narrower than the screen

/** @param {Document} shown a detail */
export function offerPrint(shown) {
  const pane = shown.defaultView;
  const head = shown.querySelector('.top');
  if (!pane?.print || !head) return;
  const textContent = message('Print');
  const button = Object.assign(shown.createElement('button'), { className: 'print-link', type: 'button', textContent });
  button.addEventListener('click', () => pane.print());
  head.append(button);
  if (UNFOLDS) unfoldToPrint(pane);
}

/** @param {Window} pane */
function unfoldToPrint(pane) {
  let fold = () => {};
  pane.addEventListener('beforeprint', () => (fold = unfold(pane.document)));
  pane.addEventListener('afterprint', () => fold());
}

/** @param {Document} shown @returns {() => void} folds it again */
function unfold(shown) {
  const folded = [...shown.querySelectorAll('details')].filter(({ open }) => !open);
  for (const one of folded) one.open = true;
  return () => folded.forEach((one) => (one.open = false));
}

/** The window is asked, and the issue stands in a frame of it: a frame is printed as high as it is, with all that is
 * folded on the screen. @param {() => HTMLIFrameElement | undefined} frameOf */
export function printWholeFrame(frameOf) {
  let restore = () => {};
  window.addEventListener('beforeprint', () => {
    const frame = frameOf();
    const shown = frame?.contentDocument;
    if (!frame || !shown) return;
    const fold = unfold(shown);
    frame.style.height = `${Math.ceil(shown.documentElement.scrollHeight * NARROWER)}px`;
    restore = () => {
      frame.style.height = '';
      fold();
    };
  });
  window.addEventListener('afterprint', () => restore());
}
