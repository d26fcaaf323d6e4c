"""The end of a shift: the issues of its person, and which of them are arranged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from web.reads.issue_list import IssueCard, owned_by, promises_of
from web.rules import promises
from web.rules.clock import time_zone
from web.rules.owner_changes import lies_in_next_shift, shift_end
from web.rules.people import Viewer
from web.rules.promises import Choice
from web.rules.vocabulary import ChangeState
from web.store.opening_hours import opening_of
from web.store.tables.accounts import Person, Site
from web.store.tables.handoffs import OwnerChange
from web.store.tables.issues import Issue
from web.store.weekly_hours import next_shift


@dataclass(frozen=True)
class LeftIssue:
    """An open issue at the end of its owner's shift."""

    card: IssueCard
    is_arranged: bool  # its promise lies in the next shift, or it has moved already
    asked: str | None  # full name of who was asked to take it over, and has not answered
    change_path: str | None  # the page of that ask
    choices: tuple[Choice, ...]  # times in the next shift


@dataclass(frozen=True)
class ShiftEndPage:
    ends_at: datetime | None  # None: off shift already
    issues: tuple[LeftIssue, ...]  # of this page, the nearest promise first
    left: int  # number of those not arranged, on all pages
    owned: int  # how many they own, on all pages


def shift_end_page(session: Session, viewer: Viewer, now: datetime, page: int = 1) -> ShiftEndPage:
    """One page of the issues the viewer owns, and which are arranged if they go off shift now."""
    zone, ends_at = time_zone(viewer.zone), shift_end(viewer.on_shift_until, now)
    following = next_shift(session, session.get_one(Person, viewer.id), ends_at)
    opening = opening_of(session.get_one(Site, viewer.site_id))
    begins_at = following.starts if following else None
    # For a night shift the next morning is before the next shift.
    choices = tuple(
        choice
        for choice in promises.next_shift(now, zone, opening)
        if lies_in_next_shift(choice.at, ends_at, begins_at)
    )
    cards, owned = owned_by(session, viewer, now, page)
    asked = _asked(session, [card.ref for card in cards])
    issues = tuple(_left(card, asked, choices, ends_at, begins_at) for card in cards)
    return ShiftEndPage(
        ends_at=viewer.on_shift_until,
        issues=issues,
        left=sum(
            not lies_in_next_shift(promise_at, ends_at, begins_at)
            for promise_at in promises_of(session, viewer)
        ),
        owned=owned,
    )


def _left(
    card: IssueCard,
    asked: dict[str, tuple[str, int]],
    choices: tuple[Choice, ...],
    ends_at: datetime,
    begins_at: datetime | None,
) -> LeftIssue:
    name, change_id = asked.get(card.ref, (None, 0))
    return LeftIssue(
        card=card,
        is_arranged=lies_in_next_shift(card.promise_at, ends_at, begins_at),
        asked=name,
        change_path=f"/owner-changes/{change_id}" if change_id else None,
        choices=choices,
    )


def _asked(session: Session, refs: Sequence[str]) -> dict[str, tuple[str, int]]:
    """By issue: who was asked to take it over and has not answered, and the page of that ask."""
    query = (
        select(Issue.ref, OwnerChange.id, Person.first_name, Person.last_name)
        .join(OwnerChange, col(OwnerChange.issue_id) == col(Issue.id))
        .join(Person, col(Person.id) == col(OwnerChange.to_id))
        .where(col(Issue.ref).in_(refs), OwnerChange.state == ChangeState.ASKED)
    )
    rows = session.exec(query).all()
    return {ref: (f"{first} {last}".strip(), change_id) for ref, change_id, first, last in rows}
