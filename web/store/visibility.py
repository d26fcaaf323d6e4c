"""Finds what somebody may see: decides alone who may see an issue, a step, an owner change."""

from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, or_, true
from sqlmodel import Session, col, select

from web.rules.people import Viewer
from web.rules.refs import as_typed
from web.rules.steps import OPEN_STORED
from web.rules.vocabulary import ChangeState, Role, StepState
from web.store.engine import shorten_lock_timeout
from web.store.errors import NotFound
from web.store.policies import remember_promise_policy, with_promise_policy
from web.store.tables.accounts import Person
from web.store.tables.handoffs import OwnerChange, Step
from web.store.tables.issues import Issue


class Lock(StrEnum):
    """How a read locks the issue against other acts until this transaction ends (PostgreSQL; on
    SQLite the transaction itself does).

    It is FOR NO KEY UPDATE: a worker that appends an event of the issue while it holds the
    escalation must not wait for an act that wants the escalation.
    """

    NONE = "none"
    IF_FREE = "if free"  # a row that somebody else has locked is treated as missing
    WAIT = "wait"


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Issues of the viewer's site, and those they own, owned, reported, help or helped with, or are
    asked to own; an admin sees all sites."""
    return true() if viewer.is_admin else _theirs(viewer.site_id, viewer.id)


def _theirs(site_id: Any, person_id: Any) -> ColumnElement[bool]:
    return or_(
        col(Issue.site_id) == site_id,
        col(Issue.owner_id) == person_id,
        col(Issue.reporter_id) == person_id,
        _helps(person_id),
        _moves(person_id),
    )


def _helps(person_id: Any) -> ColumnElement[bool]:
    """They are asked, or have accepted and not withdrawn. Correlated with the issue alone, also
    where the whole query is about a step."""
    theirs = exists().where(
        col(Step.issue_id) == col(Issue.id),
        col(Step.helper_id) == person_id,
        or_(
            col(Step.state).in_((*OPEN_STORED, StepState.DONE)),
            (col(Step.state) == StepState.WITHDRAWN) & col(Step.accepted_at).is_not(None),
        ),
    )
    return theirs.correlate(Issue)


def _moves(person_id: Any) -> ColumnElement[bool]:
    """Ownership has moved from them, or is to move to them."""
    has_moved = (col(OwnerChange.from_id) == person_id) & (
        col(OwnerChange.state) == ChangeState.ACCEPTED
    )
    is_asked = (col(OwnerChange.to_id) == person_id) & (col(OwnerChange.state) == ChangeState.ASKED)
    theirs = exists().where(col(OwnerChange.issue_id) == col(Issue.id), or_(has_moved, is_asked))
    return theirs.correlate(Issue)


def may_see(session: Session, person: Person, issue: Issue) -> bool:
    """As this person's role and site are now."""
    if person.role == Role.ADMIN:
        return True
    theirs = select(col(Issue.id)).where(Issue.id == issue.id, _theirs(person.site_id, person.id))
    return session.exec(theirs).first() is not None


def find_issue(session: Session, viewer: Viewer, ref: str, lock: Lock = Lock.NONE) -> Issue:
    """The issue `ref`; raises NotFound for an unknown one and one they may not see. `lock`: for an
    act, which may begin its escalation."""
    values = {"ref": as_typed(ref)[:16], "site_id": viewer.site_id, "person_id": viewer.id}
    row = session.execute(_query(viewer.is_admin, lock), values).first()
    if row is None:
        raise NotFound
    issue: Issue = row[0]
    if lock is not Lock.NONE:
        remember_promise_policy(session, issue.site_id, row)
    return issue


@cache
def _query(sees_all: bool, lock: Lock) -> Any:
    """Built once: SQLAlchemy takes longer to build it than the database to answer."""
    query = select(Issue).where(col(Issue.ref) == bindparam("ref"))
    if not sees_all:
        query = query.where(_theirs(bindparam("site_id"), bindparam("person_id")))
    return query if lock is Lock.NONE else _locking(with_promise_policy(query), lock)


def _locking(query: Any, lock: Lock) -> Any:
    if lock is Lock.NONE:
        return query
    return query.with_for_update(key_share=True, of=Issue, skip_locked=lock is Lock.IF_FREE)


def find_step(
    session: Session, viewer: Viewer, step_id: int, lock: Lock = Lock.NONE
) -> tuple[Step, Issue]:
    """A step of an issue that they may see, or one that they were asked for; else raises NotFound.

    `lock` locks the issue, as `find_issue` does; whoever writes a step has locked its issue.
    """
    query = (
        select(Issue)
        .join(Step, col(Step.issue_id) == col(Issue.id))
        .where(Step.id == step_id, or_(visible_to(viewer), col(Step.helper_id) == viewer.id))
    )
    issue = _first(session, query, lock)
    return session.get_one(Step, step_id, populate_existing=lock is not Lock.NONE), issue


def find_change(
    session: Session, viewer: Viewer, change_id: int, lock: Lock = Lock.NONE
) -> tuple[OwnerChange, Issue]:
    """An owner change, in the same way."""
    is_theirs = or_(col(OwnerChange.to_id) == viewer.id, col(OwnerChange.from_id) == viewer.id)
    query = (
        select(Issue)
        .join(OwnerChange, col(OwnerChange.issue_id) == col(Issue.id))
        .where(OwnerChange.id == change_id, or_(visible_to(viewer), is_theirs))
    )
    issue = _first(session, query, lock)
    change = session.get_one(OwnerChange, change_id, populate_existing=lock is not Lock.NONE)
    return change, issue


def issue_of_step(session: Session, step_id: int, lock: Lock) -> tuple[Step, Issue]:
    """For callers who have checked by other means that the viewer may act on it."""
    query = select(Issue).join(Step, col(Step.issue_id) == col(Issue.id)).where(Step.id == step_id)
    issue = _first(session, query, lock)
    return session.get_one(Step, step_id, populate_existing=lock is not Lock.NONE), issue


def wait_for_others(session: Session, issue_id: int) -> None:
    """Waits until nobody has locked the issue. Locks nothing, and many wait at once: FOR SHARE is
    granted to all of them together, and released with the savepoint."""
    query = select(Issue.id).where(Issue.id == issue_id).with_for_update(read=True)
    connection = session.connection()
    with connection.begin_nested() as savepoint:
        connection.execute(query)
        savepoint.rollback()
    shorten_lock_timeout(session)
    session.expire_all()  # objects that were read before are outdated


def _first(session: Session, query: Any, lock: Lock) -> Issue:
    """Locks first and reads afterwards: the rows may have changed during the wait."""
    issue: Issue | None = session.exec(_locking(query, lock)).first()
    if issue is None:
        raise NotFound
    return issue
