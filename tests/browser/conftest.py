"""Phones for browser tests, and the real program behind them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser.busy import Busy, make_busy
from tests.browser.offline_acts import ANA, LIFT
from tests.browser.store import Chain, Store, run_chain
from tests.push.push_service import PushService
from tests.push.running import running_service
from tests.support import browsers, missing
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import Served, serve
from web.rules.vocabulary import Role

SwitchOn = Callable[..., Phone]
Staff = Callable[..., Phone]
LONGEST = pytest.mark.timeout(5 * LIMIT)  # several waits of one test, on an overloaded machine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those of this room that have no limit of their own."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and not item.get_closest_marker("timeout"):
            item.add_marker(LONGEST)


# For this folder, not longer: while it runs, its event loop occupies this thread, and other tests
# that run a loop of their own would be refused.
@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def headless_shell(playwright: Playwright) -> Iterator[Browser]:
    """Chromium without its user interface, at a third of the processor time."""
    with browsers.launched(playwright, missing.headless_shell()) as browser:
        yield browser


@pytest.fixture(scope="package")
def full_chromium(playwright: Playwright) -> Iterator[Browser]:
    with browsers.launched(playwright, missing.chromium()) as browser:
        yield browser


@pytest.fixture
def chromium(request: pytest.FixtureRequest) -> Browser:
    """The whole browser where a test has the mark `full_chromium`, else the shell."""
    is_full = request.node.get_closest_marker("full_chromium")
    browser: Browser = request.getfixturevalue("full_chromium" if is_full else "headless_shell")
    return browser


@pytest.fixture
def phone(chromium: Browser) -> Iterator[SwitchOn]:
    """`phone("Ana", scheme="dark", scripts=False)`. Its pages’ complaints fail the test."""
    phones: list[Phone] = []

    def switch_on(name: str, **kind: Any) -> Phone:
        phones.append(Phone.switch_on(chromium, name, **kind))
        return phones[-1]

    yield switch_on
    for one in phones:
        one.close()


@pytest.fixture
def served(tmp_path: Path, database_url: str) -> Iterator[Served]:
    """`ownit serve` with both its processes, on each kind of database in turn."""
    with serve(tmp_path / "data", database_url) as app:
        yield app


@pytest.fixture(scope="package")
def push_service() -> Iterator[PushService]:
    with running_service() as running:
        yield running


@pytest.fixture(scope="package")
def chain(tmp_path_factory: pytest.TempPathFactory, push_service: PushService) -> Iterator[Chain]:
    """One program for all of this folder: starting it takes longer than most tests."""
    settings = {"OWNIT_PUSH_HOSTS": push_service.origin}
    with run_chain(tmp_path_factory.mktemp("chain"), "", settings) as running:
        yield running


@pytest.fixture
def store(chain: Chain) -> Store:
    """A store of this test’s own in the chain."""
    return chain.open_store()


@pytest.fixture
def busy(store: Store) -> Busy:
    return make_busy(store)


@pytest.fixture
def staff(store: Store, phone: SwitchOn) -> Staff:
    """`staff("Ana Berg", scheme="dark")`: somebody who works here, at home on their phone."""

    def hire(name: str, role: Role = Role.EMPLOYEE, **kind: Any) -> Phone:
        token = store.hire(name, role)
        return store.hand_over(phone(name, base_url=store.url, **kind), token)

    return hire


@pytest.fixture
def token(store: Store) -> str:
    """Ana’s session, for a phone that is handed over to her."""
    return store.hire(ANA)


@pytest.fixture
def ref(store: Store, token: str) -> str:
    """Her issue."""
    return store.report(ANA, LIFT)
