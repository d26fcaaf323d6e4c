"""What a phone keeps for reading without a connection, and the ways to look at it from outside."""

from typing import Any

from playwright.sync_api import Page

from tests.browser.offline import wait_for_vault
from tests.browser.workers import ACTIVATED, Worker
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until

_ALL = """async () => {
  if (!(await caches.has('ownit-pages'))) return [];
  const cache = await caches.open('ownit-pages');
  return (await cache.keys()).map(one => new URL(one.url).pathname)
}"""
_TEXTS = """async () => {
  const texts = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const one of await cache.keys()) {
      texts.push(one.url, await (await cache.match(one)).text());
    }
  }
  return texts.join('\\n')
}"""
# Puts a copy of the page at `path` elsewhere, or in its own place, as if it had been kept then.
_PLANT = """async ([path, to, days, change]) => {
  const cache = await caches.open('ownit-pages');
  const page = await cache.match(path, {ignoreVary: true});
  const headers = new Headers(page.headers);
  headers.set('Ownit-Path', to);
  headers.set('Ownit-Kept-At', String(Date.now() - days * 24 * 60 * 60 * 1000));
  const text = (await page.text()).replaceAll(...change);
  await cache.put(to, new Response(text, {headers}));
}"""


def kept(page: Page) -> list[str]:
    """The paths of all pages and photos."""
    found: list[str] = page.evaluate(_ALL)
    return found


def wait_until_kept(page: Page, *paths: str) -> None:
    until(lambda: set(paths) <= set(kept(page)), LIMIT, f"kept: {paths}")


def everything(page: Page) -> str:
    """All that any cache of this phone holds, in one text."""
    return str(page.evaluate(_TEXTS))


def plant(
    page: Page, path: str, to: str, *, days: float = 0, change: tuple[str, str] = ("", "")
) -> None:
    page.evaluate(_PLANT, [path, to, days, change])


def ready(phone: Phone) -> Phone:
    """Its service worker rules the page, and home and the report are kept."""
    phone.page.evaluate(ACTIVATED)
    phone.page.reload()
    wait_for_vault(phone.page)
    wait_until_kept(phone.page, "/", "/issues/new")
    Worker(phone.page)  # waits until it is at hand
    return phone


def in_worker(phone: Phone, script: str) -> Any:
    """What this evaluates to in the service worker."""
    return phone.context.service_workers[-1].evaluate(script)


def prefetch(pages: str) -> str:
    """What home tells the service worker, to be evaluated there; done when that is."""
    return (
        "(async () => {const event = new ExtendableMessageEvent('message', "
        f"{{data: {{type: 'ahead', pages: {pages}}}}}); const waits = [];"
        "Object.defineProperty(event, 'waitUntil', {value: (work) => waits.push(work)});"
        "dispatchEvent(event); await Promise.allSettled(waits)})()"
    )


def answer_with(phone: Phone, script: str) -> None:
    """From now on, until `answer_again`, the service worker's requests are answered by this."""
    in_worker(phone, f"self.realFetch ??= self.fetch; self.fetch = {script}; true")


def answer_again(phone: Phone) -> None:
    in_worker(phone, "self.fetch = self.realFetch; true")
