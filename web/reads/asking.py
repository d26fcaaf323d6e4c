"""Whom an owner can ask: for a step, or to become the owner."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, select

from web.reads.asked import NO_WORDS
from web.reads.suggestions import search, suggested
from web.reads.walk import brief
from web.reads.walk_views import AskPage, HandOverPage
from web.rules.issue import Refusal, refusal
from web.rules.people import Viewer
from web.rules.words import Act, ChangeReason, Introduction
from web.store.standing import issue_standing
from web.store.tables import Site
from web.store.visible import find_issue
from web.store.walk_tables import Step


def refused(session: Session, viewer: Viewer, ref: str, act: Act) -> Refusal | None:
    """Why the viewer cannot do this to the issue; None when they can. Raises NotThere."""
    issue = find_issue(session, viewer, ref)
    return refusal(act, issue_standing(session, issue), viewer.id)


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
