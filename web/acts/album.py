"""Keeps the photos of an issue, in the transaction of the act that brought them."""

import secrets
from datetime import datetime

from sqlmodel import Session

from web.store.tables import Photo


def add_photo(session: Session, issue_id: int, person_id: int, jpeg: bytes, now: datetime) -> None:
    """`jpeg` is re-encoded already (`photos.reencode`)."""
    name = secrets.token_urlsafe(16)  # its address: nobody can count or guess it
    session.add(Photo(id=name, issue_id=issue_id, person_id=person_id, jpeg=jpeg, at=now))
