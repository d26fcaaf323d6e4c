"""Reads events since a tap was made, and asks the rules whether the tap still counts."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from web.acts.core.tap import Tap
from web.rules import staleness
from web.rules.clock import time_of_day, time_zone
from web.rules.issues import Refusal
from web.rules.staleness import UnseenEvent
from web.rules.vocabulary import EventKind, IssueAct
from web.store.tables.accounts import Site
from web.store.tables.issues import Event, Issue

_JUDGED = (EventKind.RESOLVED, EventKind.ERASED, *staleness.OF_OWNER, *staleness.OF_PROMISE)


def refuse_stale(tap: Tap, issue: Issue, act: IssueAct) -> Refusal | None:
    """The refusal of an act because of the time of its tap, and of what its maker saw."""
    unseen = tap.seen is not None and tap.seen < issue.version
    since = _unseen(tap, issue, tap.seen or 0) if unseen else []
    made = tap.tapped_at
    if made is not None and issue.erased_at is not None and made <= issue.erased_at:
        since.append(UnseenEvent(EventKind.ERASED, issue.erased_at, is_mine=False))
    if act is IssueAct.ON_IT and made is not None:
        since += _nudges(tap, issue, made)
    return staleness.refusal(act, made, since, _promised(tap.session, issue)) if since else None


def _promised(session: Session, issue: Issue) -> str:
    """`10:40`: the time of the promise that stands, by the clock of the issue's site."""
    if issue.promise_at is None:
        return ""
    zone = session.get_one(Site, issue.site_id).zone
    return time_of_day(issue.promise_at.astimezone(time_zone(zone)))


def accepted_since(tap: Tap, issue: Issue, step_id: int) -> bool:
    """Whether anybody accepted the step after this tap."""
    made = tap.tapped_at
    return made is not None and any(event.is_after(made) for event in _yes(tap, issue, step_id))


def accepted_before(tap: Tap, issue: Issue, step_id: int) -> bool:
    """Whether the actor knows of the yes to the step, having recorded it themselves."""
    mine = all(event.is_mine for event in _yes(tap, issue, step_id))
    return mine and not accepted_since(tap, issue, step_id)


def _yes(tap: Tap, issue: Issue, step_id: int) -> list[UnseenEvent]:
    accepted = _events(tap.session, issue, (EventKind.ACCEPTED,), 0)
    return [
        _unseen_event(event, tap.actor.id)
        for event in accepted
        if event.data.get("step") == step_id
    ]


def _unseen(tap: Tap, issue: Issue, seen: int) -> list[UnseenEvent]:
    return [
        _unseen_event(event, tap.actor.id) for event in _events(tap.session, issue, _JUDGED, seen)
    ]


def _events(session: Session, issue: Issue, kinds: Collection[EventKind], seen: int) -> list[Event]:
    """Events after version `seen`. Events from before versions existed count as seen."""
    return list(
        session.exec(
            select(Event).where(
                Event.issue_id == issue.id, col(Event.version) > seen, col(Event.kind).in_(kinds)
            )
        )
    )


def _nudges(tap: Tap, issue: Issue, since: datetime) -> list[UnseenEvent]:
    """Nudges to the actor: they change no version, so nobody has seen them."""
    query = select(Event).where(
        Event.issue_id == issue.id, Event.kind == EventKind.NUDGED, col(Event.at) > since
    )
    mine = [
        event for event in tap.session.exec(query) if tap.actor.id in event.data.get("people", ())
    ]
    return [_unseen_event(event, tap.actor.id) for event in mine]


def _unseen_event(event: Event, actor_id: int) -> UnseenEvent:
    return UnseenEvent(
        kind=EventKind(event.kind),
        at=event.tapped_at or event.at,
        is_mine=event.actor_id == actor_id,
        is_exact=event.tapped_at is not None,
    )
