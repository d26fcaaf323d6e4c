"""What a first visit loads: requests and bytes, counted by Chromium with an empty cache.

The service worker is kept out: what it stores for later comes after the page is there.
"""

import shutil
from dataclasses import dataclass

from playwright.sync_api import Browser, Request, sync_playwright

from tests.bench.rivals import Rival
from tests.bench.shape import token
from tests.bench.table import Row, print_table
from tests.support.browsers import ARGUMENTS, SIZE

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Page:
    name: str
    path: str
    most_bytes: int  # on the wire, without headers
    most_requests: int
    is_signed_in: bool = False


PAGES = (
    Page("customer’s page", f"/s/{token(0)}", 15_000, 3),
    Page("home with 25 rows", "/", 40_000, 8, is_signed_in=True),
)


def measure(rival: Rival) -> list[Row]:
    """No rows where there is no Chromium."""
    binary = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if binary is None:
        return []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=binary, args=ARGUMENTS)
        rows = [_weigh(browser, rival, page) for page in PAGES]
        browser.close()
    return rows


def _weigh(browser: Browser, rival: Rival, page: Page) -> Row:
    url = f"http://127.0.0.1:{rival.port}"
    context = browser.new_context(
        viewport={"width": SIZE["width"], "height": SIZE["height"]}, service_workers="block"
    )
    if page.is_signed_in:
        name, _, value = rival.cookies[-1].partition("=")
        context.add_cookies([{"name": name, "value": value, "url": url}])
    tab = context.new_page()
    loaded: list[Request] = []
    # Playwright wants to mark its listeners, and cannot mark the list’s own method.
    tab.on("requestfinished", lambda request: loaded.append(request))  # noqa: PLW0108
    tab.goto(url + page.path, wait_until="networkidle")
    over_network = [one for one in loaded if one.url.startswith("http")]
    wire = sum(int(one.sizes()["responseBodySize"]) for one in over_network)
    plain = sum(_uncompressed(one) for one in over_network)
    context.close()
    is_met = wire <= page.most_bytes and len(over_network) <= page.most_requests
    cells = (str(len(over_network)), f"{wire:,}", f"{plain:,}")
    return Row(page.name, cells, f"≤ {page.most_requests}, ≤ {page.most_bytes:,}", is_met)


def _uncompressed(request: Request) -> int:
    response = request.response()
    return len(response.body()) if response else 0


def show(rows: list[Row]) -> None:
    if not rows:
        print("\nFirst load: not measured, because chromium is not installed.")
        return
    print_table("First load", ("requests", "bytes", "uncompressed"), rows)
