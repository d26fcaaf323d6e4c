"""An issue's history as people read it: one row for each event, nudges with their progress, and
runs of nudges folded into one row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from push import receipts
from push.receipts import Progress, Stage
from web.rules.missing_photos import MissingPhotos, sentence
from web.rules.people import Viewer
from web.rules.vocabulary import (
    ChangeReason,
    CorrectedField,
    DeclineReason,
    EventKind,
    Introduction,
    SilentReason,
    Urgency,
)
from web.store.tables.accounts import Person
from web.store.tables.issues import Event

_OF_NUDGING = (EventKind.NUDGED, EventKind.DEFERRED, EventKind.UNREACHED)
_UNFOLDED = 3  # a run of so many rows stays unfolded

_By = Mapping[str, Progress]


@dataclass(frozen=True)
class Reached:
    """One person of one nudge in the timeline."""

    name: str  # first name
    stage: Stage | None  # None: not known, or not any more
    by_channel: bool = False  # not to a phone


@dataclass(frozen=True)
class TimelineRow:
    """One line of the timeline: an event, with the named parts of its sentence by kind."""

    kind: EventKind
    at: datetime  # when it was done: where a phone had to wait, when it was tapped
    who: str | None
    by_me: bool
    text: str | None
    when: datetime | None  # the promise's time, where the kind has one
    names: tuple[str, ...]  # who was nudged
    reached: tuple[Reached, ...] = ()  # how far it came, where that is known
    not_shown: bool = False  # UNREACHED: their phones took it, and none has shown it
    in_place: bool = False  # NUDGED: of somebody who could not be reached
    folded: tuple["TimelineRow", ...] = ()  # older lines of the same kind, told in one
    helper: str | None = None  # of a step, or the next owner of an owner change
    helper_is_me: bool = False
    introduction: Introduction | None = None
    why: DeclineReason | None = None
    reason: ChangeReason | None = None
    silent: SilentReason | None = None  # ASKED, CHANGE_ASKED: why their phone made no sound
    said_yes: bool = False  # WITHDRAWN: they were with the owner until here
    came_in_at: datetime | None = None  # where a phone had to wait
    missing_photos: str | None = None  # a sentence
    is_released: bool = False  # the customer may read `text`
    undone: EventKind | None = None  # UNDONE: what was
    for_owner: str | None = None  # whose absence made a lead act: first name
    for_me: bool = False  # that owner looks
    field: CorrectedField | None = None  # CORRECTED
    urgencies: tuple[Urgency, Urgency] | None = None  # CORRECTED: what it was, and is
    added: int = 0  # CORRECTED: photos; 0: one was removed


def timeline(
    session: Session, events: Sequence[Event], people: Mapping[int, Person], viewer: Viewer
) -> tuple[TimelineRow, ...]:
    """Newest first; `events` come oldest first."""
    stages = _stages(session, events)
    rows = [_row(event, people, viewer, stages) for event in reversed(events)]
    return tuple(_group_runs(rows))


def _stages(session: Session, events: Sequence[Event]) -> _By:
    """The progress of these nudges' messages, by key."""
    keys = [event.data["key"] for event in events if "key" in event.data]
    subjects = {":".join(key.split(":")[:2]) for key in keys}
    found: dict[str, Progress] = {}
    for subject in sorted(subjects):
        found |= receipts.stages(session, subject)
    return found


def _row(event: Event, people: Mapping[int, Person], viewer: Viewer, stages: _By) -> TimelineRow:
    data = event.data
    who, helper = people.get(event.actor_id or 0), people.get(data.get("helper") or 0)
    owner = people.get(data.get("for_owner") or 0)
    when, how, why = data.get("when"), data.get("introduction"), data.get("decline_reason")
    told = [people[one] for one in data.get("people", ()) if one in people]
    return TimelineRow(
        kind=EventKind(event.kind),
        at=event.tapped_at or event.at,
        came_in_at=event.at if event.tapped_at else None,
        who=who.name if who else None,
        by_me=event.actor_id == viewer.id,
        text=event.text,
        when=datetime.fromisoformat(when) if when else None,
        names=tuple(person.name for person in told),
        reached=tuple(_delivery_stage(data.get("key"), person, stages) for person in told),
        not_shown=data.get("because") == "not_shown",
        in_place=data.get("because") == "in_place",
        helper=helper.name if helper else None,
        helper_is_me=helper is not None and helper.id == viewer.id,
        introduction=Introduction(how) if how else None,
        why=DeclineReason(why) if why else None,
        silent=SilentReason(data["silent"]) if "silent" in data else None,
        said_yes=data.get("was_accepted", False),
        missing_photos=sentence(MissingPhotos.from_data(data)) if "missing" in data else None,
        is_released=data.get("released", False),
        reason=ChangeReason(data["reason"]) if "reason" in data else None,
        undone=EventKind(data["undone"]) if "undone" in data else None,
        for_owner=owner.first_name if owner else None,
        for_me=owner is not None and owner.id == viewer.id,
        field=CorrectedField(data["field"]) if "field" in data else None,
        urgencies=(Urgency(data["was"]), Urgency(data["now"])) if "was" in data else None,
        added=data.get("added", 0),
    )


def _delivery_stage(key: str | None, person: Person, stages: _By) -> Reached:
    progress = stages.get(f"{key}{person.id}") if key else None
    if progress is None:
        return Reached(person.first_name, None)
    return Reached(person.first_name, progress.stage, progress.by_channel)


def _group_runs(rows: Sequence[TimelineRow]) -> list[TimelineRow]:
    """A long run of nudges becomes its newest row, with the others inside."""
    folded: list[TimelineRow] = []
    run: list[TimelineRow] = []
    for row in rows:
        if row.kind in _OF_NUDGING:
            run.append(row)
            continue
        folded += _grouped(run)
        folded.append(row)
        run = []
    return [*folded, *_grouped(run)]


def _grouped(run: Sequence[TimelineRow]) -> Sequence[TimelineRow]:
    if len(run) <= _UNFOLDED:
        return run
    return [replace(run[0], folded=tuple(run[1:]))]
