"""Keeps the photos of an issue, in the transaction of the act that brought them."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session

from web.acts.photos import SafePhoto
from web.store.tables import Photo


def add_photos(
    session: Session, issue_id: int, person_id: int, photos: Iterable[SafePhoto], now: datetime
) -> None:
    """Each a microsecond after the one before, so that they stay in their order."""
    for number, photo in enumerate(photos):
        name = secrets.token_urlsafe(16)  # its address: nobody can count or guess it
        session.add(
            Photo(
                id=name,
                issue_id=issue_id,
                person_id=person_id,
                jpeg=photo.full,
                small=photo.small,
                at=now + timedelta(microseconds=number),
            )
        )
