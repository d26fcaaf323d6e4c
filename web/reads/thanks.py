"""The thanks that somebody got, which nobody else reads, and the wall of a site."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from web.rules.people import Viewer
from web.rules.thanks import ThanksFacts, may_take_down
from web.store.tables.accounts import Person
from web.store.tables.issues import Issue
from web.store.tables.thanks import Thanks, ThanksRecipient
from web.store.visibility import visible_to

PAGE = 20


@dataclass(frozen=True)
class ThanksView:
    id: int  # of the recipient's row
    by: str | None  # first name; None: the customer
    to: str  # first name
    words: str | None
    at: datetime
    ref: str | None  # of the issue, if the viewer may see it
    is_on_wall: bool
    may_take_down: bool


@dataclass(frozen=True)
class ThanksPage:
    rows: tuple[ThanksView, ...]
    before: int | None  # where the older ones begin; None: these are all


def my_thanks(session: Session, viewer: Viewer, before: int | None) -> ThanksPage:
    """The newest first."""
    return _page(session, viewer, col(ThanksRecipient.person_id) == viewer.id, before)


def wall(session: Session, viewer: Viewer, before: int | None) -> ThanksPage:
    """Of the viewer's site."""
    return _page(session, viewer, col(ThanksRecipient.wall_site_id) == viewer.site_id, before)


def _page(
    session: Session, viewer: Viewer, which: ColumnElement[bool], before: int | None
) -> ThanksPage:
    giver, recipient = aliased(Person), aliased(Person)
    query: Any = (  # more columns than the stubs know
        select(
            ThanksRecipient,
            Thanks,
            col(giver.first_name).label("by"),
            col(recipient.first_name).label("to"),
            col(Issue.ref),
        )
        .join(Thanks, col(Thanks.id) == col(ThanksRecipient.thanks_id))
        .join(recipient, col(recipient.id) == col(ThanksRecipient.person_id))
        .outerjoin(giver, col(giver.id) == col(Thanks.person_id))
        .outerjoin(Issue, and_(col(Issue.id) == col(Thanks.issue_id), visible_to(viewer)))
        .where(which)
        .order_by(col(ThanksRecipient.id).desc())
        .limit(PAGE + 1)
    )
    if before:
        query = query.where(col(ThanksRecipient.id) < before)
    found = session.execute(query).all()
    rows = tuple(_view(viewer, row) for row in found[:PAGE])
    return ThanksPage(rows, rows[-1].id if len(found) > PAGE else None)


def _view(viewer: Viewer, found: Any) -> ThanksView:
    row, thanks, by, to, ref = found
    facts = ThanksFacts(
        is_recipient=row.person_id == viewer.id,
        is_on_wall=row.wall_site_id is not None,
        is_of_this_site=row.wall_site_id == viewer.site_id,
        is_lead=viewer.is_lead,
    )
    return ThanksView(
        id=row.id,
        by=by,
        to=to,
        words=thanks.words,
        at=thanks.at,
        ref=ref,
        is_on_wall=facts.is_on_wall,
        may_take_down=may_take_down(facts),
    )
