"""What people do to issues. Each act: load, ask the rules, guarded write, event, clocks.

Runs inside the caller's transaction; knows no HTTP and reads no clock.
"""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Executable, bindparam, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col

from push.models import table_of
from web.acts.clocks import set_clocks
from web.acts.history import record
from web.acts.outcome import Outcome
from web.rules import promises
from web.rules.issue import Refusal, Standing, refusal
from web.rules.people import Viewer
from web.rules.words import Act, Kind, State, Urgency
from web.store.tables import Issue, Person
from web.store.visible import find_issue


class Overtaken(Exception):
    """The issue changed between the look and the write. Nothing was written; try again."""


def own(session: Session, who: Viewer, ref: str, now: datetime) -> Outcome:
    """Become the owner of an unowned issue: one wins, the others are told who."""
    issue, refused = _load(session, who, ref, Act.OWN)
    if refused:
        return Outcome(issue.ref, refused)
    take(session, issue, who.id, now)
    record(session, issue, Kind.OWNED, who.id, now)
    set_clocks(session, issue, now)
    return Outcome(issue.ref)


def take(session: Session, issue: Issue, owner_id: int, now: datetime) -> None:
    """Write the owner and the first promise."""
    _write(
        session,
        issue,
        now,
        state=State.OWNED,
        owner_id=owner_id,
        owned_at=now,
        waiting_since=None,
        promised_at=now,
        promise_at=promises.first(Urgency(issue.urgency), now),
    )


def promise(session: Session, who: Viewer, ref: str, minutes: float, now: datetime) -> Outcome:
    """Choose another time by which the customer hears more."""
    issue, refused = _load(session, who, ref, Act.PROMISE)
    if refused:
        return Outcome(issue.ref, refused)
    _promise(session, issue, minutes, now)
    record(session, issue, Kind.PROMISED, who.id, now, when=_iso(issue.promise_at))
    set_clocks(session, issue, now)
    return Outcome(issue.ref)


def told(
    session: Session, who: Viewer, ref: str, text: str | None, minutes: float, now: datetime
) -> Outcome:
    """The customer was told: the promise is kept, and the next one made."""
    issue, refused = _load(session, who, ref, Act.TOLD)
    if refused:
        return Outcome(issue.ref, refused)
    _promise(session, issue, minutes, now)
    record(session, issue, Kind.TOLD, who.id, now, text, when=_iso(issue.promise_at))
    set_clocks(session, issue, now)
    return Outcome(issue.ref)


def note(session: Session, who: Viewer, ref: str, text: str, now: datetime) -> Outcome:
    """Write something down. Only the owner's note answers the ladder."""
    issue, refused = _load(session, who, ref, Act.NOTE)
    if refused:
        return Outcome(issue.ref, refused)
    _write(session, issue, now)
    record(session, issue, Kind.NOTED, who.id, now, text)
    if issue.owner_id == who.id:
        set_clocks(session, issue, now)
    return Outcome(issue.ref)


def resolve(session: Session, who: Viewer, ref: str, text: str, now: datetime) -> Outcome:
    """Settled: what was done, and how the customer was told."""
    issue, refused = _load(session, who, ref, Act.RESOLVE)
    if refused:
        return Outcome(issue.ref, refused)
    _write(
        session,
        issue,
        now,
        state=State.RESOLVED,
        resolved_at=now,
        promise_at=None,
        promised_at=None,
    )
    record(session, issue, Kind.RESOLVED, who.id, now, text)
    set_clocks(session, issue, now)
    return Outcome(issue.ref)


def reopen(session: Session, who: Viewer, ref: str, text: str | None, now: datetime) -> Outcome:
    """Back to the same owner; to nobody, loudly, when their account is closed."""
    issue, refused = _load(session, who, ref, Act.REOPEN)
    if refused:
        return Outcome(issue.ref, refused)
    # Shared lock: their account cannot close between this look and the commit.
    owner = session.get(Person, issue.owner_id, with_for_update={"read": True})
    record(session, issue, Kind.REOPENED, who.id, now, text)
    if owner is None or owner.closed_at:
        orphan(session, issue, now)
    else:
        _write(session, issue, now, state=State.OWNED, resolved_at=None, **_fresh(issue, now))
        set_clocks(session, issue, now)
    return Outcome(issue.ref)


def orphan(session: Session, issue: Issue, now: datetime) -> None:
    """Its owner's account is closed: nobody owns it, and everybody on shift hears of it."""
    _write(
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
    record(session, issue, Kind.ORPHANED, None, now)
    set_clocks(session, issue, now, at_once=True)


def standing(session: Session, issue: Issue) -> Standing:
    """The issue as the rules see it."""
    owner = session.get(Person, issue.owner_id) if issue.owner_id else None
    return Standing(State(issue.state), issue.owner_id, owner.name if owner else None)


def _load(session: Session, who: Viewer, ref: str, act: Act) -> tuple[Issue, Refusal | None]:
    issue = find_issue(session, who, ref, lock=True)
    return issue, refusal(act, standing(session, issue), who.id)


def _promise(session: Session, issue: Issue, minutes: float, now: datetime) -> None:
    at = promises.in_minutes(minutes, now)
    _write(session, issue, now, promise_at=at, promised_at=now)


def _fresh(issue: Issue, now: datetime) -> dict[str, Any]:
    return {"promised_at": now, "promise_at": promises.first(Urgency(issue.urgency), now)}


def _write(session: Session, issue: Issue, now: datetime, **values: Any) -> None:
    """The one UPDATE of issues, guarded by the version and the owner that were looked at.

    The row is locked already, so that the guard cannot fail; should a lock ever be
    forgotten, it fails here instead of giving an issue two owners.
    """
    guard = {"b_id": issue.id, "b_version": issue.version, "b_owner": issue.owner_id}
    written = {"version": issue.version + 1, "touched_at": now, **values}
    statement = _update(frozenset(written))
    if session.connection().execute(statement, guard | written).rowcount != 1:
        raise Overtaken
    for name, value in written.items():
        set_committed_value(issue, name, value)


@cache
def _update(columns: frozenset[str]) -> Executable:
    """Built once for each act."""
    return (
        update(table_of(Issue))
        .where(
            col(Issue.id) == bindparam("b_id"),
            col(Issue.version) == bindparam("b_version"),
            col(Issue.owner_id).is_not_distinct_from(bindparam("b_owner")),
        )
        .values({name: bindparam(name) for name in sorted(columns)})
    )


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
