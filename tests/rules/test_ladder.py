"""The ladder: what is due, what comes next, and that it never ends and never skips."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.rules import escalation
from web.rules.escalation import NEEDS_OWNER, EscalationStep, EscalationSteps, Timing
from web.rules.policies import EDITABLE, SHIPPED
from web.rules.vocabulary import Recipient, Trigger

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
TICK = timedelta(microseconds=1)
UNOWNED = Timing(Trigger.UNOWNED, NINE, NINE)
FOUR_HOURS = Timing(Trigger.PROMISE, NINE, NINE + timedelta(hours=4))
FIVE_MINUTES = Timing(Trigger.HELPER, NINE, NINE + timedelta(minutes=5))
A_QUARTER = Timing(Trigger.NEXT_OWNER, NINE, NINE + timedelta(minutes=15))
A_SHIFT = Timing(Trigger.SHIFT, NINE, NINE + timedelta(hours=8))
# Issues are nudged about until somebody acts; a walk's ladders end, since the goes on.
FOR_EVER = {Trigger.UNOWNED, Trigger.PROMISE}


def due(timing: Timing, since: datetime, now: datetime) -> EscalationSteps:
    """Of the ladder as shipped, as everything here."""
    return escalation.due(SHIPPED[timing.trigger], timing, since, now)


def next_at(timing: Timing, now: datetime) -> datetime | None:
    return escalation.next_at(SHIPPED[timing.trigger], timing, now)


def upcoming(timing: Timing, now: datetime) -> tuple[tuple[datetime, EscalationStep], ...]:
    return escalation.upcoming(SHIPPED[timing.trigger], timing, now)


def after(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def promise(minutes: float) -> Timing:
    return Timing(Trigger.PROMISE, NINE, after(minutes))


@pytest.mark.parametrize(
    ("clock", "at", "rung"),
    [
        (UNOWNED, 0, 0),
        (UNOWNED, 5, 1),
        (UNOWNED, 15, 2),
        (UNOWNED, 30, 2),
        (UNOWNED, 45, 2),
        (UNOWNED, 24 * 60, 2),
        (FOUR_HOURS, 230, 0),
        (FOUR_HOURS, 240, 1),
        (FOUR_HOURS, 255, 2),
        (FOUR_HOURS, 300, 3),
        (FOUR_HOURS, 360, 3),
        (FOUR_HOURS, 24 * 60, 3),
        (FIVE_MINUTES, 5, 0),
        (FIVE_MINUTES, 10, 1),
        (A_QUARTER, 15, 0),
        (A_QUARTER, 30, 1),
        (A_SHIFT, 450, 0),
        (A_SHIFT, 480, 1),
    ],
)
def test_a_rung_is_due_at_its_minute(clock: Timing, at: float, rung: int) -> None:
    assert due(clock, after(at), after(at)) == (SHIPPED[clock.trigger][rung],)
    assert SHIPPED[clock.trigger][rung] in due(clock, after(at) - timedelta(seconds=1), after(at))
    assert SHIPPED[clock.trigger][rung] not in due(clock, after(at) - TICK, after(at) - TICK)
    assert next_at(clock, after(at) - TICK) == after(at)


@pytest.mark.parametrize(
    ("clock", "since", "now", "due_steps"),
    [
        (UNOWNED, 1, 4, []),
        (UNOWNED, 0, 4, [0]),
        (UNOWNED, 0, 7, [0, 1]),
        (UNOWNED, 0, 600, [0, 1, 2]),  # ten hours away: each rung once
        (UNOWNED, 16, 29, []),
        (UNOWNED, 20, 600, [2]),
        (FOUR_HOURS, 0, 229, []),
        (FOUR_HOURS, 230, 260, [0, 1, 2]),
        (FOUR_HOURS, 230, 10_000, [0, 1, 2, 3]),
        (FOUR_HOURS, 241, 254, []),
        (FOUR_HOURS, 301, 361, [3]),
        (FIVE_MINUTES, 0, 4.9, []),
        (FIVE_MINUTES, 5, 600, [0, 1]),
        (FIVE_MINUTES, 6, 600, [1]),
        (FIVE_MINUTES, 11, 600, []),
        (A_SHIFT, 450, 600, [0, 1]),
        (A_SHIFT, 481, 600, []),
    ],
)
def test_an_outage_is_made_up_for_once(
    clock: Timing, since: float, now: float, due_steps: list[int]
) -> None:
    expected = tuple(SHIPPED[clock.trigger][one] for one in due_steps)
    assert due(clock, after(since), after(now)) == expected


@pytest.mark.parametrize(
    ("minutes", "warning"), [(5, 3.75), (15, 11.25), (30, 22.5), (40, 30), (60, 50), (240, 230)]
)
def test_the_warning_of_a_short_promise_leaves_a_quarter(minutes: float, warning: float) -> None:
    assert next_at(promise(minutes), NINE) == after(warning)
    assert [at for at, _ in upcoming(promise(minutes), NINE)] == [
        after(warning),
        after(minutes),
        after(minutes + 15),
        after(minutes + 60),
    ]


def test_what_comes_is_told_in_the_order_of_time() -> None:
    found = upcoming(UNOWNED, after(6))
    assert [at for at, _ in found] == [after(15)]
    found = upcoming(UNOWNED, NINE - TICK)
    assert [at for at, _ in found] == [after(0), after(5), after(15)]
    assert [rung for _, rung in found] == list(SHIPPED[Trigger.UNOWNED])


def test_the_owner_is_asked_before_anybody_else() -> None:
    first, *others = SHIPPED[Trigger.PROMISE]
    assert first.whom == (Recipient.OWNER,)
    assert not first.is_urgent
    assert all(rung.is_urgent for rung in others)
    assert SHIPPED[Trigger.PROMISE][1].whom == (Recipient.OWNER,)


@pytest.mark.parametrize("trigger", [Trigger.HELPER, Trigger.NEXT_OWNER])
def test_silence_comes_back_to_the_owner_alone(trigger: Trigger) -> None:
    first, second = SHIPPED[trigger]
    assert first.whom == second.whom == (Recipient.OWNER,)
    assert (first.is_urgent, second.is_urgent) == (False, True)
    assert NEEDS_OWNER.whom == (Recipient.OWNER,)
    assert NEEDS_OWNER.is_urgent


@pytest.mark.parametrize(("minutes", "twice"), [(1, 2), (5, 10), (15, 30), (240, 480)])
@pytest.mark.parametrize("trigger", [Trigger.HELPER, Trigger.NEXT_OWNER])
def test_and_once_more_after_twice_the_time(trigger: Trigger, minutes: int, twice: int) -> None:
    silence = Timing(trigger, NINE, after(minutes))
    assert [at for at, _ in upcoming(silence, NINE)] == [after(minutes), after(twice)]
    assert next_at(silence, after(twice)) is None


def test_a_shift_reminds_its_person_and_then_tells_the_lead() -> None:
    before, over = SHIPPED[Trigger.SHIFT]
    assert (before.whom, over.whom) == ((Recipient.OWNER,), (Recipient.LEAD_ON_SHIFT,))
    assert next_at(A_SHIFT, after(480)) is None


@pytest.mark.parametrize("trigger", EDITABLE)
def test_a_ladder_goes_on_for_ever_or_ends(trigger: Trigger) -> None:
    *others, last = SHIPPED[trigger]
    assert (last.every is not None) == (trigger in FOR_EVER)
    assert all(rung.every is None for rung in others)
    assert [rung.after for rung in SHIPPED[trigger]] == sorted(r.after for r in SHIPPED[trigger])


spans = st.timedeltas(timedelta(minutes=5), timedelta(days=14))
unowned_clocks = st.just(UNOWNED)
promise_clocks = spans.map(lambda span: Timing(Trigger.PROMISE, NINE, NINE + span))
endless_clocks = st.one_of(unowned_clocks, promise_clocks)
clocks = st.builds(
    lambda trigger, span: Timing(trigger, NINE, NINE + span), st.sampled_from(EDITABLE), spans
)
moments = st.timedeltas(timedelta(days=-2), timedelta(days=40)).map(lambda span: NINE + span)


@given(endless_clocks, moments)
def test_there_is_always_a_next_one_and_it_lies_ahead(clock: Timing, now: datetime) -> None:
    following = next_at(clock, now)
    assert following is not None
    assert following > now
    assert due(clock, following, following) != ()
    assert following == upcoming(clock, now)[0][0]


@given(clocks, st.lists(st.timedeltas(timedelta(0), timedelta(days=1)), max_size=30))
def test_no_rung_is_ever_skipped(clock: Timing, waits: list[timedelta]) -> None:
    """A worker that comes when it can: each time of each rung falls into one of its passes."""
    now, next_time = NINE, next_at(clock, NINE - TICK)
    for wait in waits:
        now += wait
        if next_time is None:
            assert now >= max(at for at, _ in _times(clock, now))
            return
        if next_time > now:
            continue
        told = due(clock, next_time, now)
        assert set(told) == {rung for at, rung in _times(clock, now) if at >= next_time}
        assert len(told) == len(set(told))
        next_time = next_at(clock, now)


def _times(clock: Timing, until: datetime) -> Iterator[tuple[datetime, EscalationStep]]:
    """All times of all due_steps up to `until`, counted out one by one."""
    for rung in SHIPPED[clock.trigger]:
        span = clock.anchor - clock.since
        later = span if rung.again else rung.after
        at = clock.anchor + max(later, -span / 4)
        while at <= until:
            yield at, rung
            if rung.every is None:
                break
            at += rung.every
