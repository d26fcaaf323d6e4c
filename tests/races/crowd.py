"""Many real processes that do one thing at the same moment, each on connections of its own.

A process makes its app, says that it is ready, and waits for all the others at a barrier.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Barrier, Thread
from typing import Any

from sqlalchemy import text

from tests.support.clock import Clock
from tests.support.forks import forks
from tests.support.limits import LIMIT
from tests.web.answers import Answer, Browser
from tests.web.compiled import COMPILED
from tests.web.configured import config, keys
from tests.web.world import World
from web.app import create_app
from web.cli.sample import Sample
from web.store.engine import Database

PROCESSES = 4


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
    """Each job in a process of its own; it gets the barrier as its first argument, and the URL of
    the database as its second. Nobody may wait in a circle."""
    database = Database(jobs[0][1][0])
    before = deadlocks(database)
    barrier = forks().Barrier(len(jobs), timeout=LIMIT)
    with forks().Pool(len(jobs), _meet_at, (barrier,)) as pool:
        running = [pool.apply_async(_run, (job, *rest)) for job, rest in jobs]
        found = [one.get(LIMIT) for one in running]
    assert deadlocks(database) == before
    database.close()
    return found


def deadlocks(database: Database) -> int:
    """How often PostgreSQL had to end a transaction that waited in a circle (SQLSTATE 40P01)."""
    if database.is_sqlite:
        return 0
    query = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    with database.read() as session:
        return int(session.connection().execute(query).scalar_one())


_meeting: list[Barrier] = []  # that of this process


def _meet_at(barrier: Barrier) -> None:
    _meeting[:] = [barrier]


def _run(job: Job, *rest: Any) -> Any:
    return job(*_meeting, *rest)


def tap_all(barrier: Barrier, url: str, taps: list[Tap]) -> list[Came]:
    """Every tap in a thread of its own, as in a gunicorn worker with threads."""
    database = Database(url)
    browsers = _browsers(database, taps)
    found: list[Came | None] = [None] * len(taps)
    together = Barrier(len(taps))

    def one(number: int) -> None:
        tap = taps[number]
        together.wait(LIMIT)
        answer = _tap(browsers[number], tap)
        found[number] = Came(answer.status, answer.words if answer.page else "")

    threads = [Thread(target=one, args=(number,)) for number in range(len(taps))]
    barrier.wait(LIMIT)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT)
    database.close()
    return [came for came in found if came is not None]


def _browsers(database: Database, taps: Sequence[Tap]) -> list[Browser]:
    """Of an app of this process; whatever is done once per process is done by now."""
    app = create_app(config(), database, keys(), Clock())
    app.jinja_env.bytecode_cache = COMPILED
    browsers = [Browser(app, config().public_url, "ownit", tap.token) for tap in taps]
    browsers[0].get("/healthz")
    return browsers


def _tap(browser: Browser, tap: Tap) -> Answer:
    """The answer to it. What a slow machine kept waiting for too long (G11) is answered 503, and
    sent again, as phones do; one that waits in a circle is another matter: `run_at_once`."""
    while True:
        answer = browser.post(
            tap.path, dict(tap.fields), key=tap.key, htmx=True, headers=dict(tap.beside)
        )
        if answer.status != 503:
            return answer


def drain(barrier: Barrier, url: str, taps: list[Tap]) -> list[Came]:
    """Every tap once the one before is answered, as a phone's queue is drained."""
    database = Database(url)
    browsers = _browsers(database, taps)
    barrier.wait(LIMIT)
    found = []
    for browser, tap in zip(browsers, taps, strict=True):
        answer = _tap(browser, tap)
        found.append(Came(answer.status, answer.words if answer.page else ""))
    database.close()
    return found


def advance_again_and_again(barrier: Barrier, url: str, times: int) -> int:
    """The worker's first pass, over and over. How many ladders took a step."""
    from push import escalation, escalation_runner
    from web.acts.escalation_plan import EscalationPlan

    database, clock, moved = Database(url), Clock(), 0
    barrier.wait(LIMIT)
    for _ in range(times):
        clock.forward(minutes=15)
        with database.read() as session:
            found = escalation.due(session, clock(), 100)
        for one in found:
            with database.write() as session:
                moved += escalation_runner.advance(session, EscalationPlan(), one, clock())
    database.close()
    return moved


def crowd_of(world: World, count: int) -> list[tuple[str, str]]:
    """Names and session tokens of so many more people at the site."""
    with world.database.write() as session:
        sample = Sample(session, world.clock())
        people = [sample.person(world.site, f"P{n} Tap{n}") for n in range(count)]
        return [(one.name, sample.sign_in(one)) for one in people]
