"""Outages, clocks that jump and workers that die: no nudge is lost, and no ladder falls asleep.

Two workers take turns on one clock that is set by hand. A random run has its seed in its name.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from push import escalation
from push.models import DeliveryState, Escalation, Message
from push.plan import Advance, DueEscalation
from push.worker import Worker
from tests.push.bench import Bench, NobodyToTell, take_due
from tests.push.faults import Fault
from tests.push.running import Phone

pytestmark = pytest.mark.slow

EVERY = timedelta(minutes=15)
SUBJECTS = [f"issue:{number}" for number in range(4)]
CALM = 12
JUMPS = [timedelta(hours=3), timedelta(hours=-3), timedelta(days=40)]


@dataclass
class Quarters(NobodyToTell):
    """Tells person 1 each quarter of an hour; like the real one, it knows the times itself."""

    bench: Bench
    anchor: datetime

    def tell(self, session: Session, found: DueEscalation, now: datetime) -> Advance:
        step_at = self.after(now) if found.is_unplanned else (found.step_at or now)
        if step_at > now:
            return Advance((), found.step, step_at, step_at)
        later = self.after(now)
        title = f"{found.subject} step {found.step}"
        # As long as it takes for everything to come right again.
        nudge = self.bench.nudge(title=title, tag=found.subject, expires_at=now + 100 * EVERY)
        return Advance((nudge,), found.step + 1, later, later)

    def after(self, now: datetime) -> datetime:
        return self.anchor + EVERY * ((now - self.anchor) // EVERY + 1)


@dataclass
class Day:
    """What happens to two workers, and what must be true when it is over."""

    bench: Bench
    phone: Phone
    some: random.Random
    workers: list[Worker] = field(default_factory=list)

    def work(self) -> None:
        self.some.choice(self.workers).once()

    def die(self) -> None:
        """A worker takes what is due and is never heard of again; the next one is new."""
        with self.bench.database.write() as session:
            take_due(session, self.bench.clock(), 100, 60)
        self.replace(self.some.randrange(2))

    def replace(self, number: int) -> None:
        self.workers[number].close()
        self.workers[number] = self.bench.another_worker(plan=self.bench.worker.plan)

    def jump(self) -> None:
        """The clock is wrong for a while, and somebody puts it right."""
        right, wrong = self.bench.clock(), self.some.choice(JUMPS)
        self.bench.clock.now = right + wrong
        for _ in range(self.some.randrange(1, 4)):
            self.work()
        if self.some.random() < 0.3:
            self.die()
        self.bench.clock.now = right + timedelta(minutes=1)
        if self.some.random() < 0.5:
            self.replace(0)
            self.replace(1)

    def outage(self) -> None:
        self.bench.clock.forward(hours=1)

    def trouble(self) -> None:
        faults = [Fault(503), Fault(429, {"Retry-After": "3600"}), Fault(kind="vanish")]
        self.bench.service.faults.append(self.some.choice(faults))
        self.work()

    def calm(self) -> None:
        """Everything comes right again."""
        self.bench.service.faults.clear()
        for _ in range(CALM):
            self.bench.clock.forward(minutes=15)
            for worker in self.workers:
                worker.once()
        for worker in self.workers:
            while worker.send_due():
                pass

    def said(self) -> list[str]:
        return [title for one in self.phone.inbox(self.bench.service) for title in _titles(one)]


def _titles(document: dict[str, Any]) -> list[str]:
    one = document["notification"]
    return one["body"].split(" · ") if one["tag"].startswith("bundle-") else [one["title"]]


@pytest.fixture
def day(bench: Bench, request: pytest.FixtureRequest) -> Iterator[Day]:
    # A push service takes no VAPID token of more than a day: the whole run stays near to now.
    phone, now = bench.phone(), bench.clock.back(hours=8)
    bench.worker.plan = Quarters(bench, now)
    with bench.database.write() as session:
        for subject in SUBJECTS:
            escalation.restart(session, subject, "unowned", now, now, now=now)
    workers = [bench.another_worker(plan=bench.worker.plan) for _ in range(2)]
    made = Day(bench, phone, random.Random(getattr(request, "param", 0)), workers)
    yield made
    for worker in made.workers:
        worker.close()


def ladders(bench: Bench) -> list[Escalation]:
    with bench.database.read() as session:
        return list(session.exec(select(Escalation)).all())


@pytest.mark.parametrize("day", range(3), indirect=True)
def test_whatever_happens_nothing_is_lost_and_nothing_sleeps(bench: Bench, day: Day) -> None:
    happenings = [day.work] * 6 + [day.die, day.jump, day.outage, day.trouble]
    for _ in range(30):
        bench.clock.forward(minutes=day.some.randrange(1, 12))
        day.some.choice(happenings)()
    day.calm()
    told = {row.step for row in ladders(bench)}
    assert min(told) > CALM
    for row in ladders(bench):
        assert row.next_at is not None
        assert row.next_at <= bench.clock() + EVERY
    rows = bench.deliveries()
    ends = {(row.state, row.reason if row.state == DeliveryState.DEAD else None) for row in rows}
    # What a clock 40 days ahead has buried is written down as what it was; it is not lost.
    assert ends <= {(DeliveryState.ACCEPTED, None), (DeliveryState.DEAD, "expired")}
    accepted = [row for row in rows if row.state == DeliveryState.ACCEPTED]
    with bench.database.read() as session:
        subjects = {one.id: one.subject for one in session.exec(select(Message)).all()}
    # One notification says each subject once, by the newest of what it carries.
    carried = {(row.carried_by or row.id, subjects[row.message_id]) for row in accepted}
    assert len(set(day.said())) >= len(carried)


def test_after_an_hour_without_a_worker_there_is_one_notification(day: Day) -> None:
    bench = day.bench
    day.work()
    before = len(day.phone.inbox(bench.service))
    day.outage()
    for worker in day.workers * 3:
        worker.once()
    (only,) = day.phone.inbox(bench.service)[before:]
    assert _titles(only) == [f"{subject} step 1" for subject in SUBJECTS]


@pytest.mark.parametrize("jump", JUMPS)
def test_a_clock_that_jumps_and_comes_back_says_nothing_twice(day: Day, jump: timedelta) -> None:
    """Without a crash each nudge arrives once, and each quarter of an hour has one of each.

    One that was called too early, by a clock that was ahead or had been behind, is not said again.
    """
    bench, anchor = day.bench, day.bench.clock()
    for worker in day.workers:
        worker.once()
    bench.clock.now = anchor + timedelta(minutes=5) + jump
    for worker in day.workers * 2:
        worker.once()
    bench.clock.now = anchor + timedelta(minutes=6)
    for worker in day.workers * 2:
        worker.once()
    too_early = sum(row.step for row in ladders(bench)) - len(SUBJECTS)
    assert too_early in (0, len(SUBJECTS))
    for _ in range(4):
        bench.clock.forward(minutes=15)
        for worker in day.workers * 2:
            worker.once()
    said = day.said()
    assert len(said) == len(set(said)) == too_early + 5 * len(SUBJECTS)
    assert {row.state for row in bench.deliveries()} == {DeliveryState.ACCEPTED}
