"""What is kept about a customer: of one issue, and of all issues with their name or contact.

For leads of the site and admins only, who hand it to the customer or erase it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from web.reads.handoffs.brief import contact_of
from web.reads.requests import words_of
from web.rules.contacts import ContactPart
from web.rules.corrections import OF_CUSTOMER
from web.rules.countries import country_at
from web.rules.customers import Sought
from web.rules.people import Viewer
from web.rules.retention import Extent
from web.rules.vocabulary import EventKind, IssueState
from web.store.tables.accounts import Site
from web.store.tables.handoffs import OwnerChange, Step
from web.store.tables.issues import Event, Issue, Photo
from web.store.tables.thanks import Thanks

MOST = 200


@dataclass(frozen=True)
class CustomerData:
    """The page of one issue."""

    ref: str
    what: str
    is_resolved: bool
    customer_name: str | None
    customer_contact: tuple[ContactPart, ...]
    is_named: bool  # also by what was corrected
    photos: int
    is_erased: bool  # nothing is left to erase
    removed: frozenset[Extent]  # erased, and nothing of it was written again
    version: int

    @property
    def erasable(self) -> set[str]:
        """What can be erased now."""
        found: set[str] = {Extent.CUSTOMER} if self.is_named else set()
        if self.is_resolved and not self.is_erased:
            found.add(Extent.ALL)
        return found


@dataclass(frozen=True)
class Found:
    ref: str
    what: str
    at: datetime
    site_name: str


def customer_data(session: Session, issue: Issue) -> CustomerData:
    photos = len(_photo_ids(session, issue))
    is_named = bool(issue.customer_name or issue.customer_contact) or _was_named(session, issue)
    is_erased = not (is_named or photos or _has_words(session, issue))
    return CustomerData(
        ref=issue.ref,
        what=words_of(issue.words, issue.erased_at),
        is_resolved=issue.state == IssueState.RESOLVED,
        customer_name=issue.customer_name,
        customer_contact=contact_of(issue, session.get_one(Site, issue.site_id)),
        is_named=is_named,
        photos=photos,
        is_erased=is_erased,
        removed=_removed(session, issue, is_named=is_named, is_erased=is_erased),
        version=issue.version,
    )


def _was_named(session: Session, issue: Issue) -> bool:
    """Whether a correction tells who the customer is."""
    query = select(Event.id).where(
        Event.issue_id == issue.id,
        Event.kind == EventKind.CORRECTED,
        col(Event.data)["field"].as_string().in_(OF_CUSTOMER),
        col(Event.text).is_not(None),
    )
    return session.exec(query.limit(1)).first() is not None


def _removed(
    session: Session, issue: Issue, *, is_named: bool, is_erased: bool
) -> frozenset[Extent]:
    kinds = (EventKind.ERASED, EventKind.CUSTOMER_ERASED)
    query = select(Event.kind).where(Event.issue_id == issue.id, col(Event.kind).in_(kinds))
    erased = set(session.exec(query).all())
    found = {Extent.CUSTOMER} if erased and not is_named else set()
    if EventKind.ERASED in erased and is_erased:
        found.add(Extent.ALL)
    return frozenset(found)


def of_customer(
    session: Session, who: Viewer, typed: str, limit: int | None = MOST
) -> Sequence[Issue]:
    """Issues whose customer has this name or contact, at this lead's site or, for an admin,
    anywhere; newest first."""
    sought = Sought(typed)
    found = (
        id_
        for id_, name, contact, site in _customers(session, who)
        if (name and sought.is_named(name))
        or (contact and sought.is_reached_by(contact, country_at(site.country, site.zone)))
    )
    ids = list(islice(found, limit)) if typed else []
    query = select(Issue).where(col(Issue.id).in_(ids)).order_by(col(Issue.id).desc())
    return session.exec(query).all() if ids else ()


def _customers(session: Session, who: Viewer) -> Iterable[tuple[int, str | None, str | None, Site]]:
    """All that are kept, the newest first."""
    query = (
        select(Issue.id, Issue.customer_name, Issue.customer_contact, Site)
        .join(Site, col(Site.id) == col(Issue.site_id))
        .where(or_(col(Issue.customer_name).is_not(None), col(Issue.customer_contact).is_not(None)))
        .order_by(col(Issue.id).desc())
    )
    if not who.is_admin:
        query = query.where(Issue.site_id == who.site_id)
    return session.exec(query)


def found(session: Session, issues: Sequence[Issue]) -> tuple[Found, ...]:
    sites = {site.id: site.name for site in session.exec(select(Site)).all()} if issues else {}
    return tuple(
        Found(
            issue.ref,
            words_of(issue.words, issue.erased_at),
            issue.created_at,
            sites[issue.site_id],
        )
        for issue in issues
    )


def export(session: Session, issues: Sequence[Issue]) -> list[dict[str, Any]]:
    """All that is kept about their customer, as plain JSON; times are ISO 8601 in UTC."""
    return [_export(session, issue) for issue in issues]


def _export(session: Session, issue: Issue) -> dict[str, Any]:
    site = session.get_one(Site, issue.site_id)
    return {
        "issue": issue.ref,
        "site": site.name,
        "place": issue.place,
        "reported_at": issue.created_at.isoformat(),
        "resolved_at": issue.resolved_at.isoformat() if issue.resolved_at else None,
        "state": issue.state,
        "customer_name": issue.customer_name,
        "customer_contact": issue.customer_contact,
        "words": issue.words,
        "what_happened": _events(session, issue),
        "thanks": _thanks(session, issue),
        "steps": _steps(session, issue),
        "reasons_for_another_owner": _lines(session, issue),
        "photos": [f"/photos/{one}" for one in _photo_ids(session, issue)],
    }


def _events(session: Session, issue: Issue) -> list[dict[str, Any]]:
    query = select(Event).where(Event.issue_id == issue.id).order_by(col(Event.id))
    return [
        {"at": event.at.isoformat(), "what": event.kind}
        | ({"answer": event.data["answer"]} if "answer" in event.data else {})
        | ({"words": event.text} if event.text else {})
        for event in session.exec(query).all()
        if "allowance" not in event.data  # what the site allows its people is not about them
    ]


def _thanks(session: Session, issue: Issue) -> list[dict[str, Any]]:
    """Theirs, not those of colleagues."""
    query = select(Thanks).where(Thanks.issue_id == issue.id, col(Thanks.person_id).is_(None))
    rows = session.exec(query.order_by(col(Thanks.id))).all()
    return [{"at": one.at.isoformat(), "words": one.words} for one in rows]


def _steps(session: Session, issue: Issue) -> list[dict[str, Any]]:
    query = select(Step).where(Step.issue_id == issue.id).order_by(col(Step.id))
    return [
        {"at": step.asked_at.isoformat(), "need": step.need, "who_could": step.proposed_helper}
        for step in session.exec(query).all()
    ]


def _lines(session: Session, issue: Issue) -> list[str]:
    query = select(OwnerChange.reason_text).where(OwnerChange.issue_id == issue.id)
    return [one for one in session.exec(query.order_by(col(OwnerChange.id))).all() if one]


def _photo_ids(session: Session, issue: Issue) -> Sequence[str]:
    query = select(Photo.id).where(Photo.issue_id == issue.id).order_by(col(Photo.at))
    return session.exec(query).all()


def _has_words(session: Session, issue: Issue) -> bool:
    query = select(Event.id).where(Event.issue_id == issue.id, col(Event.text).is_not(None))
    return bool(issue.words) or session.exec(query.limit(1)).first() is not None
