"""What people do to issues. Each act: load, ask the rules, guarded write, event, ladder.

Runs inside the caller's transaction; knows no HTTP and reads no clock.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from web.acts import owner_changes, steps
from web.acts.album import add_photos
from web.acts.guard import Overtaken, load, write
from web.acts.history import record
from web.acts.ladders import set_ladder, set_reopened_ladder
from web.acts.outcome import Outcome
from web.acts.photos import NO_PHOTOS, ReceivedPhotos
from web.acts.tapped import tapped_at
from web.acts.telling import tell
from web.acts.walk_locks import hold_walk
from web.rules import promises
from web.rules.people import Viewer
from web.rules.refs import as_typed
from web.rules.words import Act, Kind, State, Urgency
from web.store.tables import Issue, Person


@dataclass(frozen=True)
class Settled:
    """What the owner says of a resolved issue."""

    text: str  # what was done, and how the customer was told
    used: str | None = None  # of what they may do without asking
    told_again: int | None = None  # how often the customer had to tell the story again
    photos: ReceivedPhotos = NO_PHOTOS


def own(session: Session, who: Viewer, ref: str, now: datetime) -> Outcome:
    """Become the owner of an unowned issue: one wins, the others are told who."""
    issue, refused = load(session, who, ref, Act.OWN)
    if refused:
        return Outcome(issue.ref, refused)
    # It may have been somebody's before, with steps still open, and one of them asked of `who`.
    hold_walk(session, issue.id)
    spared = steps.withdraw_of(session, issue, who.id, now)
    take(session, issue, who.id, now)
    record(session, issue, Kind.OWNED, who.id, now)
    if spared:
        tell(session, spared, (), now)
    set_ladder(session, issue, now, by=who.id, since=issue.promised_at)
    return Outcome(issue.ref)


def take(session: Session, issue: Issue, owner_id: int, now: datetime) -> None:
    """Write the owner and the first promise, which counts from their tap."""
    write(
        session,
        issue,
        now,
        state=State.OWNED,
        owner_id=owner_id,
        owned_at=now,
        waiting_since=None,
        **_fresh(issue, tapped_at(session, now, issue)),
    )


def promise(session: Session, who: Viewer, ref: str, minutes: float, now: datetime) -> Outcome:
    """Choose another time by which the customer hears more."""
    issue, refused = load(session, who, ref, Act.PROMISE)
    if refused:
        return Outcome(issue.ref, refused)
    _promise(session, issue, minutes, now)
    record(session, issue, Kind.PROMISED, who.id, now, when=_iso(issue.promise_at))
    set_ladder(session, issue, now, by=who.id, since=issue.promised_at)
    return Outcome(issue.ref)


def told(
    session: Session, who: Viewer, ref: str, text: str | None, minutes: float, now: datetime
) -> Outcome:
    """The customer was told: the promise is kept, and the next one made."""
    issue, refused = load(session, who, ref, Act.TOLD)
    if refused:
        return Outcome(issue.ref, refused)
    _promise(session, issue, minutes, now)
    record(session, issue, Kind.TOLD, who.id, now, text, when=_iso(issue.promise_at))
    set_ladder(session, issue, now, by=who.id, since=issue.promised_at)
    return Outcome(issue.ref)


def acknowledge(session: Session, who: Viewer, ref: str, now: datetime) -> Outcome:
    """“On it”: the ladder begins again from here. What the customer was promised stays."""
    issue, refused = load(session, who, ref, Act.ON_IT)
    if refused:
        return Outcome(issue.ref, refused)
    since = tapped_at(session, now, issue)
    write(session, issue, now, acknowledged_at=since)
    record(session, issue, Kind.ACKNOWLEDGED, who.id, now)
    set_ladder(session, issue, now, by=who.id, since=since)
    return Outcome(issue.ref)


def put_off(
    session: Session, who: Viewer, ref: str, why: str, minutes: float, now: datetime
) -> Outcome:
    """“Later”: another promise, and the reason for it."""
    issue, refused = load(session, who, ref, Act.LATER)
    if refused:
        return Outcome(issue.ref, refused)
    _promise(session, issue, minutes, now)
    record(session, issue, Kind.PUT_OFF, who.id, now, why, when=_iso(issue.promise_at))
    set_ladder(session, issue, now, by=who.id, since=issue.promised_at)
    return Outcome(issue.ref)


def note(session: Session, who: Viewer, ref: str, text: str, now: datetime) -> Outcome:
    """Write something down. Only the owner's note answers the ladder."""
    issue, refused = load(session, who, ref, Act.NOTE)
    if refused:
        return Outcome(issue.ref, refused)
    write(session, issue, now)
    record(session, issue, Kind.NOTED, who.id, now, text)
    if issue.owner_id == who.id:
        set_ladder(session, issue, now, by=who.id)
    return Outcome(issue.ref)


def resolve(session: Session, who: Viewer, ref: str, settled: Settled, now: datetime) -> Outcome:
    """Settled: what was done, and how the customer was told. What is open of the walk ends."""
    issue, refused = load(session, who, ref, Act.RESOLVE)
    if refused:
        return Outcome(issue.ref, refused)
    subjects = hold_walk(session, issue.id)
    told = steps.withdraw_open(session, issue, who.id, now)
    told += owner_changes.withdraw_open(session, issue, who.id, now)
    write(
        session,
        issue,
        now,
        state=State.RESOLVED,
        resolved_at=now,
        promise_at=None,
        promised_at=None,
    )
    if settled.used:
        record(session, issue, Kind.USED, who.id, now, settled.used)
    again = settled.told_again
    said = {} if again is None else {"told_again": again}
    record(session, issue, Kind.RESOLVED, who.id, now, settled.text, said)
    add_photos(session, issue, who.id, settled.photos, now)
    tell(session, subjects, told, now)
    set_ladder(session, issue, now, by=who.id)
    return Outcome(issue.ref)


def reopen(session: Session, who: Viewer, ref: str, text: str | None, now: datetime) -> Outcome:
    """Back to the same owner; to nobody, loudly, when their account is closed."""
    # Before the issue: their account cannot close between this look and the commit.
    held = session.exec(select(Issue.owner_id).where(Issue.ref == as_typed(ref))).first()
    owner = (
        session.get(Person, held, with_for_update={"read": True, "key_share": True})
        if held
        else None
    )
    issue, refused = load(session, who, ref, Act.REOPEN)
    if refused:
        return Outcome(issue.ref, refused)
    if issue.owner_id != held:
        raise Overtaken
    if owner is None or owner.closed_at:
        _let_go(session, issue, now)
        record(session, issue, Kind.REOPENED, who.id, now, text)
        _orphaned(session, issue, now)
    else:
        # From now on, however late the tap: its owner hears of it only now.
        write(session, issue, now, state=State.OWNED, resolved_at=None, **_fresh(issue, now))
        record(session, issue, Kind.REOPENED, who.id, now, text)
        set_ladder(session, issue, now)
        if who.id != issue.owner_id:  # who does it themselves knows
            set_reopened_ladder(session, issue, now)
    return Outcome(issue.ref)


def orphan(session: Session, issue: Issue, now: datetime) -> None:
    """Its owner's account is closed: nobody owns it, and everybody on shift hears of it."""
    _let_go(session, issue, now)
    _orphaned(session, issue, now)


def _let_go(session: Session, issue: Issue, now: datetime) -> None:
    write(
        session,
        issue,
        now,
        state=State.UNOWNED,
        owner_id=None,
        resolved_at=None,
        promise_at=None,
        promised_at=None,
        waiting_since=now,
    )


def _orphaned(session: Session, issue: Issue, now: datetime) -> None:
    record(session, issue, Kind.ORPHANED, None, now)
    set_ladder(session, issue, now, at_once=True)


def _promise(session: Session, issue: Issue, minutes: float, now: datetime) -> None:
    """From the tap on: that is when the customer was told so many minutes. It may be late at
    once."""
    since = tapped_at(session, now, issue)
    at = promises.in_minutes(minutes, since)
    write(session, issue, now, promise_at=at, promised_at=since, acknowledged_at=None)


def _fresh(issue: Issue, since: datetime) -> dict[str, Any]:
    at = promises.first(Urgency(issue.urgency), since)
    return {"promised_at": since, "promise_at": at, "acknowledged_at": None}


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
