"""Whom an owner can ask, for a step or to become the owner; and what the end of a shift leaves."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from web.reads.asked import NO_WORDS
from web.reads.cards import owned_by
from web.reads.suggestions import search, suggested
from web.reads.views import IssueCard, LeftIssue, PromiseChoice, ShiftEndPage
from web.reads.walk import brief
from web.reads.walk_views import AskPage, HandOverPage
from web.rules import promises
from web.rules.changes import lies_in_next_shift
from web.rules.people import Viewer
from web.rules.promises import Choice
from web.rules.words import ChangeReason, ChangeState, Introduction
from web.store.tables import Issue, Person, Site
from web.store.visible import find_issue
from web.store.walk_tables import OwnerChange, Step


def ask_page(
    session: Session,
    viewer: Viewer,
    ref: str,
    now: datetime,
    *,
    need: str = "",
    introduction: Introduction | None = None,
    find: str = "",
) -> AskPage:
    """Raises NotThere for an issue that is unknown or not this viewer's to see."""
    issue = find_issue(session, viewer, ref)
    site = session.get_one(Site, issue.site_id)
    first = suggested(session, viewer, issue, need, now)
    found = search(session, issue, find, now)
    if not find.strip():  # who is on shift here: nobody need stand there twice
        told = {one.id for one in first}
        found = tuple(one for one in found if one.id not in told)
    return AskPage(
        ref=issue.ref,
        what=issue.words or NO_WORDS,
        place=issue.place,
        site_name=site.name,
        brief=brief(session, issue, now),
        suggested=first,
        found=found,
        need=need,
        introduction=introduction,
        find=find,
        near_minutes=site.near_minutes,
        message_minutes=site.message_minutes,
    )


def hand_over_page(
    session: Session,
    viewer: Viewer,
    ref: str,
    now: datetime,
    *,
    reason: ChangeReason | None = None,
    line: str = "",
    find: str = "",
) -> HandOverPage:
    issue = find_issue(session, viewer, ref)
    steps = select(Step.id).where(Step.issue_id == issue.id, col(Step.ended_at).is_(None))
    return HandOverPage(
        ref=issue.ref,
        what=issue.words or NO_WORDS,
        place=issue.place,
        site_name=session.get_one(Site, issue.site_id).name,
        open_steps=len(session.exec(steps).all()),
        # Whoever helps with a step may well become the owner.
        found=tuple(replace(one, is_asked=False) for one in search(session, issue, find, now)),
        reason=reason,
        line=line,
        find=find,
    )


def shift_end_page(session: Session, viewer: Viewer, now: datetime) -> ShiftEndPage:
    """What the viewer owns, and what of it is arranged for the time after their shift."""
    until = viewer.on_shift_until or now
    zone = ZoneInfo(viewer.zone)
    # For a night shift the next morning is not the next shift yet.
    choices = tuple(
        _choice(one) for one in promises.next_shift(now, zone) if lies_in_next_shift(one.at, until)
    )
    cards = owned_by(session, viewer, now)
    asked = _asked(session, [card.ref for card in cards])
    issues = tuple(_left(card, asked, choices, until) for card in cards)
    return ShiftEndPage(
        ends_at=viewer.on_shift_until,
        issues=issues,
        left=sum(not one.is_arranged for one in issues),
    )


def _left(
    card: IssueCard,
    asked: dict[str, tuple[str, int]],
    choices: tuple[PromiseChoice, ...],
    until: datetime,
) -> LeftIssue:
    name, change_id = asked.get(card.ref, (None, 0))
    return LeftIssue(
        card=card,
        is_arranged=lies_in_next_shift(card.promise_at, until),
        asked=name,
        change_path=f"/owner-changes/{change_id}" if change_id else None,
        choices=choices,
    )


def _choice(choice: Choice) -> PromiseChoice:
    return PromiseChoice(choice.minutes, choice.label, choice.at)


def _asked(session: Session, refs: Sequence[str]) -> dict[str, tuple[str, int]]:
    """By issue: who was asked to take it over and has not answered, and where that stands."""
    query = (
        select(Issue.ref, OwnerChange.id, Person.first_name, Person.last_name)
        .join(OwnerChange, col(OwnerChange.issue_id) == col(Issue.id))
        .join(Person, col(Person.id) == col(OwnerChange.to_id))
        .where(col(Issue.ref).in_(refs), OwnerChange.state == ChangeState.ASKED)
    )
    rows = session.exec(query).all()
    return {ref: (f"{first} {last}".strip(), change_id) for ref, change_id, first, last in rows}
