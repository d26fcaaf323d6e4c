"""Many real processes that do one thing at the same moment, each on connections of its own.

A process makes its app, says that it is ready, and waits for all the others at a barrier.
"""

import multiprocessing
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Barrier, Thread
from typing import Any

from tests.support.clock import Clock
from tests.web.answers import Answer, Browser
from tests.web.world import World, config
from web.app import create_app
from web.cli.sample import Sample
from web.config import Keys
from web.store.engine import Database

PROCESSES = 4
_SECONDS = 60


@dataclass(frozen=True)
class Tap:
    """One request by the holder of this session."""

    token: str
    path: str
    key: str
    fields: tuple[tuple[str, str], ...] = ()
    beside: tuple[tuple[str, str], ...] = ()  # what a phone says of a tap that had to wait


@dataclass(frozen=True)
class Came:
    status: int
    words: str


Job = Callable[..., Any]


def tap_at_once(url: str, taps: Sequence[Tap]) -> list[Came]:
    """All taps at the same moment, spread over PROCESSES; answers in the order of taps."""
    count = min(PROCESSES, len(taps))
    shares = [list(taps[number::count]) for number in range(count)]
    found = run_at_once([(tap_all, (url, share)) for share in shares])
    answers = {
        id(tap): came
        for share, got in zip(shares, found, strict=True)
        for tap, came in zip(share, got, strict=True)
    }
    return [answers[id(tap)] for tap in taps]


def run_at_once(jobs: Sequence[tuple[Job, tuple[Any, ...]]]) -> list[Any]:
    """Each job in a process of its own; it gets the barrier as its first argument."""
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, context.Pool(len(jobs)) as pool:
        barrier = manager.Barrier(len(jobs), timeout=_SECONDS)
        running = [pool.apply_async(job, (barrier, *rest)) for job, rest in jobs]
        return [one.get(_SECONDS) for one in running]


def tap_all(barrier: Barrier, url: str, taps: list[Tap], repeats: bool = False) -> list[Came]:
    """Every tap in a thread of its own, as in a gunicorn worker with threads. `repeats`: what is
    answered 503 is sent again until it is answered otherwise, as phones do."""
    database = Database(url)
    app = create_app(config(), database, _no_keys(), Clock())
    browsers = [Browser(app, config().public_url, "ownit", tap.token) for tap in taps]
    browsers[0].get("/healthz")  # whatever is done once per process is done by now
    found: list[Came | None] = [None] * len(taps)
    together = Barrier(len(taps))

    def one(number: int) -> None:
        tap = taps[number]
        together.wait(_SECONDS)
        answer = _tap(browsers[number], tap)
        if database.is_sqlite and answer.status == 503:
            # It has one writer at a time; a slow machine keeps some waiting too long, and their
            # phones send the same once more. PostgreSQL has no such excuse.
            answer = _tap(browsers[number], tap)
        while repeats and answer.status == 503:
            answer = _tap(browsers[number], tap)
        found[number] = Came(answer.status, answer.words if answer.page else "")

    threads = [Thread(target=one, args=(number,)) for number in range(len(taps))]
    barrier.wait()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_SECONDS)
    database.close()
    return [came for came in found if came is not None]


def _tap(browser: Browser, tap: Tap) -> Answer:
    headers = dict(tap.beside)
    return browser.post(tap.path, dict(tap.fields), key=tap.key, htmx=True, headers=headers)


def drain(barrier: Barrier, url: str, taps: list[Tap]) -> list[Came]:
    """Every tap once the one before is answered, as a phone's queue is drained."""
    database = Database(url)
    app = create_app(config(), database, _no_keys(), Clock())
    browsers = [Browser(app, config().public_url, "ownit", tap.token) for tap in taps]
    browsers[0].get("/healthz")
    barrier.wait(_SECONDS)
    found = []
    for browser, tap in zip(browsers, taps, strict=True):
        answer = _tap(browser, tap)
        while answer.status == 503:  # the phone keeps it, and sends it again
            answer = _tap(browser, tap)
        found.append(Came(answer.status, answer.words if answer.page else ""))
    database.close()
    return found


def advance_again_and_again(barrier: Barrier, url: str, times: int) -> int:
    """The worker's first pass, over and over. How many ladders took a step."""
    from push import escalation
    from web.acts.nudging import Ladder

    database, clock, moved = Database(url), Clock(), 0
    barrier.wait()
    for _ in range(times):
        clock.forward(minutes=15)
        with database.read() as session:
            found = escalation.due(session, clock(), 100)
        for one in found:
            with database.write() as session:
                moved += escalation.advance(session, Ladder(), one, clock())
    database.close()
    return moved


def crowd_of(world: World, count: int) -> list[tuple[str, str]]:
    """Names and session tokens of so many more people at the site."""
    with world.database.write() as session:
        sample = Sample(session, world.clock())
        people = [sample.person(world.site, f"P{n} Tap{n}") for n in range(count)]
        return [(one.name, sample.sign_in(one)) for one in people]


def _no_keys() -> Keys:
    from tests.web.world import keys

    return keys()
