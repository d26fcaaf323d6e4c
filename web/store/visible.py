"""Finds an issue for somebody who may see it. The one place that says who may."""

from sqlalchemy import ColumnElement, or_, true
from sqlmodel import Session, col, select

from web.rules.people import Viewer
from web.rules.refs import as_typed
from web.store.errors import NotThere
from web.store.tables import Issue


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Issues of the viewer's site, those they own or reported; an admin sees all sites."""
    if viewer.is_admin:
        return true()
    return or_(
        col(Issue.site_id) == viewer.site_id,
        col(Issue.owner_id) == viewer.id,
        col(Issue.reporter_id) == viewer.id,
    )


def find_issue(session: Session, viewer: Viewer, ref: str, *, lock: bool = False) -> Issue:
    """The issue `ref`; NotThere for an unknown one and for one not theirs to see.

    `lock` holds other acts on it until this transaction ends (PostgreSQL; on SQLite the
    transaction itself has done so). It is FOR NO KEY UPDATE: a worker that writes an event
    of the issue while it holds the ladder must not wait for an act that wants the ladder.
    """
    query = select(Issue).where(Issue.ref == as_typed(ref)[:16], visible_to(viewer))
    issue = session.exec(query.with_for_update(key_share=True) if lock else query).first()
    if issue is None:
        raise NotThere
    return issue
