"""The issue and its people as far as nudges may name them. Reads only."""

from datetime import datetime

from sqlmodel import Session, col, select

from web.acts.nudges.text import NudgeContext
from web.rules.clock import time_zone
from web.rules.people import is_on_shift
from web.store.tables.accounts import Person, Place, Site
from web.store.tables.issues import Issue


def on_shift(person: Person, now: datetime) -> bool:
    return is_on_shift(person.on_shift_until, now)


def read_issue(session: Session, issue_id: int) -> Issue | None:
    """With its site and its owner, which are cached (`store.row_cache`)."""
    query = (
        select(Issue, Site, Person)
        .join(Site, col(Site.id) == col(Issue.site_id))
        .outerjoin(Person, col(Person.id) == col(Issue.owner_id))
        .where(Issue.id == issue_id)
    )
    row = session.exec(query).first()
    return row[0] if row else None


def nudge_context(session: Session, issue: Issue) -> NudgeContext:
    """The parts of this issue that a nudge may name."""
    site = session.get_one(Site, issue.site_id)
    owner = session.get(Person, issue.owner_id) if issue.owner_id else None
    known = select(Place.id).where(Place.site_id == site.id, Place.name == issue.place).limit(1)
    is_known = issue.place is not None and session.exec(known).first() is not None
    return NudgeContext(
        ref=issue.ref,
        place=issue.place if is_known and issue.place else site.name,
        place_names=site.place_names if is_known else None,
        owner=owner.first_name if owner else None,
        promise_at=issue.promise_at,
        waiting_since=issue.waiting_since,
        zone=time_zone(site.zone),
        text=(issue.words or None) if site.shows_text else None,
        shows_text=site.shows_text,
        is_cause=issue.is_cause,
    )
