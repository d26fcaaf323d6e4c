"""What the owner can correct, as it is now."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from web.rules.people import Viewer
from web.rules.site_texts import place_in_words
from web.rules.text import natural_key
from web.rules.vocabulary import Urgency
from web.store.tables.accounts import Place, Site
from web.store.tables.issues import Photo
from web.store.visibility import find_issue


@dataclass(frozen=True)
class CorrectPage:
    ref: str
    version: int
    text: str
    place: str
    urgency: Urgency
    customer_name: str
    customer_contact: str
    places: tuple[str, ...]  # known places of the site, offered while typing
    photo_ids: tuple[str, ...]
    is_cause: bool  # it has no customer


def correct_page(session: Session, viewer: Viewer, ref: str) -> CorrectPage:
    """Raises NotFound for an issue that is unknown or not visible to the viewer."""
    issue = find_issue(session, viewer, ref)
    places = select(Place.name).where(
        Place.site_id == issue.site_id, col(Place.removed_at).is_(None)
    )
    photos = select(Photo.id).where(Photo.issue_id == issue.id).order_by(col(Photo.at))
    names = session.get_one(Site, issue.site_id).place_names
    shown = [place_in_words(place, names) or "" for place in session.exec(places)]
    return CorrectPage(
        ref=issue.ref,
        version=issue.version,
        text=issue.words,
        place=place_in_words(issue.place, names) or "",
        urgency=Urgency(issue.urgency),
        customer_name=issue.customer_name or "",
        customer_contact=issue.customer_contact or "",
        places=tuple(sorted(shown, key=natural_key)),
        photo_ids=tuple(session.exec(photos).all()),
        is_cause=issue.is_cause,
    )
