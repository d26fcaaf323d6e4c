/* Prints what was chosen, alone and with its whole history, whichever window is asked to print. */

/* Browsers that do not know `::details-content`, with which the style sheet unfolds what is folded. */
const UNFOLDS = !CSS.supports('selector(::details-content)');
const NARROWER = 1.1; // so much more room, since paper is narrower than the screen

/** @param {Document} shown a detail */
export function offerPrint(shown) {
  const pane = shown.defaultView;
  const head = shown.querySelector('.top');
  if (!pane?.print || !head) return;
  const textContent = 'Print';
  const button = Object.assign(shown.createElement('button'), { className: 'print-link', type: 'button', textContent });
  button.addEventListener('click', () => pane.print());
  head.append(button);
  if (UNFOLDS) unfoldToPrint(pane);
}

/** @param {Window} pane */
function unfoldToPrint(pane) {
  /** @type {HTMLDetailsElement[]} */
  let folded = [];
  pane.addEventListener('beforeprint', () => {
    folded = [...pane.document.querySelectorAll('details')].filter(({ open }) => !open);
    for (const one of folded) one.open = true;
  });
  pane.addEventListener('afterprint', () => {
    for (const one of folded) one.open = false;
  });
}

/** The window is asked, and the issue stands in a frame of it: a frame is printed as high as it is.
 * @param {() => HTMLIFrameElement | undefined} frameOf */
export function printWholeFrame(frameOf) {
  const setHeight = (/** @type {boolean} */ isPrinted) => {
    const frame = frameOf();
    const height = frame?.contentDocument?.documentElement.scrollHeight ?? 0;
    if (frame) frame.style.height = isPrinted ? `${Math.ceil(height * NARROWER)}px` : '';
  };
  window.addEventListener('beforeprint', () => setHeight(true));
  window.addEventListener('afterprint', () => setHeight(false));
}
