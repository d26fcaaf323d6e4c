"""What colleagues ask of the viewer: steps that wait for an answer or that the viewer is with, and
issues to own. Part of home, so its statements are built once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, case, func, select
from sqlmodel import Session, col

from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.rules.site_texts import place_in_words
from web.rules.vocabulary import Introduction, StepState, Urgency
from web.store.tables.accounts import Person, Site
from web.store.tables.handoffs import OwnerChange, Step
from web.store.tables.issues import Issue

LONGEST_TITLE = 140  # characters
_NO_WORDS, _WORDS_REMOVED = N_("A photo, no words"), N_("Words removed")

_WHERE_AND_WHO = (
    col(Issue.ref),
    col(Issue.version),
    col(Issue.words),
    col(Issue.erased_at),
    col(Issue.place),
    col(Issue.urgency),
    col(Site.name),
    col(Site.place_names),
    col(Person.first_name),
    col(Person.last_name),
)
# Whoever owns it now, or a lead who asked in their stead (`rules.steps.is_asked_for_owner`).
_WHO_ASKS = case(
    (col(Issue.owner_id).is_(None), col(Step.asked_by)),
    (col(Issue.owned_at) <= col(Step.asked_at), col(Step.asked_by)),
    else_=col(Issue.owner_id),
)
_STEPS: Any = (
    select(
        col(Step.id),
        col(Step.need),
        col(Step.introduction),
        col(Step.state),
        col(Step.asked_at),
        *_WHERE_AND_WHO,
    )
    .join(Issue, col(Issue.id) == col(Step.issue_id))
    .join(Site, col(Site.id) == col(Issue.site_id))
    .join(Person, col(Person.id) == _WHO_ASKS)
    .where(col(Step.id).in_(bindparam("ids", expanding=True)))
)
_CHANGES: Any = (
    select(
        col(OwnerChange.id),
        col(OwnerChange.reason_text),
        col(OwnerChange.asked_at),
        *_WHERE_AND_WHO,
    )
    .join(Issue, col(Issue.id) == col(OwnerChange.issue_id))
    .join(Site, col(Site.id) == col(Issue.site_id))
    .join(
        Person, col(Person.id) == func.coalesce(col(OwnerChange.asked_by), col(OwnerChange.from_id))
    )
    .where(col(OwnerChange.id).in_(bindparam("ids", expanding=True)))
)


@dataclass(frozen=True)
class RequestCard:
    """Something that waits for me, or that I am with, as one row of home."""

    id: int  # of the step, or of the owner change
    path: str  # of its page
    what: str  # the need; of an owner change: what the issue is
    title: str  # what the issue is
    place: str | None
    site_name: str
    ref: str
    version: int  # the issue's
    urgency: Urgency
    by: str  # full name of who asks
    is_change: bool  # they ask me to become the owner
    is_accepted: bool  # a step that I am with
    introduction: Introduction | None  # None: of an owner change
    reason: str | None  # why another owner is wanted, in words
    at: datetime


def words_of(words: str, erased_at: datetime | None) -> str:
    """All words of an issue, or what is said in their place; never empty."""
    return words or _(_WORDS_REMOVED if erased_at else _NO_WORDS)


def title_of(words: str, erased_at: datetime | None) -> str:
    """The title of an issue, for lists and headings: long words end in an ellipsis; never empty."""
    return shortened(words_of(words, erased_at))


def shortened(words: str) -> str:
    """As long as a title may be."""
    if len(words) <= LONGEST_TITLE:
        return words
    start = words[: LONGEST_TITLE - 1]
    whole_words = start.rpartition(" ")[0]
    return (whole_words if len(whole_words) > LONGEST_TITLE // 2 else start) + "…"


def requested_steps(session: Session, ids: Collection[int]) -> dict[int, RequestCard]:
    """By id; steps that the viewer is asked for, or has accepted."""
    rows = session.connection().execute(_STEPS, {"ids": list(ids)}) if ids else ()
    return {row.id: _step(row) for row in rows}


def requested_changes(session: Session, ids: Collection[int]) -> dict[int, RequestCard]:
    """By id; owner changes that wait for the viewer's answer."""
    rows = session.connection().execute(_CHANGES, {"ids": list(ids)}) if ids else ()
    return {row.id: _change(row) for row in rows}


def _step(row: Row[Any]) -> RequestCard:
    return RequestCard(
        path=f"/steps/{row.id}",
        what=row.need,
        is_change=False,
        is_accepted=row.state == StepState.ACCEPTED,
        introduction=Introduction(row.introduction),
        reason=None,
        **_shared(row),
    )


def _change(row: Row[Any]) -> RequestCard:
    return RequestCard(
        path=f"/owner-changes/{row.id}",
        what=title_of(row.words, row.erased_at),
        is_change=True,
        is_accepted=False,
        introduction=None,
        reason=row.reason_text,
        **_shared(row),
    )


def _shared(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": title_of(row.words, row.erased_at),
        "place": place_in_words(row.place, row.place_names),
        "site_name": row.name,
        "ref": row.ref,
        "version": row.version,
        "urgency": Urgency(row.urgency),
        "by": f"{row.first_name} {row.last_name}".strip(),
        "at": row.asked_at,
    }
