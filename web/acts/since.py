"""Reads what has happened since a tap was made, and asks the rules whether it still counts."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from web.acts.spoken import spoken
from web.acts.tapped import tapped
from web.rules import stale
from web.rules.issue import Refusal
from web.rules.people import Viewer
from web.rules.stale import Happened
from web.rules.words import Act, Kind
from web.store.tables import Event, Issue

_JUDGED = (Kind.RESOLVED, Kind.ERASED, *stale.OF_OWNER, *stale.OF_PROMISE)


def refuse_stale(session: Session, who: Viewer, issue: Issue, act: Act) -> Refusal | None:
    """What speaks against an act because of when it was tapped, and on what its maker saw."""
    tap = tapped(session)
    if tap is None:
        return None
    unseen = tap.seen is not None and tap.seen < issue.version
    since = _unseen(session, issue, who, tap.seen or 0) if unseen else []
    if tap.at is not None and issue.erased_at is not None and tap.at <= issue.erased_at:
        since.append(Happened(Kind.ERASED, issue.erased_at, is_mine=False))
    if act is Act.ON_IT and tap.at is not None:
        since += _nudges(session, issue, who, tap.at)
    if not since:
        return None
    promised = spoken(session, issue).clock(issue.promise_at)
    return stale.refusal(act, tap.at, since, promised)


def said_yes_since(session: Session, issue: Issue, who: Viewer, step_id: int) -> bool:
    """Whether a yes to the step came after this tap, by whomever."""
    tap = tapped(session)
    if tap is None or tap.at is None:
        return False
    return any(one.is_after(tap.at) for one in _yes(session, issue, who, step_id))


def said_yes_before(session: Session, issue: Issue, who: Viewer, step_id: int) -> bool:
    """Whether the yes to the step is known to who taps, because they noted it themselves."""
    mine = all(one.is_mine for one in _yes(session, issue, who, step_id))
    return mine and not said_yes_since(session, issue, who, step_id)


def _yes(session: Session, issue: Issue, who: Viewer, step_id: int) -> list[Happened]:
    said = _events(session, issue, (Kind.ACCEPTED,), 0)
    return [_happened(one, who) for one in said if one.data.get("step") == step_id]


def _unseen(session: Session, issue: Issue, who: Viewer, seen: int) -> list[Happened]:
    return [_happened(one, who) for one in _events(session, issue, _JUDGED, seen)]


def _events(session: Session, issue: Issue, kinds: Collection[Kind], seen: int) -> list[Event]:
    """Of versions later than `seen`. What is older than versions has been seen."""
    return list(
        session.exec(
            select(Event).where(
                Event.issue_id == issue.id, col(Event.version) > seen, col(Event.kind).in_(kinds)
            )
        )
    )


def _nudges(session: Session, issue: Issue, who: Viewer, since: datetime) -> list[Happened]:
    """Those that were sent to `who`: they change no version, so that nobody has seen them."""
    query = select(Event).where(
        Event.issue_id == issue.id, Event.kind == Kind.NUDGED, col(Event.at) > since
    )
    mine = [one for one in session.exec(query) if who.id in one.data.get("people", ())]
    return [_happened(one, who) for one in mine]


def _happened(event: Event, who: Viewer) -> Happened:
    return Happened(
        kind=Kind(event.kind),
        at=event.tapped_at or event.at,
        is_mine=event.actor_id == who.id,
        is_exact=event.tapped_at is not None,
    )
