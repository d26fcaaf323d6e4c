"""What happens at once in the races of ladders: workers that pass over and over."""

from dataclasses import dataclass, field
from datetime import datetime
from threading import Barrier
from typing import Any

from sqlmodel import Session, col, select

from push.errors import TRANSIENT_ERRORS
from push.plan import Advance, DueEscalation
from push.worker import Worker
from tests.model.passes import TakesAll
from tests.races import crowd
from tests.races.crowd import Came, Tap, run_at_once
from tests.support.clock import Clock
from tests.support.limits import LIMIT
from tests.web.world import World
from web.acts import escalation_plan
from web.rules.vocabulary import EventKind
from web.store.engine import Database
from web.store.tables.nudges import DeferredNudge

PASSES = 4


@dataclass
class Noted(escalation_plan.EscalationPlan):
    """The app's own plan; it keeps what went wrong, which the worker only logs."""

    failed: list[str] = field(default_factory=list)

    def tell(self, session: Session, escalation: DueEscalation, now: datetime) -> Advance:
        try:
            return super().tell(session, escalation, now)
        except TRANSIENT_ERRORS:
            raise  # a worker tries again
        except Exception as error:
            self.failed.append(f"{escalation.subject}: {error!r}")
            raise


def work(barrier: Barrier, url: str, minutes: int) -> list[str]:
    """A worker's passes, each so many minutes after the one before. What failed, in its words."""
    database, clock, plan = Database(url), Clock(), Noted()
    worker = Worker(database, plan, TakesAll(), clock)
    barrier.wait(LIMIT)
    for _ in range(PASSES):
        for one in (worker.advance_due, worker.send_due):
            try:
                one()
            except TRANSIENT_ERRORS:
                continue
        clock.forward(minutes=minutes)
    worker.close()
    database.close()
    return plan.failed


def rush(url: str, *taps: list[Tap], minutes: int = 0) -> list[list[Came]]:
    """Each list of taps in a process of its own, beside two workers of which nothing may fail."""
    workers: list[tuple[Any, tuple[Any, ...]]] = [(work, (url, minutes))] * 2
    came = run_at_once([*((crowd.tap_all, (url, one)) for one in taps), *workers])
    assert came[-2:] == [[], []]
    return came[:-2]


def late(world: World, count: int, by: str = "owner") -> list[str]:
    """Issues whose promise has passed a minute ago; nobody was nudged yet."""
    world.clock.back(hours=4, minutes=1)
    refs = [world.report(by) for _ in range(count)]
    world.clock.forward(hours=4, minutes=1)
    return refs


def told(world: World, ref: str, persona: str) -> int:
    """How often the timeline says that this person was nudged."""
    who = world.id(persona)
    nudged = [one for one in world.events(ref) if one.kind == EventKind.NUDGED]
    return sum(who in one.data["people"] for one in nudged)


def held(world: World, persona: str) -> list[str]:
    """The subjects of what still waits for this person's shift."""
    query = select(DeferredNudge.subject).where(col(DeferredNudge.person_id) == world.id(persona))
    with world.database.read() as session:
        return list(session.exec(query).all())
