/* Tells the server what became of a nudge on this phone. In pages and in the service worker. */

/** Outlives the page that asks. @param {string | undefined} receipt @param {'shown' | 'opened'} what */
export async function reportReceipt(receipt, what) {
  if (!receipt) return;
  const headers = { 'Content-Type': 'application/json' };
  const body = JSON.stringify({ receipt, what });
  await fetch('/push/receipts', { method: 'POST', headers, body, keepalive: true }).catch(() => {});
}
