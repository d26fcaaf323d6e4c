"""What people do to issues. Each act: load, ask the rules, guarded write, event, ladder.

Runs inside the caller's transaction; knows no HTTP and reads no clock.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import select

from web.acts import owner_changes, steps
from web.acts.album import add_photos
from web.acts.guard import Overtaken, load, write
from web.acts.history import record
from web.acts.ladders import set_ladder, set_reopened_ladder
from web.acts.outcome import Outcome
from web.acts.photos import NO_PHOTOS, ReceivedPhotos
from web.acts.tap import Tap, Unit
from web.acts.telling import tell
from web.acts.walk_locks import hold_walk
from web.rules import promises
from web.rules.refs import as_typed
from web.rules.words import Act, Kind, State, Urgency
from web.store.tables import Issue, Person


@dataclass(frozen=True)
class Settled:
    """What the owner says of a resolved issue."""

    text: str  # what was done, and how the customer was told
    authority_used: str | None = None  # of what they may do without asking
    retold_count: int | None = None  # how often the customer had to tell the story again
    photos: ReceivedPhotos = NO_PHOTOS


def own(tap: Tap, ref: str) -> Outcome:
    """Become the owner of an unowned issue: one wins, the others are told who."""
    issue, refused = load(tap, ref, Act.OWN)
    if refused:
        return Outcome(issue.ref, refused)
    # It may have been somebody's before, with steps still open, and one of them asked of the actor.
    walk = hold_walk(tap.session, issue.id)
    spared = steps.withdraw_own(tap, issue, walk.steps)
    _take(tap, issue)
    record(tap, issue, Kind.OWNED)
    if spared:
        tell(tap, spared, ())
    set_ladder(tap, issue, since=issue.promised_at)
    return Outcome(issue.ref)


def _take(tap: Tap, issue: Issue) -> None:
    """Write the owner and the first promise, which counts from their tap."""
    write(
        tap,
        issue,
        state=State.OWNED,
        owner_id=tap.actor.id,
        owned_at=tap.now,
        waiting_since=None,
        **_fresh(issue, tap.made_at(issue)),
    )


def promise(tap: Tap, ref: str, minutes: float) -> Outcome:
    """Choose another time by which the customer hears more."""
    issue, refused = load(tap, ref, Act.PROMISE)
    if refused:
        return Outcome(issue.ref, refused)
    _promise(tap, issue, minutes)
    record(tap, issue, Kind.PROMISED, when=_iso(issue.promise_at))
    set_ladder(tap, issue, since=issue.promised_at)
    return Outcome(issue.ref)


def told(tap: Tap, ref: str, text: str | None, minutes: float) -> Outcome:
    """The customer was told: the promise is kept, and the next one made."""
    issue, refused = load(tap, ref, Act.TOLD)
    if refused:
        return Outcome(issue.ref, refused)
    _promise(tap, issue, minutes)
    record(tap, issue, Kind.CUSTOMER_TOLD, text, when=_iso(issue.promise_at))
    set_ladder(tap, issue, since=issue.promised_at)
    return Outcome(issue.ref)


def acknowledge(tap: Tap, ref: str) -> Outcome:
    """“On it”: the ladder begins again from here. What the customer was promised stays."""
    issue, refused = load(tap, ref, Act.ON_IT)
    if refused:
        return Outcome(issue.ref, refused)
    since = tap.made_at(issue)
    write(tap, issue, acknowledged_at=since)
    record(tap, issue, Kind.ACKNOWLEDGED)
    set_ladder(tap, issue, since=since)
    return Outcome(issue.ref)


def put_off(tap: Tap, ref: str, why: str, minutes: float) -> Outcome:
    """“Later”: another promise, and the reason for it."""
    issue, refused = load(tap, ref, Act.LATER)
    if refused:
        return Outcome(issue.ref, refused)
    _promise(tap, issue, minutes)
    record(tap, issue, Kind.POSTPONED, why, when=_iso(issue.promise_at))
    set_ladder(tap, issue, since=issue.promised_at)
    return Outcome(issue.ref)


def note(tap: Tap, ref: str, text: str) -> Outcome:
    """Write something down. Only the owner's note answers the ladder."""
    issue, refused = load(tap, ref, Act.NOTE)
    if refused:
        return Outcome(issue.ref, refused)
    write(tap, issue)
    record(tap, issue, Kind.NOTED, text)
    if issue.owner_id == tap.actor.id:
        set_ladder(tap, issue)
    return Outcome(issue.ref)


def resolve(tap: Tap, ref: str, settled: Settled) -> Outcome:
    """Settled: what was done, and how the customer was told. What is open of the walk ends."""
    issue, refused = load(tap, ref, Act.RESOLVE)
    if refused:
        return Outcome(issue.ref, refused)
    walk = hold_walk(tap.session, issue.id)
    told = steps.withdraw_open(tap, issue, walk.steps)
    told += owner_changes.withdraw_open(tap, issue, walk.change)
    write(tap, issue, state=State.RESOLVED, resolved_at=tap.now, promise_at=None, promised_at=None)
    if settled.authority_used:
        record(tap, issue, Kind.AUTHORITY_USED, settled.authority_used)
    again = settled.retold_count
    said = {} if again is None else {"retold_count": again}
    record(tap, issue, Kind.RESOLVED, settled.text, **said)
    add_photos(tap, issue, settled.photos)
    tell(tap, walk.subjects, told)
    set_ladder(tap, issue)
    return Outcome(issue.ref)


def reopen(tap: Tap, ref: str, text: str | None) -> Outcome:
    """Back to the same owner; to nobody, loudly, when their account is closed."""
    # Before the issue: their account cannot close between this look and the commit.
    held = tap.session.exec(select(Issue.owner_id).where(Issue.ref == as_typed(ref))).first()
    owner = (
        tap.session.get(Person, held, with_for_update={"read": True, "key_share": True})
        if held
        else None
    )
    issue, refused = load(tap, ref, Act.REOPEN)
    if refused:
        return Outcome(issue.ref, refused)
    if issue.owner_id != held:
        raise Overtaken
    if owner is None or owner.closed_at:
        _let_go(tap, issue)
        record(tap, issue, Kind.REOPENED, text)
        _orphaned(tap.by_system, issue)
    else:
        # From now on, however late the tap: its owner hears of it only now.
        write(tap, issue, state=State.OWNED, resolved_at=None, **_fresh(issue, tap.now))
        record(tap, issue, Kind.REOPENED, text)
        set_ladder(tap.by_system, issue)
        if tap.actor.id != issue.owner_id:  # who does it themselves knows
            set_reopened_ladder(tap, issue)
    return Outcome(issue.ref)


def orphan(unit: Unit, issue: Issue) -> None:
    """Its owner's account is closed: nobody owns it, and everybody on shift hears of it."""
    _let_go(unit, issue)
    _orphaned(unit, issue)


def _let_go(unit: Unit, issue: Issue) -> None:
    write(
        unit,
        issue,
        state=State.UNOWNED,
        owner_id=None,
        resolved_at=None,
        promise_at=None,
        promised_at=None,
        waiting_since=unit.now,
    )


def _orphaned(unit: Unit, issue: Issue) -> None:
    record(unit, issue, Kind.ORPHANED)
    set_ladder(unit, issue, at_once=True)


def _promise(tap: Tap, issue: Issue, minutes: float) -> None:
    """From the tap on: that is when the customer was told so many minutes. It may be late at
    once."""
    since = tap.made_at(issue)
    at = promises.in_minutes(minutes, since)
    write(tap, issue, promise_at=at, promised_at=since, acknowledged_at=None)


def _fresh(issue: Issue, since: datetime) -> dict[str, Any]:
    at = promises.first(Urgency(issue.urgency), since)
    return {"promised_at": since, "promise_at": at, "acknowledged_at": None}


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
