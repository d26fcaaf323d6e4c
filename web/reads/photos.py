"""A photo's bytes, for those who may see its issue."""

from sqlmodel import Session, col, select

from web.rules.people import Viewer
from web.store.errors import NotThere
from web.store.tables import Issue, Photo
from web.store.visible import visible_to


def jpeg(session: Session, viewer: Viewer, photo_id: str) -> bytes:
    query = (
        select(Photo.jpeg)
        .join(Issue, col(Issue.id) == col(Photo.issue_id))
        .where(Photo.id == photo_id, visible_to(viewer))
    )
    found = session.exec(query).first()
    if found is None:
        raise NotThere
    return found
