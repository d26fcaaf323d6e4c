"""Finds an issue for somebody who may see it. The one place that says who may."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_, true
from sqlmodel import Session, col, select

from web.rules.people import Viewer
from web.rules.refs import as_typed
from web.store.errors import NotThere
from web.store.tables import Issue


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Issues of the viewer's site, those they own or reported; an admin sees all sites."""
    return true() if viewer.is_admin else _theirs(viewer.site_id, viewer.id)


def _theirs(site_id: Any, person_id: Any) -> ColumnElement[bool]:
    return or_(
        col(Issue.site_id) == site_id,
        col(Issue.owner_id) == person_id,
        col(Issue.reporter_id) == person_id,
    )


def find_issue(session: Session, viewer: Viewer, ref: str, *, lock: bool = False) -> Issue:
    """The issue `ref`; NotThere for an unknown one and for one not theirs to see.

    `lock` holds other acts on it until this transaction ends (PostgreSQL; on SQLite the
    transaction itself has done so). It is FOR NO KEY UPDATE: a worker that writes an event
    of the issue while it holds the ladder must not wait for an act that wants the ladder.
    """
    values = {"ref": as_typed(ref)[:16], "site_id": viewer.site_id, "person_id": viewer.id}
    issue: Issue | None = session.execute(_query(viewer.is_admin, lock), values).scalar()
    if issue is None:
        raise NotThere
    return issue


@cache
def _query(sees_all: bool, lock: bool) -> Any:
    """Built once: SQLAlchemy takes longer to build it than the database to answer."""
    query = select(Issue).where(col(Issue.ref) == bindparam("ref"))
    if not sees_all:
        query = query.where(_theirs(bindparam("site_id"), bindparam("person_id")))
    return query.with_for_update(key_share=True) if lock else query
