"""A nudge that nothing can carry any more: its ladder is looked at now, not at its next step."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session

from push import escalation
from push.models import Subscription
from push.plan import Advance, DueEscalation
from tests.push.bench import Bench, NobodyToTell
from tests.push.faults import Fault
from tests.push.test_escalation import ladder


class Patient(NobodyToTell):
    """Tells person 1, and looks again in an hour."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.looks = 0

    def tell(self, session: Session, found: DueEscalation, now: datetime) -> Advance:
        self.looks += 1
        nudge = self.bench.nudge(expires_at=now + timedelta(minutes=59))
        nudges = () if found.step else (nudge,)
        step_at = now + timedelta(hours=1)
        return Advance(nudges, found.step + 1, step_at, step_at)


@pytest.fixture
def plan(bench: Bench) -> Patient:
    plan = Patient(bench)
    bench.worker.plan = plan
    now = bench.clock()
    with bench.database.write() as session:
        escalation.restart(session, "issue:1", "unowned", now, now, now=now)
    return plan


def test_a_phone_that_is_gone_makes_its_ladder_look_at_once(bench: Bench, plan: Patient) -> None:
    bench.phone()
    bench.service.faults += [Fault(410)]
    bench.worker.once()
    step_at = bench.clock() + timedelta(hours=1)
    assert (ladder(bench).next_at, ladder(bench).step_at) == (bench.clock(), step_at)
    bench.worker.once()
    assert plan.looks == 2


def test_as_long_as_another_phone_may_show_it_nobody_hurries(bench: Bench, plan: Patient) -> None:
    bench.phone(device="1")
    bench.phone(device="2")
    bench.service.faults += [Fault(410)]
    for _ in range(3):
        bench.worker.once()
    assert (plan.looks, len(bench.service.accepted)) == (1, 1)


def test_the_last_phone_to_fail_is_the_one_that_counts(bench: Bench, plan: Patient) -> None:
    bench.phone(device="1")
    bench.phone(device="2")
    bench.service.faults += [Fault(410), Fault(400)]
    bench.worker.once()
    assert ladder(bench).next_at == bench.clock()


def test_what_is_buried_when_its_turn_comes_is_lost_too(bench: Bench, plan: Patient) -> None:
    bench.phone()
    bench.worker.advance_due()
    with bench.database.write() as session:
        now = bench.clock()
        session.exec(update(Subscription).values(quarantined_at=now, quarantine_reason="bad keys"))
    bench.worker.send_due()
    assert bench.message("issue:1:unowned:1:0:1").unreachable
    assert ladder(bench).next_at == bench.clock()


def test_what_waits_with_a_phone_that_is_gone_is_lost_too(bench: Bench, plan: Patient) -> None:
    """It was not in the batch: it waits for another try."""
    bench.phone()
    bench.service.faults += [Fault(503)]
    bench.worker.once()
    bench.enqueue("other", subject="issue:2")
    bench.service.faults += [Fault(410)]
    bench.worker.once()
    assert ladder(bench).next_at == bench.clock()


def test_a_ladder_that_rests_is_left_in_peace(bench: Bench, plan: Patient) -> None:
    bench.phone()
    bench.worker.advance_due()
    with bench.database.write() as session:
        escalation.stop(session, "issue:1")
    bench.service.faults += [Fault(410)]
    bench.worker.send_due()
    assert ladder(bench).next_at is None
