/* Sign-out on a phone that others use: says what still waits here, and leaves nothing that they could read. */

import { message, messages } from '../lib/messages.js';
import { countTaps, sendQueue } from '../offline/queue.js';
import { canStore, forgetKey } from '../offline/storage-key.js';

const LAST_TRY = 5000; // milliseconds

/** What was tapped goes out first, if it can. @returns {Promise<number>} how many still wait */
async function sendLastTime() {
  const { waiting } = await countTaps();
  if (!waiting) return 0;
  const giveUp = new Promise((resolve) => setTimeout(resolve, LAST_TRY));
  await Promise.race([sendQueue({ force: true, wait: true }), giveUp]);
  return (await countTaps()).waiting;
}

/** @param {HTMLFormElement} form @param {number} waiting */
function warn(form, waiting) {
  const words = messages(
    'One tap is not sent yet. It is sent only when you sign in here again.',
    '%(num)s taps are not sent yet. They are sent only when you sign in here again.',
    waiting,
  );
  const notice = Object.assign(document.createElement('p'), { className: 'notice notice--bad', textContent: words });
  notice.setAttribute('role', 'alert');
  form.prepend(notice);
  const button = form.querySelector('button');
  if (button) button.textContent = message('Sign out anyway');
}

async function clearDevice() {
  await navigator.clearAppBadge?.().catch(() => {});
  await forgetKey();
}

/** @param {SubmitEvent} event */
async function onSubmit(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.dataset.left) return;
  event.preventDefault();
  const isWarned = form.dataset.warned === 'yes';
  // Whatever this phone cannot do: they sign out.
  const waiting = isWarned ? 0 : await sendLastTime().catch(() => 0);
  if (waiting) {
    form.dataset.warned = 'yes';
    return warn(form, waiting);
  }
  await clearDevice().catch(() => {});
  form.dataset.left = 'yes';
  form.requestSubmit();
}

/** @param {HTMLElement} form */
export default function signOut(form) {
  if (canStore()) form.addEventListener('submit', onSubmit);
}
