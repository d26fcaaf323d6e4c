"""What a helper or next owner has to know of an issue."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, or_, select

from web.language.messages import gettext as _
from web.reads.requests import words_of
from web.rules.allowances import used_in_words
from web.rules.contacts import ContactPart, contact_parts
from web.rules.countries import country_at
from web.rules.promises import is_late
from web.rules.site_texts import place_in_words
from web.rules.undo import effective
from web.rules.vocabulary import EventKind
from web.store.tables.accounts import Person, Site
from web.store.tables.issues import Event, Issue, Photo

_TRIED = (
    EventKind.NOTED,
    EventKind.CUSTOMER_TOLD,
    EventKind.DONE,
    EventKind.REOPENED,
    EventKind.AUTHORITY_USED,  # so that nobody gives it twice
)
_MOST_TRIED = 20
_PHOTOS = (
    select(col(Photo.id))
    .where(col(Photo.issue_id) == bindparam("issue_id"))
    .order_by(col(Photo.at))
)


@dataclass(frozen=True)
class TriedStep:
    """One thing that has been tried or told, with a first name."""

    at: datetime
    who: str | None
    text: str


@dataclass(frozen=True)
class Brief:
    """What a helper or next owner has to know, made of the issue."""

    ref: str
    version: int  # the issue's
    what: str
    place: str | None
    site_name: str
    zone: str  # the site's
    customer_name: str | None
    customer_contact: tuple[ContactPart, ...]
    promise_at: datetime | None
    is_late: bool
    tried: tuple[TriedStep, ...]  # oldest first
    photo_ids: tuple[str, ...]


def contact_of(issue: Issue, site: Site) -> tuple[ContactPart, ...]:
    if not issue.customer_contact:
        return ()
    return contact_parts(issue.customer_contact, country_at(site.country, site.zone))


def brief(session: Session, issue: Issue, now: datetime) -> Brief:
    """What a helper or next owner has to know."""
    site = session.get_one(Site, issue.site_id)
    return Brief(
        ref=issue.ref,
        version=issue.version,
        what=words_of(issue.words, issue.erased_at),
        place=place_in_words(issue.place, site.place_names),
        site_name=site.name,
        zone=site.zone,
        customer_name=issue.customer_name,
        customer_contact=contact_of(issue, site),
        promise_at=issue.promise_at,
        is_late=is_late(issue.promise_at, now),
        tried=_tried(session, issue),
        photo_ids=photo_ids(session, issue.id),
    )


def _tried(session: Session, issue: Issue) -> tuple[TriedStep, ...]:
    query = (
        select(Event, Person.first_name)
        .join(Person, col(Person.id) == col(Event.actor_id), isouter=True)
        .where(
            Event.issue_id == issue.id,
            col(Event.kind).in_((*_TRIED, EventKind.UNDONE)),
            or_(col(Event.text).is_not(None), Event.kind == EventKind.UNDONE),
        )
        .order_by(col(Event.id).desc())
        .limit(_MOST_TRIED)
    )
    rows = session.exec(query).all()
    names = {event.id: name for event, name in rows}
    return tuple(
        TriedStep(event.at, names[event.id], _words(event))
        for event in effective([event for event, _ in reversed(rows)])
    )


def _words(event: Event) -> str:
    text = event.text or ""
    if event.kind != EventKind.AUTHORITY_USED:
        return text
    return _("Used without asking: %(what)s.", what=used_in_words(text, event.data).what)


def photo_ids(session: Session, issue_id: int) -> tuple[str, ...]:
    """Oldest first."""
    return tuple(session.connection().scalars(_PHOTOS, {"issue_id": issue_id}))
