/* What Safari 15 does not have yet, so that nothing throws there in the middle of a tap: AbortSignal.timeout came with
   16 (MDN browser-compat-data). Comes first in each bundle. */

AbortSignal.timeout ??= (limit) => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new DOMException('Too late.', 'TimeoutError')), limit);
  return controller.signal;
};
