"""What colleagues ask of the viewer: steps that wait for an answer or that the viewer is with, and
issues to own. Part of home, so its statements are built once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select
from sqlmodel import Session, col

from web.rules.people import Viewer
from web.rules.steps import OPEN_STORED
from web.rules.vocabulary import ChangeState, StepState
from web.store.tables.accounts import Person, Site
from web.store.tables.handoffs import OwnerChange, Step
from web.store.tables.issues import Issue

_NO_WORDS, _WORDS_REMOVED = "A photo, no words", "Words removed"
_MOST = 25

_WHERE_AND_WHO = (
    col(Issue.ref),
    col(Issue.version),
    col(Issue.words),
    col(Issue.erased_at),
    col(Issue.place),
    col(Site.name),
    col(Person.first_name),
    col(Person.last_name),
)
_STEPS: Any = (
    select(col(Step.id), col(Step.need), col(Step.state), col(Step.asked_at), *_WHERE_AND_WHO)
    .join(Issue, col(Issue.id) == col(Step.issue_id))
    .join(Site, col(Site.id) == col(Issue.site_id))
    .join(Person, col(Person.id) == func.coalesce(col(Issue.owner_id), col(Step.asked_by)))
    .where(
        col(Step.helper_id) == bindparam("me"),
        col(Step.state).in_(OPEN_STORED),
    )
    .order_by(col(Step.asked_at).desc())
    .limit(_MOST)
)
_CHANGES: Any = (
    select(col(OwnerChange.id), col(OwnerChange.asked_at), *_WHERE_AND_WHO)
    .join(Issue, col(Issue.id) == col(OwnerChange.issue_id))
    .join(Site, col(Site.id) == col(Issue.site_id))
    .join(Person, col(Person.id) == col(OwnerChange.from_id))
    .where(col(OwnerChange.to_id) == bindparam("me"), col(OwnerChange.state) == ChangeState.ASKED)
    .order_by(col(OwnerChange.asked_at).desc())
    .limit(_MOST)
)


@dataclass(frozen=True)
class RequestCard:
    """Something that waits for me, or that I am with, as one row of home."""

    path: str  # of its page
    what: str  # the need; of an owner change: what the issue is
    place: str | None
    site_name: str
    ref: str
    version: int  # the issue's
    by: str  # full name of who asks
    is_change: bool  # they ask me to become the owner
    is_accepted: bool  # a step that I am with
    at: datetime


def title_of(words: str, erased_at: datetime | None) -> str:
    """The title of an issue; never empty."""
    return words or (_WORDS_REMOVED if erased_at else _NO_WORDS)


def requests_to_me(session: Session, viewer: Viewer) -> tuple[RequestCard, ...]:
    """Those that wait for an answer first, newest first."""
    connection, me = session.connection(), {"me": viewer.id}
    changes = [_change(row) for row in connection.execute(_CHANGES, me)]
    steps = [_step(row) for row in connection.execute(_STEPS, me)]
    newest = sorted(changes + steps, key=lambda card: card.at, reverse=True)
    return tuple(sorted(newest, key=lambda card: card.is_accepted))


def _step(row: Row[Any]) -> RequestCard:
    is_accepted = row.state == StepState.ACCEPTED
    return _card(row, f"/steps/{row.id}", row.need, is_change=False, is_accepted=is_accepted)


def _change(row: Row[Any]) -> RequestCard:
    path, what = f"/owner-changes/{row.id}", title_of(row.words, row.erased_at)
    return _card(row, path, what, is_change=True, is_accepted=False)


def _card(
    row: Row[Any], path: str, what: str, *, is_change: bool, is_accepted: bool
) -> RequestCard:
    return RequestCard(
        path=path,
        what=what,
        place=row.place,
        site_name=row.name,
        ref=row.ref,
        version=row.version,
        by=f"{row.first_name} {row.last_name}".strip(),
        is_change=is_change,
        is_accepted=is_accepted,
        at=row.asked_at,
    )
