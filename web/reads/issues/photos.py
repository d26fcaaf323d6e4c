"""The photos of an issue, for those who may see it: one on its page, and their bytes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import SQLColumnExpression, func
from sqlmodel import Session, col, select

from web.reads.requests import title_of
from web.rules.people import Viewer
from web.store.errors import NotFound
from web.store.tables.accounts import Person, Site
from web.store.tables.issues import Issue, Photo
from web.store.visibility import find_issue, visible_to


@dataclass(frozen=True)
class ShownPhoto:
    id: str
    by: str | None  # who added it; None: the viewer
    at: datetime


@dataclass(frozen=True)
class PhotoPage:
    ref: str
    what: str
    zone: str
    number: int  # from 1
    count: int
    photo: ShownPhoto | None  # None: there is none of this number, or it was removed

    @property
    def before(self) -> int | None:
        return self.number - 1 if self.photo and self.number > 1 else None

    @property
    def after(self) -> int | None:
        return self.number + 1 if self.photo and self.number < self.count else None


def photo_page(session: Session, viewer: Viewer, ref: str, number: int) -> PhotoPage:
    """Raises NotFound for an issue that is unknown or not visible to the viewer."""
    issue = find_issue(session, viewer, ref)
    query = (
        select(Photo.id, Photo.at, Person)
        .join(Person, col(Person.id) == col(Photo.person_id))
        .where(Photo.issue_id == issue.id)
        .order_by(col(Photo.at))
    )
    rows = session.exec(query).all()
    shown = None
    if 1 <= number <= len(rows):
        photo_id, at, person = rows[number - 1]
        shown = ShownPhoto(photo_id, None if person.id == viewer.id else person.name, at)
    return PhotoPage(
        ref=issue.ref,
        what=title_of(issue.words, issue.erased_at),
        zone=session.get_one(Site, issue.site_id).zone,
        number=number,
        count=len(rows),
        photo=shown,
    )


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
