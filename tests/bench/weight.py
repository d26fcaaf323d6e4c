"""What a phone loads: requests and bytes on the wire, with real Chromium and an empty profile each.

All of it is counted, on its way through `counting.py`: what a page asks for, the manifest and its
icon, and what the service worker fetches for later, which comes after the page is there. Bytes are
those of bodies; heads are a few hundred bytes a request on HTTP/1.1, and hardly any on HTTP/2.
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
_SHELL = ("/static/", "/sw.js", "/icons/", "/manifest", "/offline", "/unsaved", "/waiting")


@dataclass(frozen=True)
class Page:
    name: str
    path: str
    most_bytes: int = 40_000
    most_requests: int = 8


CUSTOMER = Page("customer’s page", f"/s/{token(0)}", 15_000, 3)
HOME = Page("home with 25 rows", "/")
EMPLOYEE = (HOME, Page("an issue", f"/issues/{ref(0)}"), Page("report", "/issues/new"))


@dataclass(frozen=True)
class Weight:
    rows: list[Row]
    named: list[Row]  # each request of a first load of home


def measure(rival: Rival) -> Weight | None:
    """None where there is no Chromium."""
    binary = next(filter(None, map(shutil.which, BROWSERS)), None)
    if binary is None:
        return None
    with sync_playwright() as playwright, counted(rival.port) as toll:
        scales = _Scales(playwright, binary, toll, rival.cookies[-1])
        first = {page: scales.page_alone(page) for page in (CUSTOMER, *EMPLOYEE)}
        twice = {page: scales.twice(page) for page in EMPLOYEE}
    later = _beyond(twice[HOME][0], first[HOME])
    shell, ahead = _parted(later)
    rows = [_row(page, found) for page, found in first.items()]
    rows.append(Row("later: the shell, by the worker", _cells(shell)))
    rows.append(Row("later: pages to read without a network", _cells(ahead)))
    rows += [_again(page, found) for page, (_, found) in twice.items()]
    stages = {"page": first[HOME], "shell": shell, "ahead": ahead}
    named = [
        Row(one.named, (stage, f"{one.body:,}")) for stage, all_ in stages.items() for one in all_
    ]
    return Weight(rows, named)


@dataclass(frozen=True)
class _Scales:
    playwright: Playwright
    binary: str
    toll: Toll
    cookie: str

    def page_alone(self, page: Page) -> list[Crossing]:
        """Until it is there: without what the service worker fetches for later."""
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


def _beyond(whole: list[Crossing], page: list[Crossing]) -> list[Crossing]:
    """What there is in the whole besides, also where the same was asked for once more."""
    left = [one.named for one in page]
    later = []
    for one in whole:
        if one.named in left:
            left.remove(one.named)
        else:
            later.append(one)
    return later


def _parted(later: list[Crossing]) -> tuple[list[Crossing], list[Crossing]]:
    """What is the same for everybody, and what is this person's."""
    shell = [one for one in later if one.path.startswith(_SHELL)]
    return shell, [one for one in later if one not in shell]


def _row(page: Page, found: list[Crossing]) -> Row:
    is_met = _wire(found) <= page.most_bytes and len(found) <= page.most_requests
    goal = f"≤ {page.most_requests}, ≤ {page.most_bytes:,}"
    return Row(page.name, _cells(found), goal, is_met)


def _again(page: Page, found: list[Crossing]) -> Row:
    shell, _ = _parted(found)
    return Row(f"{page.name}, again: the shell", _cells(shell), "0 bytes", _wire(shell) == 0)


def _cells(found: list[Crossing]) -> tuple[str, str, str]:
    return str(len(found)), f"{_wire(found):,}", f"{sum(one.plain for one in found):,}"


def _wire(found: list[Crossing]) -> int:
    return sum(one.body for one in found)


def show(weight: Weight | None) -> None:
    if not weight:
        print("\nFirst load: not measured, because chromium is not installed.")
        return
    print_table("First load", ("requests", "bytes", "uncompressed"), weight.rows)
    print_table("What a first load of home is made of", ("when", "bytes"), weight.named)
