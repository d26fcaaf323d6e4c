"""The ladder as a table: at this minute, in this state of the world, who hears it, and how urgent.

A world is four letters: the owner, a colleague at the site, its lead, an admin of another site.
`+`: on shift with a phone that rings; `m`: on shift, and nothing reaches them; `-`: off shift,
where their phone would ring.
"""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.rules import escalation
from web.rules.escalation import EscalationStep, Timing
from web.rules.policies import EDITABLE, SHIPPED
from web.rules.recipients import Decision, EscalationCandidate, decide, fallback, means
from web.rules.vocabulary import Recipient, Role, Trigger

ANCHOR = datetime(2026, 11, 23, 13, tzinfo=UTC)
BEFORE = {Trigger.UNOWNED: 0, Trigger.HELPER: 5, Trigger.NEXT_OWNER: 15, Trigger.REOPENED: 0}
PERSONAS = "ocla"
ROLES = (Role.EMPLOYEE, Role.EMPLOYEE, Role.LEAD, Role.ADMIN)
UNREACHABLE = SHIPPED[Trigger.UNREACHABLE]
AT_ONCE = timedelta(0)
SOFT, URGENT = False, True


def cast(world: str, *, owned: bool = True) -> list[EscalationCandidate]:
    return [
        EscalationCandidate(
            id=number,
            role=ROLES[number],
            is_at_site=persona != "a",
            on_shift=how != "-",
            can_be_reached=how != "m",
            is_owner=owned and persona == "o",
        )
        for number, (persona, how) in enumerate(zip(PERSONAS, world, strict=True))
    ]


def letters(ids: tuple[int, ...]) -> str:
    return "".join(PERSONAS[one] for one in ids)


def timing_of(trigger: Trigger) -> Timing:
    return Timing(trigger, ANCHOR - timedelta(minutes=BEFORE.get(trigger, 240)), ANCHOR)


def decided(
    trigger: Trigger, minutes: int, world: str
) -> tuple[Decision, tuple[EscalationStep, ...]]:
    ladder, timing = SHIPPED[trigger], timing_of(trigger)
    at = ANCHOR + timedelta(minutes=minutes)
    due_steps = escalation.due(ladder, timing, at, at)
    later = tuple(step for _, step in escalation.upcoming(ladder, timing, at))
    # The end of a shift is told by rungs of its own alone.
    earlier = () if trigger is Trigger.SHIFT else (step for step in ladder if step not in later)
    others = (*later, *earlier)
    people = cast(world, owned=trigger != Trigger.UNOWNED)
    return decide(due_steps, people, UNREACHABLE, others), due_steps


# trigger, minutes after its time, the world; told, held until their shift, in their place; urgent
TABLE = [
    (Trigger.UNOWNED, 0, "++++", "ocl", "", "", URGENT),
    (Trigger.UNOWNED, 0, "-+-+", "c", "", "", URGENT),
    (Trigger.UNOWNED, 0, "---+", "", "", "a", URGENT),
    (Trigger.UNOWNED, 0, "----", "", "", "", URGENT),
    (Trigger.UNOWNED, 0, "mm-+", "oc", "", "a", URGENT),
    (Trigger.UNOWNED, 0, "mm++", "ocl", "", "", URGENT),
    (Trigger.UNOWNED, 0, "mmmm", "ocl", "", "", URGENT),
    (Trigger.UNOWNED, 5, "++++", "ocl", "", "", URGENT),
    (Trigger.UNOWNED, 5, "--++", "l", "", "", URGENT),
    (Trigger.UNOWNED, 5, "--m+", "l", "", "a", URGENT),
    (Trigger.UNOWNED, 15, "++++", "la", "", "", URGENT),
    (Trigger.UNOWNED, 30, "++++", "la", "", "", URGENT),
    (Trigger.UNOWNED, 15, "++-+", "a", "l", "", URGENT),
    (Trigger.UNOWNED, 15, "++--", "", "la", "oc", URGENT),
    (Trigger.PROMISE, -10, "++++", "o", "", "", SOFT),
    (Trigger.PROMISE, -10, "-+++", "", "o", "", SOFT),
    (Trigger.PROMISE, -10, "m+++", "o", "", "l", SOFT),
    (Trigger.PROMISE, -10, "m+-+", "o", "", "a", SOFT),
    (Trigger.PROMISE, -10, "m+m+", "o", "", "a", SOFT),
    (Trigger.PROMISE, -10, "m+--", "o", "", "", SOFT),
    (Trigger.PROMISE, 0, "++++", "o", "", "", URGENT),
    (Trigger.PROMISE, 0, "-+++", "", "o", "l", URGENT),
    (Trigger.PROMISE, 0, "-+-+", "", "o", "a", URGENT),
    (Trigger.PROMISE, 0, "-+m+", "", "o", "a", URGENT),
    (Trigger.PROMISE, 0, "-+--", "", "o", "", URGENT),
    (Trigger.PROMISE, 0, "m+++", "o", "", "l", URGENT),
    (Trigger.PROMISE, 15, "++++", "ol", "", "", URGENT),
    (Trigger.PROMISE, 15, "++-+", "o", "", "", URGENT),
    (Trigger.PROMISE, 15, "-+++", "l", "o", "", URGENT),
    (Trigger.PROMISE, 15, "m+++", "ol", "", "", URGENT),
    (Trigger.PROMISE, 15, "m+m+", "ol", "", "a", URGENT),
    (Trigger.PROMISE, 60, "++++", "la", "", "", URGENT),
    (Trigger.PROMISE, 60, "++-+", "a", "l", "", URGENT),
    (Trigger.PROMISE, 60, "++--", "", "la", "o", URGENT),
    (Trigger.PROMISE, 120, "+++m", "la", "", "", URGENT),
    (Trigger.REOPENED, 0, "++++", "o", "", "", URGENT),
    (Trigger.REOPENED, 0, "-+++", "", "o", "l", URGENT),
    (Trigger.REOPENED, 0, "m+-+", "o", "", "a", URGENT),
    (Trigger.HELPER, 0, "++++", "o", "", "", SOFT),
    (Trigger.HELPER, 0, "-+++", "", "o", "", SOFT),
    (Trigger.HELPER, 5, "++++", "o", "", "", URGENT),
    (Trigger.HELPER, 5, "-+++", "", "o", "l", URGENT),
    (Trigger.NEXT_OWNER, 0, "m+++", "o", "", "l", SOFT),
    (Trigger.NEXT_OWNER, 15, "-+-+", "", "o", "a", URGENT),
    (Trigger.SHIFT, -30, "++++", "o", "", "", SOFT),
    (Trigger.SHIFT, 0, "++++", "l", "", "", URGENT),
    (Trigger.SHIFT, 0, "++-+", "", "", "a", URGENT),
]


@pytest.mark.parametrize(
    ("trigger", "minutes", "world", "notified", "deferred", "other", "urgent"), TABLE
)
def test_who_hears_what_when(
    trigger: Trigger,
    minutes: int,
    world: str,
    notified: str,
    deferred: str,
    other: str,
    urgent: bool,
) -> None:
    decision, due_steps = decided(trigger, minutes, world)
    found = (letters(decision.notify), letters(decision.defer), letters(decision.fallback))
    assert found == (notified, deferred, other)
    assert any(step.is_urgent for step in due_steps) is urgent


def test_every_rung_as_shipped_stands_in_the_table() -> None:
    seen = {(row[0], step) for row in TABLE for step in decided(row[0], row[1], "++++")[1]}
    every = {(one, step) for one in EDITABLE for step in SHIPPED[one]}
    at_once = {(Trigger.UNREACHABLE, step) for step in UNREACHABLE}  # below: never decided alone
    assert seen == every - at_once


@pytest.mark.parametrize(
    ("world", "later", "but", "found"),
    [
        ("++++", (), "o", "l"),
        ("++-+", (), "o", "a"),
        ("++m+", (), "o", "a"),
        ("++--", (), "o", ""),
        ("++++", (), "ol", "a"),  # nobody twice for the same nudge
        ("++++", (), "ola", ""),
        ("++--", (EscalationStep(AT_ONCE, (Recipient.ON_SHIFT,)),), "o", "c"),
        ("++-+", (EscalationStep(AT_ONCE, (Recipient.ON_SHIFT,)),), "o", "a"),  # theirs come before
    ],
)
def test_in_the_place_of_an_owner(
    world: str, later: tuple[EscalationStep, ...], but: str, found: str
) -> None:
    notified = [PERSONAS.index(one) for one in but]
    assert letters(fallback(UNREACHABLE, later, cast(world), notified, for_owner=True)) == found


@pytest.mark.parametrize(
    ("world", "others", "found"),
    [
        (
            "++++",
            (EscalationStep(AT_ONCE, (Recipient.ON_SHIFT,)),),
            "ocl",
        ),  # the ladder's own come before
        ("++++", (), "l"),  # and somebody is better than nobody
        ("++-+", (), "a"),
        ("++--", (), ""),
    ],
)
def test_in_the_place_of_others(world: str, others: tuple[EscalationStep, ...], found: str) -> None:
    assert letters(fallback(UNREACHABLE, others, cast(world), (), for_owner=False)) == found


MEANT = {
    Recipient.OWNER: "o",
    Recipient.HELPER: "",
    Recipient.ON_SHIFT: "ocl",
    Recipient.LEAD_ON_SHIFT: "l",
    Recipient.LEADS: "l",
    Recipient.ADMINS: "a",
    Recipient.PERSON: "c",
}


@pytest.mark.parametrize("whom", Recipient)
def test_whom_each_word_means(whom: Recipient) -> None:
    step = EscalationStep(AT_ONCE, (whom,), person_id=1 if whom is Recipient.PERSON else None)
    assert letters(tuple(one.id for one in cast("++++") if means(step, one))) == MEANT[whom]
    off = letters(tuple(one.id for one in cast("----") if means(step, one)))
    assert off == ("" if whom in (Recipient.ON_SHIFT, Recipient.LEAD_ON_SHIFT) else MEANT[whom])


def test_the_helper_is_who_was_asked() -> None:
    asked = EscalationCandidate(9, Role.EMPLOYEE, False, True, True, is_helper=True)
    assert means(EscalationStep(AT_ONCE, (Recipient.HELPER,)), asked)
    assert not means(
        EscalationStep(AT_ONCE, (Recipient.OWNER, Recipient.LEADS, Recipient.ADMINS)), asked
    )


worlds = st.text("+m-", min_size=4, max_size=4)


@pytest.mark.parametrize(
    ("changes", "is_meant"),
    [
        ({}, True),
        ({"is_at_site": False}, False),
        ({"is_at_site": False, "role": Role.LEAD}, False),
        ({"is_at_site": False, "role": Role.ADMIN}, True),
        ({"is_at_site": False, "is_owner": True}, True),
        ({"is_at_site": False, "is_helper": True}, True),
    ],
)
def test_a_named_person_is_meant_while_they_may_see_the_issue(
    changes: dict[str, Any], is_meant: bool
) -> None:
    step = EscalationStep(AT_ONCE, (Recipient.PERSON,), person_id=1)
    assert means(step, replace(cast("++++")[1], **changes)) is is_meant


whoms = st.lists(
    st.sampled_from([one for one in Recipient if one is not Recipient.PERSON]), max_size=3
)
rungs_of_any_kind = st.builds(
    lambda whom, urgent: EscalationStep(AT_ONCE, tuple(whom), is_urgent=urgent),
    whoms,
    st.booleans(),
)
ladders = st.lists(rungs_of_any_kind, max_size=4).map(tuple)


@given(worlds, ladders, ladders, st.booleans())
def test_nobody_off_shift_hears_it_and_nobody_twice(
    world: str,
    due_steps: tuple[EscalationStep, ...],
    later: tuple[EscalationStep, ...],
    owned: bool,
) -> None:
    decision = decide(due_steps, cast(world, owned=owned), UNREACHABLE, later)
    notified, deferred, others = (
        letters(one) for one in (decision.notify, decision.defer, decision.fallback)
    )
    assert all(world[PERSONAS.index(one)] != "-" for one in notified + others)
    assert all(world[PERSONAS.index(one)] == "-" for one in deferred)
    assert all(world[PERSONAS.index(one)] == "+" for one in others)
    assert len(notified + deferred + others) == len(set(notified + deferred + others))


@pytest.mark.parametrize("world", ["".join(one) for one in itertools.product("+m-", repeat=4)])
@pytest.mark.parametrize("minutes", [0, 15, 60])
def test_a_late_promise_reaches_somebody_where_a_lead_or_an_admin_can_be_reached(
    world: str, minutes: int
) -> None:
    decision, _ = decided(Trigger.PROMISE, minutes, world)
    reached = {one for one in (*decision.notify, *decision.fallback) if world[one] == "+"}
    if "+" in world[0] + world[2:] and (minutes < 60 or "+" in world[2:]):
        assert reached
