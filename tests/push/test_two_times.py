"""A ladder has the time of its next step and the time of the next look, which may come earlier."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text

from push import escalation, escalation_runner, replanning
from push.models import Escalation
from push.plan import Advance, DueEscalation
from tests.push.bench import Bench
from tests.push.test_escalation import EveryFiveMinutes, ladder, rest

MINUTE = timedelta(minutes=1)


def start(
    bench: Bench, subject: str = "issue:1", trigger: str = "unowned", policy: int = 0
) -> None:
    now = bench.clock()
    with bench.database.write() as session:
        escalation.restart(session, subject, trigger, now, now, now=now, policy=policy)


def times(row: Escalation) -> tuple[object, object, object]:
    return row.next_at, row.step_at, row.checked_at


def test_what_the_plan_answers_is_written_down(bench: Bench) -> None:
    now = bench.clock()
    plan = EveryFiveMinutes(bench)
    plan.instead = lambda found: Advance((), 1, now + MINUTE, now + 5 * MINUTE)
    bench.worker.plan = plan
    start(bench, policy=7)
    assert times(ladder(bench)) == (now, now, None)
    bench.worker.once()
    assert times(ladder(bench)) == (now + MINUTE, now + 5 * MINUTE, now)
    bench.clock.forward(minutes=1)
    bench.worker.once()
    seen = plan.seen[-1]
    assert (seen.policy, seen.step_at, seen.checked_at) == (7, now + 5 * MINUTE, now)
    assert (seen.next_at, seen.started_at) == (now + MINUTE, now)


def test_a_look_after_the_last_step_is_no_step(bench: Bench) -> None:
    """Else nobody would look whether the last nudge has arrived."""
    plan = EveryFiveMinutes(bench)
    plan.instead = lambda found: Advance((), found.step + 1, bench.clock() + MINUTE)
    bench.worker.plan = plan
    start(bench)
    bench.worker.once()
    now = bench.clock()
    assert times(ladder(bench)) == (now + MINUTE, None, now)
    bench.clock.forward(minutes=1)
    hurry(bench, "issue:1")
    bench.worker.once()
    assert plan.seen[-1].step_at is None


def test_a_look_that_fails_after_the_last_step_is_still_no_step(bench: Bench) -> None:
    plan = EveryFiveMinutes(bench)
    plan.instead = lambda found: Advance((), found.step + 1, bench.clock() + MINUTE)
    bench.worker.plan = plan
    start(bench)
    bench.worker.once()

    def fail(found: DueEscalation) -> Advance:
        raise KeyError

    plan.instead = fail
    bench.clock.forward(minutes=1)
    bench.worker.once()
    assert times(ladder(bench)) == (bench.clock() + 10 * MINUTE, None, bench.clock())


def test_at_rest_it_has_neither_time(bench: Bench) -> None:
    start(bench)
    bench.worker.once()  # this plan rests at once
    assert times(ladder(bench)) == (None, None, bench.clock())
    start(bench)
    assert times(ladder(bench)) == (bench.clock(), bench.clock(), None)
    rest(bench, "issue:1")
    assert times(ladder(bench)) == (None, None, None)


def test_a_ladder_put_to_rest_by_another_has_neither_time(bench: Bench) -> None:
    start(bench, policy=3)
    start(bench, trigger="promise", policy=4)
    rows = bench._all(Escalation, "id")
    assert [(one.next_at, one.step_at, one.policy) for one in rows] == [
        (None, None, 3),
        (bench.clock(), bench.clock(), 4),
    ]


def test_a_look_that_tells_nobody_leaves_the_step_as_it_is(bench: Bench) -> None:
    plan = EveryFiveMinutes(bench)
    plan.instead = lambda found: Advance((), 0, found.next_at + MINUTE, found.next_at + 2 * MINUTE)
    bench.worker.plan = plan
    start(bench)
    bench.worker.once()
    assert (ladder(bench).step, ladder(bench).next_at) == (0, bench.clock() + MINUTE)


def test_a_plan_that_fails_keeps_the_time_of_its_step(bench: Bench) -> None:
    plan = EveryFiveMinutes(bench)

    def fail(found: DueEscalation) -> Advance:
        raise KeyError

    bench.worker.plan = plan
    start(bench)
    bench.worker.once()
    plan.instead = fail
    bench.clock.forward(minutes=5)
    step_at = ladder(bench).step_at
    bench.worker.once()
    row = ladder(bench)
    assert times(row) == (bench.clock() + 10 * MINUTE, step_at, bench.clock())


def test_what_runs_of_some_subjects_can_be_read(bench: Bench) -> None:
    for subject in ("issue:1", "issue:2", "issue:3"):
        start(bench, subject)
    rest(bench, "issue:2")
    with bench.database.read() as session:
        found = escalation.running(session, ["issue:1", "issue:2"])
        assert [one.subject for one in found] == ["issue:1"]
        assert escalation.running(session, []) == []
        assert found == [one for one in escalation.due(session, bench.clock(), 9) if one in found]


def hurry(bench: Bench, *subjects: str) -> None:
    with bench.database.write() as session:
        escalation.wake(session, subjects, bench.clock())


def test_hurried_it_looks_now_and_its_step_keeps_its_time(bench: Bench) -> None:
    plan = bench.worker.plan = EveryFiveMinutes(bench)
    for subject in ("issue:1", "issue:2"):
        start(bench, subject)
    bench.worker.once()
    before = ladder(bench)
    bench.clock.forward(minutes=1)
    hurry(bench, "issue:1")
    hurry(bench)
    row = ladder(bench)
    assert times(row) == (bench.clock(), before.step_at, before.checked_at)
    plan.seen.clear()
    bench.worker.once()
    assert [one.subject for one in plan.seen] == ["issue:1"]


def test_hurrying_wakes_nothing_that_rests_and_delays_nothing_that_is_late(bench: Bench) -> None:
    start(bench, "issue:1")
    late = bench.clock()
    start(bench, "issue:2")
    rest(bench, "issue:2")
    bench.clock.forward(minutes=3)
    hurry(bench, "issue:1", "issue:2")
    assert ladder(bench).next_at == late
    assert ladder(bench, "issue:2").next_at is None


def test_a_policy_is_applied_to_what_runs_by_the_old_one_and_to_nothing_else(bench: Bench) -> None:
    bench.worker.plan = EveryFiveMinutes(bench)
    start(bench, "issue:1", policy=3)
    start(bench, "issue:2", policy=-1)
    start(bench, "issue:3", policy=9)
    start(bench, "issue:4", trigger="promise", policy=3)
    start(bench, "issue:5", policy=3)
    bench.worker.once()
    rest(bench, "issue:5")
    bench.clock.forward(minutes=1)
    with bench.database.write() as session:
        replanning.apply_policy(session, "unowned", {3, -1}, 12, bench.clock())
    rows = bench._all(Escalation, "id")
    assert [one.policy for one in rows] == [12, 12, 9, 3, 3]
    now = bench.clock()
    assert [times(one) == (now, now, now) for one in rows] == [True, True, False, False, False]


def test_a_step_that_is_overdue_when_a_policy_is_applied_is_still_taken(bench: Bench) -> None:
    start(bench, "issue:1", policy=3)
    overdue = bench.clock()
    bench.clock.forward(minutes=7)
    with bench.database.write() as session:
        replanning.apply_policy(session, "unowned", {3}, 12, bench.clock())
    assert times(ladder(bench)) == (bench.clock(), overdue, bench.clock())


def test_a_worker_that_looked_before_the_policy_changed_moves_nothing(bench: Bench) -> None:
    """The ladder that it found has another time now, so its step is not taken twice."""
    plan = EveryFiveMinutes(bench)
    start(bench, policy=3)
    with bench.database.read() as session:
        (found,) = escalation.due(session, bench.clock(), 9)
    bench.clock.forward(seconds=1)
    with bench.database.write() as session:
        replanning.apply_policy(session, "unowned", [3], 4, bench.clock())
    with bench.database.write() as session:
        assert not escalation_runner.advance(session, plan, found, bench.clock())
        now_found = replace(found, next_at=bench.clock())
        assert escalation_runner.advance(session, plan, now_found, bench.clock())


def test_what_runs_by_a_policy_is_found_by_an_index(bench: Bench) -> None:
    """To count it and to apply another one: an admin waits for it, and so does every worker."""
    found = "SELECT id FROM push_escalation WHERE trigger = 'unowned' AND policy IN (3, 4)"
    with bench.database.write() as session:
        if not bench.database.is_sqlite:  # else its planner reads a small table whole, rightly
            session.connection().execute(text("SET LOCAL enable_seqscan = off"))
        how = "EXPLAIN QUERY PLAN" if bench.database.is_sqlite else "EXPLAIN"
        query = text(f"{how} {found} AND next_at IS NOT NULL")
        assert "ix_push_escalation_policy" in str(session.connection().execute(query).all())
