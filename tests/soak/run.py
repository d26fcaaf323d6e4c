"""A random day in a store whose network breaks: many taps, then no faults, then the model."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from playwright.async_api import async_playwright
from sqlmodel import select

from tests.browser.store import Store, run_chain
from tests.faults.plan import Seeded
from tests.faults.proxy import Proxy
from tests.soak.day import Day
from tests.soak.device import Device
from tests.soak.facts import Facts, read_facts
from tests.soak.journal import Journal
from tests.soak.model import check
from web.cli.sample import Sample
from web.rules.money import Money
from web.rules.vocabulary import Role
from web.store.tables.accounts import Site

ANA, BEN, KIM = "Ana Berg", "Ben Okafor", "Kim Novak"
DEVICES = {"ana-1": ANA, "ben": BEN, "kim": KIM, "ana-2": ANA}
ROLES = {ANA: Role.EMPLOYEE, BEN: Role.EMPLOYEE, KIM: Role.LEAD}
_HOME_AGAIN = 90.0  # seconds until everything that waits has gone out
_LOOK_AGAIN = 3.0
_READABLE = 30.0  # until the page shows every answer; a machine may be busy
_TURN = 0.1
_SAY_EVERY = 100
_STUCK = 60  # steps without one tap: then the day says so instead of going on for ever


@dataclass
class Result:
    seed: str
    journal: Journal
    facts: Facts
    findings: list[str]
    days: list[Day]
    seconds: float
    stuck: list[str] = field(default_factory=list)


async def play(folder: Path, seed: str, acts: int, browser: str) -> Result:
    """So many taps, by the choices of this seed. `browser` is the path of a Chromium."""
    with _store(folder) as store:
        return await _play(folder, store, seed, acts, browser)


@contextmanager
def _store(folder: Path) -> Iterator[Store]:
    with run_chain(folder) as chain:
        yield chain.open_store()


async def _play(folder: Path, store: Store, seed: str, acts: int, browser: str) -> Result:
    journal = Journal()
    async with _days(folder, store, seed, journal, browser) as days:
        started, began_at = time.monotonic(), datetime.now(UTC)
        await asyncio.gather(*(_live(day, days, acts) for day in days))
        stuck = [words for day in days for words in await _come_home(day)]
        facts = store.ask(lambda session: read_facts(session, store.site_id, began_at))
        findings = [*stuck, *check(journal, facts)]
        return Result(seed, journal, facts, findings, days, time.monotonic() - started)


@asynccontextmanager
async def _days(
    folder: Path, store: Store, seed: str, journal: Journal, browser: str
) -> AsyncIterator[list[Day]]:
    tokens = _hire(store)
    async with async_playwright() as playwright:
        days: list[Day] = []
        try:
            for name, person in DEVICES.items():
                way = Proxy(store.url, Seeded(f"{seed}/{name}"))
                device = Device(name, person, way, folder / name, playwright, browser)
                days.append(Day(device, journal, Random(f"{seed}/{name}")))
            await asyncio.gather(*(day.device.sign_in(tokens[day.device.name]) for day in days))
            await asyncio.gather(*(day.device.start() for day in days))
            yield days
        finally:
            for day in days:
                await day.device.close()
                day.device.way.close()


def _hire(store: Store) -> dict[str, str]:
    """A session for each device; one person may have several. Some issues are there already."""
    for person, role in ROLES.items():
        store.hire(person, role)
    store.sample(_allow)
    for number in range(3):
        store.report(KIM, f"Nobody has seen to shelf {number}", without_owner=True)
        store.report(ANA, f"Till {number} is dead")
        store.report(BEN, f"Lift {number} is stuck")
    return {name: _sign_in(store, person) for name, person in DEVICES.items()}


def _allow(sample: Sample) -> None:
    for site in sample.session.exec(select(Site)).all():
        sample.allowance(site, "Taxi home", limit=Money(3000, "EUR"))
        sample.allowance(site, "Exchange it")


def _sign_in(store: Store, person: str) -> str:
    return store.sample(lambda sample: sample.sign_in(store.person(sample, person)))


async def _live(day: Day, days: list[Day], acts: int) -> None:
    idle = 0
    while sum(one.acts for one in days) < acts and idle < _STUCK:
        was_tap = await day.step()
        day.acts += was_tap
        tapped = sum(one.acts for one in days)
        if was_tap and tapped % _SAY_EVERY == 0:
            print(f"{tapped} taps", flush=True)
        idle = 0 if was_tap else idle + 1


async def _come_home(day: Day) -> list[str]:
    """The network is whole; what is still on the phone when the time is over, in words."""
    await day.clear_up()
    deadline = time.monotonic() + _HOME_AGAIN
    while time.monotonic() < deadline:
        await day.device.go("/")
        look_again = min(deadline, time.monotonic() + _LOOK_AGAIN)
        while time.monotonic() < look_again:
            if await day.waiting_page.waiting() == 0:
                return await _read_answers(day)
            await asyncio.sleep(_TURN)
    return [f"{day.device.name}: {await day.waiting_page.waiting()} taps still wait without faults"]


async def _read_answers(day: Day) -> list[str]:
    await day.device.go("/waiting")
    deadline = time.monotonic() + _READABLE
    while time.monotonic() < deadline:
        _, answered = await day.waiting_page.read()
        if len(answered) == await day.waiting_page.answers():
            return []
        await asyncio.sleep(_TURN)
    return [f"{day.device.name}: not every answer can be read on the page"]
