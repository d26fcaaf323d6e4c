"""The line of an issue: what happened to the matter itself, and who stood beside the owner.

Every event stands once, in the stop it belongs to: a step’s with its step, any other with the stop
that was the newest when it happened. Runs of nudges are folded into one row.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from web.reads.issues.timeline import History, TimelineRow
from web.rules.line import LineSpan, Part, lanes
from web.rules.people import Viewer
from web.rules.steps import state_at
from web.rules.stop_words import LineStop, StepStop, stop_message
from web.rules.vocabulary import CustomerAnswer, EventKind, Introduction, StepState
from web.store.tables.accounts import Person
from web.store.tables.handoffs import Step
from web.store.tables.issues import Event

_OF_NUDGING = (EventKind.NUDGED, EventKind.DEFERRED, EventKind.UNREACHED)
_UNFOLDED = 3  # a run of so many rows stays unfolded
_MOST_STOPS = 8  # of more, those between the first and the last ones are folded into one
_LAST_STOPS = 5


@dataclass(frozen=True, kw_only=True)
class Stop(LineStop):
    """One stop on the owner's line: something that happened, or a step with its stretch."""

    at: datetime
    text: str | None  # what was said, done or needed
    before: str | None = None  # CHANGED: first name of who had it until here
    lanes: tuple[Part | None, ...] = ()  # what stands beside the line here, from the left
    rows: tuple[TimelineRow, ...] = ()  # its events, oldest first

    def message(self, customer: str | None) -> str:
        return stop_message(self, names_customer=bool(customer))


@dataclass(frozen=True)
class FoldedLine:
    """The stops, oldest first; `earlier` stand folded between the first one and the last ones."""

    first: tuple[Stop, ...]
    earlier: tuple[Stop, ...]
    last: tuple[Stop, ...]


def line(
    history: History,
    rows: Sequence[TimelineRow],  # of the history’s events, in their order
    owner: Person | None,
    viewer: Viewer,
    now: datetime,
) -> FoldedLine:
    """Each step stands where it was asked for, and keeps its lane until it ends.

    A present helper is with the present `owner`; any other step is told of whoever asked for it.
    """
    people = history.people
    found: list[_Found] = [
        (_of_event(event, people, viewer), LineSpan(event.at), (event.id,))
        for event in history.on_the_line
    ]
    found += [
        (_of_step(step, people, owner, viewer, now), stretch(step), ())
        for step in reversed(history.steps)
    ]
    found = _joined(sorted(found, key=lambda one: one[0].at))
    beside = lanes([span for _, span, _ in found])
    inside = _rows_by_stop(found, history.events, rows)
    return _folded(
        tuple(
            replace(stop, of_cause=history.of_cause, lanes=its, rows=tuple(_group_runs(its_rows)))
            for (stop, _, _), its, its_rows in zip(found, beside, inside, strict=True)
        )
    )


_Found = tuple[Stop, LineSpan, tuple[int, ...]]  # the ids of its events; of a step none


def _joined(found: Sequence[_Found]) -> list[_Found]:
    """Reported and owned in one moment is one stop."""
    joined: list[_Found] = []
    for one in found:
        before = joined[-1][0] if joined else None
        if (
            before
            and (before.kind, one[0].kind) == (EventKind.REPORTED, EventKind.OWNED)
            and (before.at, before.who, before.by_me) == (one[0].at, one[0].who, one[0].by_me)
        ):
            joined[-1] = (replace(one[0], is_report=True), one[1], joined[-1][2] + one[2])
        else:
            joined.append(one)
    return joined


def _rows_by_stop(
    found: Sequence[_Found], events: Sequence[Event], rows: Sequence[TimelineRow]
) -> list[list[TimelineRow]]:
    """For each stop the rows of its events."""
    by_event = {id_: index for index, (_, _, ids) in enumerate(found) for id_ in ids}
    by_step = {stop.step.id: index for index, (stop, _, _) in enumerate(found) if stop.step}
    begun = [stop.at for stop, _, _ in found]
    inside: list[list[TimelineRow]] = [[] for _ in found]
    for event, row in zip(events, rows, strict=True):
        newest = max(bisect_right(begun, event.at) - 1, 0)
        of_step = by_step.get(event.data.get("step", 0), newest)
        inside[by_event.get(event.id, of_step)].append(row)
    return inside


def _group_runs(rows: Iterable[TimelineRow]) -> list[TimelineRow]:
    """A long run of nudges becomes its newest row, with the others inside."""
    grouped: list[TimelineRow] = []
    run: list[TimelineRow] = []
    for row in rows:
        if row.kind in _OF_NUDGING:
            run.append(row)
            continue
        grouped += [*_grouped(run), row]
        run = []
    return [*grouped, *_grouped(run)]


def _grouped(run: Sequence[TimelineRow]) -> Sequence[TimelineRow]:
    return run if len(run) <= _UNFOLDED else [replace(run[-1], folded=tuple(run[:-1]))]


def _folded(stops: tuple[Stop, ...]) -> FoldedLine:
    if len(stops) <= _MOST_STOPS:
        return FoldedLine((), (), stops)
    return FoldedLine(stops[:1], stops[1:-_LAST_STOPS], stops[-_LAST_STOPS:])


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
        answer=CustomerAnswer(event.data["answer"]) if "answer" in event.data else None,
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
    is_present = step.accepted_at is not None and step.ended_at is None
    who = owner if owner and is_present else asker
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
