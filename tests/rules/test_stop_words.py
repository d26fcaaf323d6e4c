"""Each stop of the line has each voice that it can have, and uses only what it is given."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest

from tests.support.message_values import values_of
from web.reads.issues.timeline import ON_THE_LINE
from web.rules.stop_words import LineStop, StepStop, stop_message
from web.rules.vocabulary import EventKind, StepState

AT = datetime(2026, 11, 24, 10, 28, tzinfo=UTC)
BY_NOBODY = (EventKind.REPORTED, EventKind.REOPENED, EventKind.ORPHANED)
FOR_OWNER = (EventKind.CUSTOMER_TOLD, EventKind.POSTPONED)


def variants(kind: EventKind) -> Iterator[LineStop]:
    stop = LineStop(kind=kind, who="Ana", by_me=False)
    yield from (stop, replace(stop, by_me=True), replace(stop, is_report=True))
    if kind in BY_NOBODY:
        yield replace(stop, who=None)
    if kind in FOR_OWNER:
        stand_in = replace(stop, for_owner="Lea")
        yield from (stand_in, replace(stand_in, by_me=True), replace(stand_in, for_me=True))


def step_stops() -> Iterator[LineStop]:
    for state, helper, is_mine, by_me, said_yes in product(
        StepState, (None, "Kim"), (False, True), (False, True), (False, True)
    ):
        is_known = helper or state not in (StepState.ACCEPTED, StepState.DONE, StepState.DECLINED)
        if is_known and (helper or not (is_mine or said_yes)):
            step = StepStop(1, state, helper, is_mine, False, said_yes, AT, None)
            yield LineStop(kind=EventKind.ASKED, who="Ana", by_me=by_me, step=step)


def check(stop: LineStop, customer: str | None) -> None:
    values = {
        "who": stop.who,
        "helper": stop.step.helper if stop.step else None,
        "owner": stop.for_owner,
        "customer": customer,
    }
    message = stop_message(stop, names_customer=bool(customer))
    assert values_of(message) <= {name for name, value in values.items() if value}, stop
    assert not (stop.by_me and "who" in values_of(message)) or stop.step, stop
    assert customer is None or stop.kind != EventKind.CUSTOMER_TOLD or "customer" in message


@pytest.mark.parametrize("kind", ON_THE_LINE)
@pytest.mark.parametrize("customer", [None, "Frau Ott"])
def test_each_stop_has_a_sentence_for_each_reader(kind: EventKind, customer: str | None) -> None:
    for stop in variants(kind):
        check(stop, customer)


def test_each_step_has_a_sentence_for_each_reader() -> None:
    found = list(step_stops())
    assert len(found) > 30
    for stop in found:
        check(stop, None)
