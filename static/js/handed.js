// @ts-check
/* This phone is somebody else's now: an open page of whoever had it before goes. */

const SOON = 2000; // milliseconds; a page that is being left for the next person's has gone by then

/** @param {string | null} person whose answers come now; null: nobody is signed in */
function goOn(person) {
  const { dataset } = document.body;
  if (!('signedIn' in dataset) || dataset.person === person) return;
  if (document.hidden) location.reload();
  else setTimeout(() => location.reload(), SOON);
}

export function leaveWhenHandedOver() {
  navigator.serviceWorker?.addEventListener('message', ({ data }) => {
    if (data?.type === 'handed-over') goOn(data.person ?? null);
  });
}
