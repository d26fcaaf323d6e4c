"""A clock that was wrong and is put right: nothing sleeps until the wrong time comes."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, SQLModel, col, select

from push import clock_skew, escalation
from push.models import DeliveryState, Escalation, Origin
from push.plan import Advance, DueEscalation
from push.worker import Worker
from push.worker_models import Heartbeat
from tests.push.bench import Bench, NobodyToTell, take_due
from tests.push.faults import Fault
from tests.push.test_two_times import start

JUMPS = [timedelta(hours=3), timedelta(days=40)]
HOUR = timedelta(hours=1)


@dataclass
class Hourly(NobodyToTell):
    """A nudge each hour; like a real plan, it asks the subject when its next step is."""

    bench: Bench
    step_at: datetime
    seen: list[DueEscalation] = field(default_factory=list)

    def tell(self, session: Session, found: DueEscalation, now: datetime) -> Advance:
        self.seen.append(found)
        if found.is_unplanned or now < (found.step_at or now):
            return Advance((), found.step, self.step_at, self.step_at)
        nudge = self.bench.nudge(title=f"step {found.step}", expires_at=now + 100 * HOUR)
        return Advance((nudge,), found.step + 1, now + HOUR, now + HOUR)


class Failing(NobodyToTell):
    def tell(self, session: Session, escalation: DueEscalation, now: datetime) -> Advance:
        raise RuntimeError


@pytest.fixture
def plan(bench: Bench) -> Hourly:
    plan = Hourly(bench, bench.clock() + HOUR)
    bench.worker.plan = plan
    return plan


def ladder(bench: Bench) -> Escalation:
    with bench.database.read() as session:
        return session.exec(select(Escalation)).one()


def restarted(bench: Bench) -> Worker:
    """The same worker, after somebody has put the clock right and started it again."""
    plan = bench.worker.plan
    bench.worker.close()
    bench.worker = bench.another_worker(plan=plan)
    return bench.worker


@pytest.mark.parametrize("is_restarted", [False, True])
@pytest.mark.parametrize("ahead", JUMPS)
def test_a_ladder_that_was_told_in_the_future_is_looked_at_again(
    bench: Bench,
    plan: Hourly,
    ahead: timedelta,
    is_restarted: bool,
    caplog: pytest.LogCaptureFixture,
) -> None:
    phone = bench.phone()
    right = bench.clock()
    start(bench)
    bench.clock.now = right + ahead
    bench.worker.once()
    assert ladder(bench).next_at == right + ahead + HOUR
    bench.clock.now = right + timedelta(minutes=1)
    if is_restarted:
        restarted(bench)
    bench.worker.once()
    row = ladder(bench)
    assert (row.next_at, row.step_at, row.checked_at) == (
        plan.step_at,
        plan.step_at,
        bench.clock(),
    )
    assert caplog.text.count("The clock was set back") == 1
    bench.clock.now = plan.step_at
    for _ in range(3):
        bench.worker.once()
    titles = [one["notification"]["title"] for one in phone.inbox(bench.service)]
    assert titles == ["step 0", "step 1"]


def test_a_ladder_of_the_future_is_sign_enough(bench: Bench, plan: Hourly) -> None:
    """The worker that told it was killed before it could say that it lives."""
    start(bench)
    bench.clock.forward(hours=3)
    bench.worker.advance_due()
    bench.clock.back(hours=3)
    restarted(bench).once()
    assert ladder(bench).next_at == plan.step_at


def test_a_clock_that_is_a_little_off_changes_nothing(
    bench: Bench, plan: Hourly, caplog: pytest.LogCaptureFixture
) -> None:
    start(bench)
    bench.worker.once()
    bench.clock.back(seconds=60)
    bench.worker.once()
    restarted(bench).once()
    assert len(plan.seen) == 1
    assert "clock" not in caplog.text


def test_several_small_steps_back_are_one_large_one(bench: Bench, plan: Hourly) -> None:
    start(bench)
    bench.worker.once()
    for _ in range(8):
        bench.clock.back(seconds=40)
        bench.worker.once()
    assert len(plan.seen) == 2


def test_a_step_back_of_some_minutes_changes_no_plan(bench: Bench, plan: Hourly) -> None:
    """What was said a moment ago would come again a moment later."""
    start(bench)
    bench.worker.once()
    before = ladder(bench)
    for back in (85, 200):
        bench.clock.back(seconds=back)
        bench.worker.once()
        restarted(bench).once()
    assert len(plan.seen) == 1
    after = ladder(bench)
    assert (after.next_at, after.step_at) == (before.next_at, before.step_at)


def test_what_came_to_its_end_in_the_future_is_planned_anew(bench: Bench, plan: Hourly) -> None:
    start(bench)
    bench.clock.forward(hours=3)
    bench.worker.plan = NobodyToTell()
    bench.worker.once()
    assert ladder(bench).next_at is None
    bench.clock.back(hours=3)
    bench.worker.plan = plan
    bench.worker.once()
    assert plan.seen[-1].is_unplanned
    assert ladder(bench).next_at == plan.step_at


def test_what_was_put_to_rest_goes_on_resting(bench: Bench, plan: Hourly) -> None:
    """Its matter has ended: no clock brings it back, however often it was looked at ahead."""
    start(bench)
    start(bench, "issue:2")
    bench.clock.forward(hours=3)
    bench.worker.once()
    with bench.database.write() as session:
        escalation.stop(session, "issue:1")
    start(bench, "issue:2", "promise")  # puts the other one of the same issue to rest
    seen = len(plan.seen)
    bench.clock.back(hours=3)
    bench.worker.once()
    assert [one.trigger for one in plan.seen[seen:]] == ["promise"]
    with bench.database.read() as session:
        resting = select(Escalation.trigger).where(col(Escalation.next_at).is_(None))
        assert session.exec(resting).all() == ["unowned", "unowned"]


def test_what_began_in_the_future_begins_now(bench: Bench, plan: Hourly) -> None:
    bench.clock.forward(hours=3)
    start(bench)
    bench.clock.back(hours=3)
    restarted(bench).once()
    (found,) = plan.seen
    assert (found.is_unplanned, found.step, found.started_at) == (True, 0, bench.clock())


def test_a_plan_that_fails_is_asked_for_a_new_one_again(bench: Bench, plan: Hourly) -> None:
    start(bench)
    bench.clock.forward(hours=3)
    bench.worker.once()
    bench.clock.back(hours=3)
    bench.worker.plan = Failing()
    bench.worker.once()
    assert ladder(bench).next_at == bench.clock() + escalation.FAILED_PLAN_DELAY
    bench.worker.plan = plan
    bench.clock.forward(minutes=10)
    bench.worker.once()
    assert plan.seen[-1].is_unplanned
    assert ladder(bench).next_at == plan.step_at


def test_the_look_for_what_is_ahead_reads_that_alone(bench: Bench) -> None:
    """However many ladders run or rest: by the indexes, on SQLite, which says so for one row."""
    with bench.database.read() as session:
        if session.get_bind().dialect.name != "sqlite":
            return
        query = select(Escalation.id).where(clock_skew._ladders_ahead(bench.clock()))
        text = query.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {text}").all()
    steps = " ".join(str(row[3]) for row in rows)
    assert "ix_push_escalation_checked (checked_at>?)" in steps, steps
    assert "ix_push_escalation_started (started_at>?)" in steps, steps
    assert "SCAN" not in steps, steps


@pytest.mark.parametrize("ahead", JUMPS)
def test_a_lease_of_the_future_is_taken_over_now(bench: Bench, ahead: timedelta) -> None:
    """The worker that held it was killed when the clock was put right."""
    bench.phone()
    bench.enqueue(expires_at=bench.clock() + 100 * timedelta(days=1))
    bench.clock.now += ahead
    with bench.database.write() as session:
        assert len(take_due(session, bench.clock(), 10, 60).to_phones) == 1
    bench.clock.now -= ahead
    restarted(bench).once()
    assert bench.delivery().state == DeliveryState.ACCEPTED
    assert bench.delivery().attempt == 2


@pytest.mark.parametrize("ahead", JUMPS)
def test_a_pause_of_the_future_is_over(bench: Bench, ahead: timedelta) -> None:
    """Phone, push service and nudge all wait for a time that was reckoned by the wrong clock."""
    bench.phone()
    bench.enqueue(expires_at=bench.clock() + timedelta(days=100))
    bench.service.faults += [Fault(429, {"Retry-After": "3600"})]
    bench.clock.now += ahead
    bench.worker.once()
    (phone,) = bench.subscriptions()
    assert phone.paused_until == bench.clock() + HOUR
    bench.clock.now -= ahead
    bench.worker.once()
    assert bench.delivery().state == DeliveryState.ACCEPTED
    assert [row.paused_until for row in bench.subscriptions()] == [None]


def put(bench: Bench, row: SQLModel) -> None:
    with bench.database.write() as session:
        session.add(row)


def test_at_the_start_a_pause_that_could_be_is_kept(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    """No longer than the longest that a push service may ask for."""
    bench.phone()
    until = bench.clock() + timedelta(hours=12)
    put(bench, Origin(origin=bench.service.origin, failures=3, paused_until=until))
    bench.enqueue(expires_at=bench.clock() + timedelta(days=1))
    bench.worker.once()
    assert bench.delivery().next_at == until
    assert "clock" not in caplog.text


def test_at_the_start_a_pause_that_cannot_be_is_over(bench: Bench) -> None:
    bench.phone()
    until = bench.clock() + timedelta(days=40)
    put(bench, Origin(origin=bench.service.origin, failures=3, paused_until=until))
    bench.enqueue(expires_at=bench.clock() + timedelta(days=100))
    bench.worker.once()
    assert bench.delivery().state == DeliveryState.ACCEPTED
    assert [row.paused_until for row in bench.origins()] == [None]


def test_a_worker_that_lived_in_the_future_is_a_sign_once(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    now = bench.clock()
    put(bench, Heartbeat(worker="dead", started_at=now, cycle_at=now + 3 * HOUR, cycles=1))
    for _ in range(2):
        restarted(bench).once()
    assert caplog.text.count("The clock was set back") == 1


def test_an_outage_of_an_hour_leaves_nothing_unsent(bench: Bench, plan: Hourly) -> None:
    phone = bench.phone()
    start(bench)
    bench.enqueue("other", subject="issue:2", expires_at=bench.clock() + 5 * HOUR)
    bench.clock.forward(hours=1)
    for _ in range(5):
        bench.worker.once()
    (both,) = phone.inbox(bench.service)
    assert both["notification"]["title"] == "2 nudges"


def test_it_says_what_happened_and_goes_on(
    bench: Bench, plan: Hourly, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    bench.worker.once()
    bench.clock.back(hours=3)
    assert not bench.worker.once()
    assert not bench.worker.once()
    assert caplog.text.count("The clock was set back") == 1
