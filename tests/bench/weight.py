"""What a phone loads: requests and bytes on the wire, with real Chromium and an empty profile each.

All of it is counted, on its way through `counting.py`: what the page asks for, and what its service
worker fetches for later. Bytes are those of bodies; heads are a few hundred bytes a request on
HTTP/1.1, and hardly any once HTTP/2 has sent the first one.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Page as Tab
from playwright.sync_api import Playwright, sync_playwright

from tests.bench.counting import Crossing, Toll, counted
from tests.bench.rivals import Rival
from tests.bench.shape import ref, token
from tests.bench.table import Row, print_table
from tests.support.browsers import ARGUMENTS, SIZE

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_QUIET = 2.5  # seconds without anything; browsers ask a moment later for a newer worker
_MOST_BYTES, _MOST_REQUESTS = 40_000, 8  # of an employee’s first load
_SHELL = ("/static/", "/sw.js", "/icons/", "/manifest", "/offline", "/unsaved", "/waiting")


@dataclass(frozen=True)
class Page:
    name: str
    path: str


CUSTOMER = Page("customer’s page", f"/s/{token(0)}")
EMPLOYEE = (
    Page("home with 25 rows", "/"),
    Page("an issue", f"/issues/{ref(0)}"),
    Page("report", "/issues/new"),
)


@dataclass(frozen=True)
class Weight:
    rows: list[Row]
    named: list[Crossing]  # all that an employee’s first load of home is made of


def measure(rival: Rival) -> Weight | None:
    """None where there is no Chromium."""
    binary = next(filter(None, map(shutil.which, BROWSERS)), None)
    if binary is None:
        return None
    with sync_playwright() as playwright, counted(rival.port) as toll:
        scales = _Scales(playwright, binary, toll, rival.cookies[-1])
        rows = [_row(CUSTOMER.name, scales.page_alone(CUSTOMER), 15_000, 3)]
        named: list[Crossing] = []
        for page in EMPLOYEE:
            alone, (whole, again) = scales.page_alone(page), scales.twice(page)
            rows.append(_row(page.name, alone, _MOST_BYTES, _MOST_REQUESTS))
            rows.append(_row("… with what its worker fetches", whole, _MOST_BYTES, _MOST_REQUESTS))
            rows.append(_shell_row("… again: bytes of the shell", again))
            named = named or whole
    return Weight(rows, named)


@dataclass(frozen=True)
class _Scales:
    playwright: Playwright
    binary: str
    toll: Toll
    cookie: str

    def page_alone(self, page: Page) -> list[Crossing]:
        """Until it is there: what comes after it, for later, is kept out."""
        with self._phone(worker=False) as tab:
            return self._load(tab, page)

    def twice(self, page: Page) -> tuple[list[Crossing], list[Crossing]]:
        with self._phone(worker=True) as tab:
            return self._load(tab, page), self._load(tab, page)

    def _load(self, tab: Tab, page: Page) -> list[Crossing]:
        tab.goto(f"{self._url}{page.path}", wait_until="load")
        return self.toll.settled(_QUIET)

    @property
    def _url(self) -> str:
        return f"http://127.0.0.1:{self.toll.port}"

    @contextmanager
    def _phone(self, *, worker: bool) -> Iterator[Tab]:
        """A profile of its own: private windows would not ask for the manifest."""
        with tempfile.TemporaryDirectory(prefix="ownit-bench-phone-") as profile:
            context = self.playwright.chromium.launch_persistent_context(
                profile,
                executable_path=self.binary,
                args=ARGUMENTS,
                viewport={"width": SIZE["width"], "height": SIZE["height"]},
                is_mobile=True,
                has_touch=True,
                service_workers="allow" if worker else "block",
            )
            name, _, value = self.cookie.partition("=")
            context.add_cookies([{"name": name, "value": value, "url": self._url}])
            yield context.pages[0]
            context.close()


def _row(name: str, found: list[Crossing], most_bytes: int, most_requests: int) -> Row:
    wire = sum(one.body for one in found)
    is_met = wire <= most_bytes and len(found) <= most_requests
    return Row(name, _cells(found), f"≤ {most_requests}, ≤ {most_bytes:,}", is_met)


def _shell_row(name: str, found: list[Crossing]) -> Row:
    shell = [one for one in found if one.path.startswith(_SHELL)]
    return Row(name, _cells(shell), "0 bytes", sum(one.body for one in shell) == 0)


def _cells(found: list[Crossing]) -> tuple[str, str, str]:
    wire, plain = sum(one.body for one in found), sum(one.plain for one in found)
    return str(len(found)), f"{wire:,}", f"{plain:,}"


def show(weight: Weight | None) -> None:
    if not weight:
        print("\nFirst load: not measured, because chromium is not installed.")
        return
    print_table("First load", ("requests", "bytes", "uncompressed"), weight.rows)
    named = [Row(one.named, (f"{one.body:,}",)) for one in weight.named]
    print_table("All that the first load of home is made of", ("bytes",), named)
