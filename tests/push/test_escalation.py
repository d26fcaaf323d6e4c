"""Ladders advance once, in one transaction with the nudges, whatever else happens."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from push import escalation, escalation_runner, outbox
from push.models import Escalation, Message
from push.nudge import Nudge
from push.plan import Advance, DueEscalation
from tests.push.bench import Bench, NobodyToTell

STEP = timedelta(minutes=5)


@dataclass
class EveryFiveMinutes(NobodyToTell):
    """Tells the same person, three times."""

    bench: Bench
    seen: list[DueEscalation] = field(default_factory=list)
    instead: Callable[[DueEscalation], Advance | None] = lambda found: None

    def tell(self, session: Session, found: DueEscalation, now: datetime) -> Advance:
        self.seen.append(found)
        other = self.instead(found)
        if other is not None:
            return other
        nudge = self.bench.nudge(title=f"step {found.step}", expires_at=now + STEP)
        step_at = now + STEP if found.step < 2 else None
        return Advance((nudge,), found.step + 1, step_at, step_at)


@pytest.fixture
def plan(bench: Bench) -> EveryFiveMinutes:
    plan = EveryFiveMinutes(bench)
    bench.worker.plan = plan
    return plan


def start(bench: Bench, subject: str = "issue:1", trigger: str = "unowned") -> None:
    now = bench.clock()
    with bench.database.write() as session:
        escalation.restart(session, subject, trigger, now, now, now=now)


def rest(bench: Bench, subject: str) -> None:
    with bench.database.write() as session:
        escalation.stop(session, subject)


def ladder(bench: Bench, subject: str = "issue:1") -> Escalation:
    with bench.database.read() as session:
        return session.exec(select(Escalation).where(Escalation.subject == subject)).one()


def keys(bench: Bench) -> list[str]:
    with bench.database.read() as session:
        return list(session.exec(select(Message.key).order_by("id")).all())


def test_it_takes_its_steps_at_their_times_and_then_rests(
    bench: Bench, plan: EveryFiveMinutes
) -> None:
    phone = bench.phone()
    start(bench)
    for _ in range(30):
        bench.worker.once()
        bench.clock.forward(minutes=1)
    titles = [one["notification"]["title"] for one in phone.inbox(bench.service)]
    assert titles == ["step 0", "step 1", "step 2"]
    assert keys(bench) == [f"issue:1:unowned:1:{step}:1" for step in range(3)]
    assert ladder(bench).next_at is None


def test_a_new_cycle_has_keys_of_its_own(bench: Bench, plan: EveryFiveMinutes) -> None:
    start(bench)
    bench.worker.once()
    start(bench)
    bench.worker.once()
    assert keys(bench) == ["issue:1:unowned:1:0:1", "issue:1:unowned:2:0:1"]
    assert (ladder(bench).cycle, ladder(bench).step) == (2, 1)


def test_at_rest_nothing_happens(bench: Bench, plan: EveryFiveMinutes) -> None:
    start(bench)
    start(bench, "issue:2")
    bench.worker.once()
    assert [one.subject for one in plan.seen] == ["issue:1", "issue:2"]
    rest(bench, "issue:2")
    bench.clock.forward(hours=1)
    plan.seen.clear()
    bench.worker.once()
    assert [one.subject for one in plan.seen] == ["issue:1"]


def test_a_ladder_that_starts_puts_the_others_of_its_subject_to_rest(
    bench: Bench, plan: EveryFiveMinutes
) -> None:
    start(bench, "issue:2")
    for trigger in ("unowned", "promise", "unowned"):
        start(bench, trigger=trigger)
    bench.worker.once()
    assert [(one.subject, one.trigger, one.cycle) for one in plan.seen] == [
        ("issue:2", "unowned", 1),
        ("issue:1", "unowned", 2),
    ]
    start(bench, trigger="promise")
    plan.seen.clear()
    bench.clock.forward(minutes=1)
    bench.worker.once()
    assert [(one.trigger, one.cycle, one.step) for one in plan.seen] == [("promise", 2, 0)]


def test_a_ladder_may_be_started_at_rest(bench: Bench, plan: EveryFiveMinutes) -> None:
    now = bench.clock()
    with bench.database.write() as session:
        escalation.restart(session, "issue:1", "promise", now, None, now=now)
    assert not bench.worker.once()


def test_it_is_due_exactly_at_its_time(bench: Bench, plan: EveryFiveMinutes) -> None:
    start(bench)
    bench.clock.back(microseconds=1)
    assert not bench.worker.advance_due()
    bench.clock.forward(microseconds=1)
    assert bench.worker.advance_due()


def test_a_step_is_taken_once_by_whoever_is_first(bench: Bench, plan: EveryFiveMinutes) -> None:
    start(bench)
    with bench.database.read() as session:
        (found,) = escalation.due(session, bench.clock(), 10)
    answers = []
    for _ in range(2):
        with bench.database.write() as session:
            answers.append(escalation_runner.advance(session, plan, found, bench.clock()))
    assert answers == [True, False]
    assert len(plan.seen) == 1


@pytest.mark.parametrize("change", ["restart", "rest"])
def test_what_changed_after_it_was_found_due_is_left_alone(
    bench: Bench, plan: EveryFiveMinutes, change: str
) -> None:
    start(bench)
    with bench.database.read() as session:
        (found,) = escalation.due(session, bench.clock(), 10)
    if change == "rest":
        rest(bench, "issue:1")
    else:
        start(bench)
    with bench.database.write() as session:
        assert not escalation_runner.advance(session, plan, found, bench.clock())
    assert (plan.seen, keys(bench)) == ([], [])


def explode(found: DueEscalation) -> Advance | None:
    if found.subject == "issue:1":
        raise KeyError(found.subject)
    return None


def break_a_rule_of_the_database(found: DueEscalation) -> Advance | None:
    """And it will every time: that is not the same as a database that is away."""
    if found.subject == "issue:1":
        raise IntegrityError("INSERT", {}, Exception("CHECK constraint failed"))
    return None


def spin(found: DueEscalation) -> Advance | None:
    """It looks, and wants to look again at once, for ever."""
    if found.subject == "issue:1":
        return Advance((), found.step, found.next_at)
    return None


def stand_still(found: DueEscalation) -> Advance | None:
    """Its next step is the one just taken: the keys would be the same."""
    if found.subject == "issue:1":
        expires_at = found.next_at + STEP
        nudge = Nudge("1", "Again", "", "/issues/K7F3", "K7F3", expires_at)
        return Advance((nudge,), found.step, expires_at)
    return None


@pytest.mark.parametrize("fault", [explode, break_a_rule_of_the_database, spin, stand_still])
def test_a_plan_that_fails_sets_only_that_ladder_aside(
    bench: Bench, plan: EveryFiveMinutes, fault: Callable[[DueEscalation], Advance | None]
) -> None:
    plan.instead = fault
    for subject in ("issue:1", "issue:2"):
        start(bench, subject)
    bench.worker.once()
    assert keys(bench) == ["issue:2:unowned:1:0:1"]
    assert ladder(bench).next_at == bench.clock() + timedelta(minutes=10)
    bench.clock.forward(minutes=10)
    plan.instead = lambda found: None
    bench.worker.once()
    assert "issue:1:unowned:1:0:1" in keys(bench)


def test_a_plan_that_fails_half_way_leaves_nothing_behind(
    bench: Bench, plan: EveryFiveMinutes
) -> None:
    start(bench)

    class Half(EveryFiveMinutes):
        def tell(self, session: Session, found: DueEscalation, now: datetime) -> Advance:
            outbox.enqueue(session, key="half", subject="x", nudge=bench.nudge(), now=now)
            raise RuntimeError

    bench.worker.plan = Half(bench)
    bench.worker.once()
    assert keys(bench) == []


def test_after_an_outage_what_is_late_is_sent_once(bench: Bench, plan: EveryFiveMinutes) -> None:
    phone = bench.phone()
    start(bench)
    bench.clock.forward(hours=3)
    for _ in range(5):
        bench.worker.once()
    assert len(phone.inbox(bench.service)) == 1


def test_a_clock_set_back_sends_nothing_twice(bench: Bench, plan: EveryFiveMinutes) -> None:
    """The worker asks the plan at once, which only plans anew."""

    def look(found: DueEscalation) -> Advance | None:
        at = bench.clock() + STEP
        return Advance((), found.step + 1, at, at) if found.is_unplanned else None

    plan.instead = look
    phone = bench.phone()
    start(bench)
    bench.worker.once()
    bench.clock.back(hours=1)
    for _ in range(5):
        bench.worker.once()
    assert len(phone.inbox(bench.service)) == 1
    bench.clock.forward(minutes=5)
    bench.worker.once()
    assert len(phone.inbox(bench.service)) == 2
