"""The line of an issue: what happened to the matter itself, and who stood beside the owner.

Everything else is in the timeline only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from web.rules.line import LineSpan, Part, lanes
from web.rules.people import Viewer
from web.rules.steps import state_at
from web.rules.vocabulary import EventKind, Introduction, StepState
from web.store.tables.accounts import Person
from web.store.tables.handoffs import Step
from web.store.tables.issues import Event

ON_THE_LINE = (
    EventKind.REPORTED,
    EventKind.OWNED,
    EventKind.CUSTOMER_TOLD,
    EventKind.RESOLVED,
    EventKind.REOPENED,
    EventKind.ORPHANED,
    EventKind.CHANGED,
)


@dataclass(frozen=True)
class StepStop:
    """A step as a stop on the line."""

    id: int
    state: StepState  # as of now
    helper: str | None  # first name; None: whoever scans the owner's code
    helper_is_me: bool
    is_cold: bool  # nobody introduced them
    said_yes: bool  # at some time
    since: datetime  # they are with the owner; before their yes: they were asked
    until: datetime | None  # when it was done, declined or taken back


@dataclass(frozen=True)
class Stop:
    """One stop on the owner's line: something that happened, or a step with its stretch."""

    kind: EventKind  # ASKED: a step, in whatever state it is now; CHANGED: the knot
    at: datetime
    who: str | None  # first name; None: the system. CHANGED: who has it from here on
    by_me: bool
    text: str | None  # what was said, done or needed
    step: StepStop | None = None
    before: str | None = None  # CHANGED: first name of who had it until here
    for_owner: str | None = None  # whose absence made a lead act: first name
    for_me: bool = False  # that owner looks
    lanes: tuple[Part | None, ...] = ()  # what stands beside the line here, from the left


def stops(
    events: Sequence[Event],
    steps: Sequence[Step],
    people: Mapping[int, Person],
    owner: Person | None,
    viewer: Viewer,
    now: datetime,
) -> tuple[Stop, ...]:
    """Oldest first; each step stands where it was asked for, and keeps its lane until it ends.

    A present helper is with the present `owner`; a former one was with whoever asked them.
    """
    found = [(_of_event(event, people, viewer), LineSpan(event.at)) for event in events]
    found += [(_of_step(step, people, owner, viewer, now), stretch(step)) for step in steps]
    found.sort(key=lambda pair: pair[0].at)
    beside = lanes([line_span for _, line_span in found])
    return tuple(replace(stop, lanes=its) for (stop, _), its in zip(found, beside, strict=True))


def stretch(step: Step) -> LineSpan:
    """None for a helper who never accepted."""
    until = step.ended_at if step.accepted_at else step.asked_at
    return LineSpan(step.asked_at, is_step=True, until=until)


def _of_event(event: Event, people: Mapping[int, Person], viewer: Viewer) -> Stop:
    who, before = people.get(event.actor_id or 0), people.get(event.data.get("former_owner", 0))
    owner = people.get(event.data.get("for_owner", 0))
    return Stop(
        kind=EventKind(event.kind),
        at=event.at,
        who=who.first_name if who else None,
        by_me=event.actor_id == viewer.id,
        text=event.text,
        before=before.first_name if before else None,
        for_owner=owner.first_name if owner else None,
        for_me=owner is not None and owner.id == viewer.id,
    )


def _of_step(
    step: Step,
    people: Mapping[int, Person],
    owner: Person | None,
    viewer: Viewer,
    now: datetime,
) -> Stop:
    asker, helper = people[step.asked_by], people.get(step.helper_id or 0)
    who = asker if step.ended_at or owner is None else owner
    return Stop(
        kind=EventKind.ASKED,
        at=step.asked_at,
        who=who.first_name,
        by_me=who.id == viewer.id,
        text=step.need,
        step=StepStop(
            id=step.id,
            state=state_at(StepState(step.state), step.answer_by, now),
            helper=helper.first_name if helper else None,
            helper_is_me=step.helper_id == viewer.id,
            is_cold=step.introduction == Introduction.NONE,
            said_yes=step.accepted_at is not None,
            since=step.accepted_at or step.asked_at,
            until=step.ended_at,
        ),
    )
