"""Loads an issue for an act, and updates it: every change of an issue's row passes here.

Runs inside the caller's transaction; knows no HTTP and reads no clock.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Executable, bindparam, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col

from push.model_fields import table_of
from web.acts.core.staleness import refuse_stale
from web.acts.core.tap import Tap, Unit
from web.rules.issues import Refusal, refusal
from web.rules.vocabulary import IssueAct, IssueState
from web.store.errors import NotFound
from web.store.rule_inputs import issue_facts
from web.store.tables.issues import Issue
from web.store.visibility import Lock, find_issue, wait_for_others

Found = TypeVar("Found")


class ConcurrentChange(Exception):
    """The row changed between read and write. Nothing was written; try again."""


def load_for_act(tap: Tap, ref: str, act: IssueAct) -> tuple[Issue, Refusal | None]:
    """The issue, locked until this act is committed, and the refusal; on a refusal it may not be
    locked."""

    def judge(issue: Issue) -> Refusal | None:
        standing = issue_facts(tap.session, issue, tap.actor, tap.now)
        refused = refusal(act, standing, tap.actor.id, is_lead=tap.actor.is_lead)
        return refused or refuse_stale(tap, issue, act)

    return lock_issue(
        tap.session,
        lambda lock: find_issue(tap.session, tap.actor, ref, lock),
        lambda issue: issue.id,
        judge,
    )


def lock_issue(
    session: Session,
    find: Callable[[Lock], Found],
    issue_id: Callable[[Found], int],
    judge: Callable[[Found], Refusal | None],
) -> tuple[Found, Refusal | None]:
    """What `find` returns, locked unless the act is refused, and the refusal.

    Of fifty who tap at once, forty-nine are refused. If each took the lock for that, each would
    delay those behind it until its own commit; so they wait together for the one who has it
    (decision 56).
    """
    try:
        found = find(Lock.IF_FREE)
    except NotFound:
        found = find(Lock.NONE)  # raises NotFound again, where it is not theirs
        if refused := judge(found):
            return found, refused
        wait_for_others(session, issue_id(found))
        found = find(Lock.NONE)
        if refused := judge(found):
            return found, refused
        session.expire_all()
        found = find(Lock.WAIT)
    return found, judge(found)


def update_issue(unit: Unit, issue: Issue, **values: Any) -> None:
    """The one UPDATE of issues, guarded by the version and owner that were read.

    The row is locked, so the guard cannot fail; should a lock ever be forgotten, it fails here
    instead of giving an issue two owners.
    """
    guard = {"b_id": issue.id, "b_version": issue.version, "b_owner": issue.owner_id}
    retention = _retention_from(issue, values.get("state", issue.state), unit.now)
    written = {"version": issue.version + 1, "touched_at": unit.now, "retention_from": retention}
    written |= values
    statement = _update(frozenset(written))
    if unit.session.connection().execute(statement, guard | written).rowcount != 1:
        raise ConcurrentChange
    set_written(issue, written)


def set_written(row: object, values: Mapping[str, Any]) -> None:
    """What an UPDATE has written, so that the row need not be read again."""
    for name, value in values.items():
        set_committed_value(row, name, value)


def _retention_from(issue: Issue, state: str, now: datetime) -> datetime | None:
    """What is written into a resolved issue is erased in its time, also after an earlier
    erasure."""
    return (issue.retention_from or now) if state == IssueState.RESOLVED else None


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
