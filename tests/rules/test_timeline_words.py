"""Each kind of event has each voice that it can have, and uses only what it is given."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime
from itertools import product

import pytest

from tests.support.message_values import values_of
from web.rules.timeline_event import TimelineEvent
from web.rules.timeline_words import BY_KIND, UNKNOWN, messages_of
from web.rules.vocabulary import (
    ChangeReason,
    CorrectedField,
    CustomerAnswer,
    DeclineReason,
    EventKind,
    Introduction,
    SilentReason,
    Urgency,
)
from web.rules.voices import Voice

WHEN = datetime(2026, 11, 24, 10, 28, tzinfo=UTC)
# Kinds that nobody may have done: the system, a page for everybody, a closed account.
BY_NOBODY = {
    *(kind for kind, voices in BY_KIND.items() if Voice.NOBODY in voices),
    EventKind.ORPHANED,
    EventKind.NUDGED,
    EventKind.DEFERRED,
    EventKind.UNREACHED,
    EventKind.WITHDRAWN,
    EventKind.UNANSWERED,
    EventKind.CHANGE_WITHDRAWN,
    EventKind.CHANGE_UNANSWERED,
    EventKind.CUSTOMER_ANSWERED,
}
VARIANTS: dict[EventKind, dict[str, list[object]]] = {
    EventKind.CUSTOMER_TOLD: {"when": [None, WHEN]},
    EventKind.CUSTOMER_ANSWERED: {"answer": [*CustomerAnswer]},
    EventKind.NUDGED: {"names": [(), ("Ana",), ("Ana", "Ben")], "in_place": [False, True]},
    EventKind.DEFERRED: {"names": [(), ("Ana",), ("Ana", "Ben")]},
    EventKind.UNREACHED: {"not_shown": [False, True]},
    EventKind.ASKED: {
        "helper": [None, "Kim"],
        "introduction": [None, *Introduction],
        "silent": [None, *SilentReason],
    },
    EventKind.ACCEPTED: {"helper": [None, "Kim", "Ana"]},
    EventKind.DECLINED: {"why": [None, *DeclineReason]},
    EventKind.WITHDRAWN: {"helper": [None, "Kim"], "said_yes": [False, True]},
    EventKind.UNANSWERED: {"helper": [None, "Kim"]},
    EventKind.CHANGE_ASKED: {
        "reason": [None, *ChangeReason],
        "silent": [None, *SilentReason],
    },
    EventKind.UNDONE: {
        "undone": [
            EventKind.CUSTOMER_TOLD,
            EventKind.POSTPONED,
            EventKind.PROMISED,
            EventKind.ACKNOWLEDGED,
            EventKind.ASKED,
            EventKind.RESOLVED,
            EventKind.UNSHARED,
        ],
        "helper": [None, "Kim"],
    },
    EventKind.CORRECTED: {"field": list(CorrectedField)},
}
FOR_OWNER = (
    EventKind.CUSTOMER_TOLD,
    EventKind.POSTPONED,
    EventKind.ASKED,
    EventKind.CHANGE_ASKED,
)
IN_TEMPLATE = (EventKind.PHOTOS_MISSING,)


def variants(kind: EventKind) -> Iterator[TimelineEvent]:
    """All that an event of this kind can be."""
    base = TimelineEvent(
        kind=kind,
        who="Ana",
        by_me=False,
        when=WHEN,
        names=("Ana",),
        helper="Kim",
        urgencies=(Urgency.LATER, Urgency.NOW),
        undone=EventKind.RESOLVED,
    )
    variants = VARIANTS.get(kind, {})
    for values in product(*variants.values()):
        event = replace(base, **dict(zip(variants, values, strict=True)))  # type: ignore[arg-type]
        yield event
        yield replace(event, by_me=True)
        if event.helper:
            yield replace(event, helper_is_me=True)
            yield replace(event, helper_is_me=True, by_me=True)
        if kind in BY_NOBODY:
            yield replace(event, who=None)
            if event.helper:
                yield replace(event, who=None, helper_is_me=True)
        if kind in FOR_OWNER and event.when and event.helper:
            stand_in = replace(event, for_owner="Lea")
            yield from (stand_in, replace(stand_in, by_me=True), replace(stand_in, for_me=True))
            yield replace(stand_in, helper_is_me=True)


def given(event: TimelineEvent) -> set[str]:
    """The values that the template has for it."""
    its = {one.name for one in fields(event) if getattr(event, one.name) not in (None, ())}
    known = its & {"who", "helper", "when", "names"}
    return {
        *known,
        *({"subject"} if event.subject else ()),
        *({"owner"} if event.for_owner else ()),
        *({"was", "now"} if event.urgencies else ()),
        *({"minutes", "reminders"} if event.silent else ()),
    }


@pytest.mark.parametrize("kind", [one for one in EventKind if one not in IN_TEMPLATE])
def test_each_kind_has_a_sentence_for_each_reader(kind: EventKind) -> None:
    for event in variants(kind):
        messages = messages_of(event)
        assert messages, event
        assert UNKNOWN not in messages
        for message in messages:
            assert values_of(message) <= given(event), (message, event)


@pytest.mark.parametrize("kind", [one for one in EventKind if one not in IN_TEMPLATE])
def test_a_sentence_of_mine_speaks_to_me(kind: EventKind) -> None:
    for event in variants(kind):
        if event.by_me and kind not in (*BY_NOBODY, EventKind.ORPHANED):
            assert messages_of(event)[0].startswith("You "), event
            assert "who" not in values_of(messages_of(event)[0])


def test_a_kind_of_another_version_is_said_to_be_one() -> None:
    assert messages_of(TimelineEvent(kind=None, who="Ana", by_me=False)) == (UNKNOWN,)


def test_added_photos_are_counted_by_the_template() -> None:
    event = TimelineEvent(
        kind=EventKind.CORRECTED, who="Ana", by_me=False, field=CorrectedField.PHOTOS, added=2
    )
    assert messages_of(event) == ()
