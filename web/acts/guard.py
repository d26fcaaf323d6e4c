"""Loads an issue for an act, and writes it: every change of an issue's row passes here.

Runs inside the caller's transaction; knows no HTTP and reads no clock.
"""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Executable, bindparam, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col

from push.models import table_of
from web.acts.since import refuse_stale
from web.rules.issue import Refusal, refusal
from web.rules.people import Viewer
from web.rules.words import Act
from web.store.standing import issue_standing
from web.store.tables import Issue
from web.store.visible import find_issue


class Overtaken(Exception):
    """The row changed between the look and the write. Nothing was written; try again."""


def load(session: Session, who: Viewer, ref: str, act: Act) -> tuple[Issue, Refusal | None]:
    """The issue, locked until this act is committed, and what speaks against the act."""
    issue = find_issue(session, who, ref, lock=True)
    standing = issue_standing(session, issue)
    refused = refusal(act, standing, who.id, is_lead=who.is_lead)
    return issue, refused or refuse_stale(session, who, issue, act)


def write(session: Session, issue: Issue, now: datetime, **values: Any) -> None:
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
