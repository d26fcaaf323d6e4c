"""Phones for browser tests, and the real program behind them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support import browsers
from tests.support.browsers import Phone, Scheme
from tests.support.served import Served, serve

SwitchOn = Callable[..., Phone]


# For one module, not longer: while it runs, its event loop occupies this thread, and tests in
# other rooms that run a loop of their own would be refused.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsers.chromium() as browser:
        yield browser


@pytest.fixture
def phone(chromium: Browser) -> Iterator[SwitchOn]:
    """`phone("Ana", scheme="dark", scripts=False)`. Its pages’ complaints fail the test."""
    phones: list[Phone] = []

    def switch_on(name: str, *, scheme: Scheme = "light", scripts: bool = True) -> Phone:
        phones.append(Phone.switch_on(chromium, name, scheme=scheme, scripts=scripts))
        return phones[-1]

    yield switch_on
    for one in phones:
        one.close()


@pytest.fixture
def served(tmp_path: Path, database_url: str) -> Iterator[Served]:
    """`ownit serve` with both its processes, on each kind of database in turn."""
    with serve(tmp_path / "data", database_url) as app:
        yield app
