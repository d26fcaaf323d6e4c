"""Appends events. Every change of an issue passes here, inside the change's transaction.

Events are collected during the transaction and inserted right before it commits: only then the head
of the hash chain is locked (PostgreSQL), after all other locks, and for the shortest time. So is
the full text of their issues. See
docs/decisions/0035-history-is-a-hash-chain.md.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Executable, Text, bindparam, func, insert, select, update
from sqlalchemy import event as hooks
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session, col

from push.model_fields import table_of
from web.acts.core.tap import Unit
from web.rules.corrections import OF_CUSTOMER
from web.rules.event_hash import canonical, sealed
from web.rules.vocabulary import EventKind
from web.store import issue_search
from web.store.tables.history import HistoryHead
from web.store.tables.issues import Event, Issue

_EVENT, _HEAD = table_of(Event), table_of(HistoryHead)
_PENDING = "ownit_events"
# Those that change what an issue is found by, also without words or a helper.
_SEARCHED = (
    EventKind.REPORTED,
    EventKind.OWNED,
    EventKind.CHANGED,
    EventKind.CORRECTED,
    EventKind.UNDONE,
    EventKind.ERASED,
    EventKind.CUSTOMER_ERASED,
)


@dataclass(frozen=True)
class _Pending:
    issue: Issue
    owner_id: int | None  # since it happened
    values: dict[str, Any]
    within: tuple[SessionTransaction, ...]  # its transaction and savepoints, the innermost first


def append_event(
    unit: Unit, issue: Issue, kind: EventKind, text: str | None = None, **data: Any
) -> dict[str, Any]:
    """Append one event when the transaction commits; a tap's has its actor, and the time of the
    tap. `data` must be plain JSON without free text, which belongs into `text` alone; instants as
    ISO 8601 text. Call it after writing the change: the event carries that version. Returns its
    data, which may be extended until the commit."""
    at = unit.effective_time(issue)
    values = {
        "issue_id": issue.id,
        "kind": kind,
        "actor_id": unit.actor_id,
        "at": unit.now,
        "tapped_at": at if at < unit.now else None,
        "version": issue.version,
        "text": text,
        "data": data,
    }
    values |= sealed(text)
    canonical(values)  # data that cannot be hashed fails here, not at the commit
    pending = unit.session.info.setdefault(_PENDING, [])
    pending.append(_Pending(issue, issue.owner_id, values, _transactions(unit.session)))
    return data


def erase_texts(session: Session, issue_id: int) -> None:
    """The one update that the database allows. An event records it."""
    of_issue = (col(Event.issue_id) == issue_id, col(Event.text).is_not(None))
    erased = update(table_of(Event)).where(*of_issue).values(text=None, salt=None)
    session.connection().execute(erased)


def erase_customer_texts(session: Session, issue_id: int) -> None:
    """Corrections of who the customer is. An event records it."""
    of_customer = (
        col(Event.issue_id) == issue_id,
        col(Event.kind) == EventKind.CORRECTED,
        col(Event.data)["field"].as_string().in_(OF_CUSTOMER),
    )
    erased = update(table_of(Event)).where(*of_customer).values(text=None, salt=None)
    session.connection().execute(erased)


def _transactions(session: Session) -> tuple[SessionTransaction, ...]:
    found = []
    current = session.get_nested_transaction() or session.get_transaction()
    while current is not None:
        found.append(current)
        current = current.parent
    return tuple(found)


@hooks.listens_for(Session, "before_commit")
def append_pending(session: Session) -> None:
    """Inserts the collected events at the end of the chain. Its head stays locked until the end of
    the transaction; nothing else may be locked after it."""
    if session.in_nested_transaction() or not session.info.get(_PENDING):
        return
    session.flush()  # all other locks of this transaction come before the head
    pending = session.info.pop(_PENDING)
    _index_issues(session, pending)
    connection = session.connection()
    rows = [one.values | {"canonical": canonical(one.values)} for one in pending]
    connection.execute(_append(connection.dialect.name), rows)


@cache
def _append(dialect: str) -> Executable:
    """One event after the newest: the database chains its hash (`event_hash`) to the head, which
    the trigger moves on before the next row.

    From a SELECT of the locked head, not with VALUES: PostgreSQL gives a row its id when it is
    read, so once the lock is there, and ids are in the order of the chain.
    """
    head = select(_HEAD.c.hash).with_for_update(key_share=True).subquery()
    content = head.c.hash + bindparam("canonical", type_=Text())
    chained = (
        func.sha256_hex(content)  # made in `engine`
        if dialect == "sqlite"
        else func.encode(func.sha256(func.convert_to(content, "UTF8")), "hex")
    )
    names = [one.name for one in _EVENT.c if one.name not in ("id", "hash")]
    values = [bindparam(name, type_=_EVENT.c[name].type) for name in names]
    return insert(_EVENT).from_select([*names, "hash"], select(*values, chained))


def _index_issues(session: Session, pending: list[_Pending]) -> None:
    """What changed is found as soon as it can be read."""
    changed = {one.issue.id: one.issue for one in pending}
    for issue_id, issue in sorted(changed.items()):
        events = [one for one in pending if one.issue.id == issue_id]
        # Not corrections: the facts say what is, and who the customer was said to be is erased.
        texts = [one for one in events if one.values["kind"] != EventKind.CORRECTED]
        written = [one.values["text"] for one in texts if one.values["text"]]
        helpers = {one.values["data"].get("helper") for one in events} - {None}
        if written or helpers or any(one.values["kind"] in _SEARCHED for one in events):
            owners = {one.owner_id for one in events if one.owner_id}
            issue_search.remember(session, issue, written, helpers | owners)


@hooks.listens_for(Session, "after_soft_rollback")
def _drop(session: Session, ended: SessionTransaction) -> None:
    """Drops events of a transaction or savepoint that is rolled back."""
    if _PENDING in session.info:
        pending = session.info[_PENDING]
        session.info[_PENDING] = [one for one in pending if ended not in one.within]
