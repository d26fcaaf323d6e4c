"""Issues as rows of lists: home's parts, and all issues of a site. Chosen fields only."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlmodel import Session, col

from web.reads.views import HomeView, IssueCard
from web.rules.people import Viewer
from web.rules.promises import is_late
from web.rules.words import State, Urgency
from web.store.tables import Issue, Person, Site
from web.store.visible import visible_to

NO_WORDS = "A photo, no words"
MOST_UNOWNED = 10
MOST_MINE = 50
PAGE = 25


def home(session: Session, viewer: Viewer, now: datetime) -> HomeView:
    """What waits for this person, in three parts."""
    here = (col(Issue.state) == State.UNOWNED, col(Issue.site_id) == viewer.site_id)
    unowned = _cards().where(*here).order_by(col(Issue.waiting_since)).limit(MOST_UNOWNED)
    shown = _read(session, unowned, viewer, now)
    more = 0
    if len(shown) == MOST_UNOWNED:
        more = (session.scalar(select(func.count(col(Issue.id))).where(*here)) or 0) - MOST_UNOWNED
    mine = _cards().where(col(Issue.state) == State.OWNED, col(Issue.owner_id) == viewer.id)
    return HomeView(
        unowned=shown,
        asked=(),
        mine=_read(session, mine.order_by(col(Issue.promise_at)).limit(MOST_MINE), viewer, now),
        more_unowned=more,
    )


def all_here(
    session: Session, viewer: Viewer, page: int, now: datetime
) -> tuple[tuple[IssueCard, ...], bool]:
    """One page of all issues that the viewer may see, open ones first; and is there another?"""
    is_resolved = case((col(Issue.state) == State.RESOLVED, 1), else_=0)
    query = (
        _cards()
        .where(visible_to(viewer))
        .order_by(is_resolved, col(Issue.touched_at).desc())
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    )
    found = _read(session, query, viewer, now)
    return found[:PAGE], len(found) > PAGE


def _cards() -> Select[Any]:
    query: Select[Any] = select(Issue, Site.name, Person.first_name, Person.last_name)  # type: ignore[call-overload]
    return query.join(Site, col(Site.id) == col(Issue.site_id)).join(
        Person, col(Person.id) == col(Issue.owner_id), isouter=True
    )


def _read(
    session: Session, query: Select[Any], viewer: Viewer, now: datetime
) -> tuple[IssueCard, ...]:
    return tuple(
        _card(issue, site, f"{first} {last}".strip() if first else None, viewer, now)
        for issue, site, first, last in session.execute(query).all()
    )


def _card(issue: Issue, site: str, owner: str | None, viewer: Viewer, now: datetime) -> IssueCard:
    return IssueCard(
        ref=issue.ref,
        what=issue.words or NO_WORDS,
        place=issue.place,
        site_name=site,
        state=State(issue.state),
        urgency=Urgency(issue.urgency),
        owner_name=owner,
        owned_by_me=issue.owner_id == viewer.id,
        promise_at=issue.promise_at,
        is_late=is_late(issue.promise_at, now),
        since=issue.waiting_since or issue.resolved_at or issue.owned_at or issue.created_at,
    )
