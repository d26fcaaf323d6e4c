"""A photo's bytes, for those who may see its issue."""

from datetime import datetime

from sqlalchemy import SQLColumnExpression, func
from sqlmodel import Session, col, select

from web.rules.people import Viewer
from web.store.errors import NotFound
from web.store.tables.issues import Issue, Photo
from web.store.visibility import visible_to


def full(session: Session, viewer: Viewer, photo_id: str) -> bytes:
    return _bytes(session, viewer, photo_id, col(Photo.jpeg))


def small(session: Session, viewer: Viewer, photo_id: str) -> bytes:
    """Its small copy; the photo itself where there is none."""
    return _bytes(session, viewer, photo_id, func.coalesce(Photo.small, Photo.jpeg))


def use(session: Session, person_id: int, since: datetime) -> tuple[int, int]:
    """How many photos this person has added since then, and how many bytes all photos have."""
    today = select(func.count()).where(Photo.person_id == person_id, col(Photo.at) > since)
    size = func.length(Photo.jpeg) + func.coalesce(func.length(Photo.small), 0)
    kept = select(func.coalesce(func.sum(size), 0)).select_from(Photo)
    return session.exec(today).one(), int(session.exec(kept).one())


def _bytes(
    session: Session, viewer: Viewer, photo_id: str, column: SQLColumnExpression[bytes]
) -> bytes:
    query = (
        select(column)
        .join(Issue, col(Issue.id) == col(Photo.issue_id))
        .where(Photo.id == photo_id, visible_to(viewer))
    )
    found = session.exec(query).first()
    if found is None:
        raise NotFound
    return found
