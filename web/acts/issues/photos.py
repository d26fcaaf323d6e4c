"""Stores the photos of an issue, in the transaction of the act that brought them."""

import secrets
from datetime import timedelta

from web.acts.core.events import append_event
from web.acts.core.tap import Tap
from web.acts.images.uploads import ReceivedPhotos
from web.rules.vocabulary import EventKind
from web.store.tables.issues import Issue, Photo


def add_photos(tap: Tap, issue: Issue, photos: ReceivedPhotos) -> None:
    """Each a microsecond after the one before, to keep their order. Comes after the act's event:
    missing photos are an event of their own."""
    for number, photo in enumerate(photos.safe):
        name = secrets.token_urlsafe(16)  # its address: cannot be counted or guessed
        tap.session.add(
            Photo(
                id=name,
                issue_id=issue.id,
                person_id=tap.actor.id,
                jpeg=photo.full,
                small=photo.small,
                at=tap.now + timedelta(microseconds=number),
            )
        )
    if photos.missing.missing:
        append_event(tap, issue, EventKind.PHOTOS_MISSING, **photos.missing.as_data())
