"""What the customer is asked once it is settled. A read model of its own, as their page is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from web.rules.customer_answers import AnswerFacts, Asked, asked
from web.rules.event_data import known
from web.rules.released import RELEASES, released_updates
from web.rules.vocabulary import CustomerAnswer, EventKind, IssueState
from web.store.helpers_of import thanked_by_customer
from web.store.nonce_links import find_by_nonce
from web.store.row_cache import people_of
from web.store.rule_inputs import release_events
from web.store.tables.accounts import Site
from web.store.tables.issues import Event, Issue
from web.store.tables.thanks import Thanks


@dataclass(frozen=True)
class AnswerView:
    """What the customer may see: every field here was chosen for that, and nothing else is."""

    issue_id: int  # for their other link; not shown
    asked: Asked
    subject: str | None  # as its owner released it
    ref: str
    site_name: str
    zone: str
    language: str | None  # that the owner chose for the customer
    owner_first_name: str | None
    has_owner: bool  # who owns it again, or still
    resolved_at: datetime | None
    words: str | None  # what was done, where the owner has released it
    answer: CustomerAnswer | None
    people: tuple[str, ...]  # first names of whom they can thank, or have thanked
    has_thanked: bool


def answer_page(session: Session, nonce: str, now: datetime) -> AnswerView:
    """Raises NotFound and Ended, as `find_by_nonce` does."""
    issue, link = find_by_nonce(session, nonce, now)
    owner = people_of(session, (issue.owner_id,)).get(issue.owner_id or 0)
    site = session.get_one(Site, issue.site_id)
    answered = known(CustomerAnswer, issue.customer_answer)
    events = release_events(session, issue.id)
    subject, words = _released(events)
    people = thanked_by_customer(session, issue)
    return AnswerView(
        issue_id=issue.id,
        asked=asked(AnswerFacts(IssueState(issue.state), issue.resolved_at, answered)),
        subject=subject,
        ref=issue.ref,
        site_name=site.name,
        zone=site.zone,
        language=link.language,
        owner_first_name=owner.first_name if owner else None,
        has_owner=issue.state == IssueState.OWNED,
        resolved_at=issue.resolved_at,
        words=words,
        answer=answered,
        people=tuple(person.first_name for person in people),
        has_thanked=answered is not None and _has_thanked(session, issue, events),
    )


def _has_thanked(session: Session, issue: Issue, events: Sequence[Event]) -> bool:
    """For the newest resolution."""
    resolved = [event.at for event in events if event.kind == EventKind.RESOLVED][-1:]
    by_customer = select(Thanks.id).where(
        Thanks.issue_id == issue.id,
        col(Thanks.person_id).is_(None),
        col(Thanks.resolved_at).in_(resolved),
    )
    return session.exec(by_customer.limit(1)).first() is not None


def _released(events: Sequence[Event]) -> tuple[str | None, str | None]:
    """What it is about, and what was done at last."""
    subjects = [event.text for event in events if event.kind in RELEASES and event.text]
    resolutions = [event for event in events if event.kind == EventKind.RESOLVED]
    may_read = resolutions and resolutions[-1].id in released_updates(events)
    words = resolutions[-1].text if may_read else None
    return (subjects[-1] if subjects else None), words
