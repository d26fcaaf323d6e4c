"""Home: what needs the viewer now, what they own, what others have of theirs; for leads before it
what is stuck at their site."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from sqlmodel import Session, col, select

from web.reads.home.selection import Chosen, Part
from web.reads.issue_list import IssueCard, cards
from web.reads.requests import RequestCard, requested_changes, requested_steps
from web.rules.clock import waited
from web.rules.offers import KINDS, open_offers
from web.rules.people import Viewer
from web.store.rule_inputs import offer_events
from web.store.tables.accounts import Person
from web.store.tables.issues import Event

_MOST_STUCK = 10


class Need(StrEnum):
    """What a row asks for."""

    OWN = "own"
    UPDATE = "update"  # the customer, late
    ASK_AGAIN = "ask-again"  # the helper can't, or does not answer
    UPDATE_SOON = "update-soon"  # the customer, within minutes
    ASK_OFFERED = "ask-offered"  # somebody offers to help
    ANSWER = "answer"  # what a colleague asks
    # Of a colleague's issue, for leads:
    LATE = "late"  # the customer should have heard
    SILENT = "silent"  # a helper has not answered
    AWAY = "away"  # the owner is off shift, and the customer hears within the hour


AnyRow = TypeVar("AnyRow", bound="NeedsRow | RequestRow")
_STUCK = {Part.LATE: Need.LATE, Part.SILENT: Need.SILENT, Part.AWAY: Need.AWAY}


@dataclass(frozen=True)
class Offer:
    person_id: int
    name: str  # full


@dataclass(frozen=True)
class NeedsRow:
    """An issue that needs somebody to act, with the one act that helps."""

    need: Need
    since: datetime
    waited: timedelta | None  # since then; None: that is still to come
    issue: IssueCard
    offer: Offer | None = None  # ASK_OFFERED: the first one
    path: str | None = None  # SILENT: of the step

    @property
    def is_unowned(self) -> bool:
        return self.need is Need.OWN

    @property
    def is_mine(self) -> bool:
        return self.issue.owned_by_me


@dataclass(frozen=True)
class RequestRow:
    """A colleague's ask, which waits for the viewer's answer."""

    since: datetime
    waited: timedelta | None
    request: RequestCard
    need: Need = Need.ANSWER
    is_mine: bool = False


@dataclass(frozen=True)
class HomeView:
    stuck: tuple[NeedsRow, ...]  # leads only
    more_stuck: bool  # there is more on the site board
    needs: tuple[NeedsRow | RequestRow, ...]
    mine: tuple[IssueCard, ...]  # those that are not in `needs`
    helping: tuple[RequestCard, ...]  # steps that the viewer is with
    handed_on: tuple[IssueCard, ...]
    more: Mapping[str, tuple[int, int]]  # by part, where not all are shown: how many of how many

    @property
    def badge(self) -> int:
        """What web/reads/badge.py counts, of what is shown."""
        return sum(row.need in (Need.UPDATE, Need.ASK_AGAIN, Need.ANSWER) for row in self.needs)


def home(session: Session, viewer: Viewer, rows: tuple[Chosen, ...], now: datetime) -> HomeView:
    """`rows`: from `selection.chosen`."""
    issues = cards(session, viewer, {row.issue_id for row in rows if row.part not in _ASKS}, now)
    asks = _asks(session, rows)
    offers = _offers(session, {row.issue_id for row in rows if row.offered_at})
    mine = [(row, issues[row.issue_id]) for row in rows if row.part is Part.MINE]
    urgent = {
        row.issue_id: found
        for row, card in mine
        if (found := _needed(row, card, offers.get(row.issue_id), now))
    }
    unowned = [
        NeedsRow(Need.OWN, row.since, row.waited, issues[row.issue_id])
        for row in rows
        if row.part is Part.UNOWNED
    ]
    stuck = [*unowned, *_stuck(rows, issues)] if viewer.is_lead else []
    needs: list[NeedsRow | RequestRow] = [
        *urgent.values(),
        *(ask for ask in asks if not ask.request.is_accepted),
    ]
    return HomeView(
        stuck=_in_order(stuck)[:_MOST_STUCK],
        more_stuck=len(stuck) > _MOST_STUCK,
        needs=_in_order(needs if viewer.is_lead else [*unowned, *needs]),
        mine=tuple(card for row, card in mine if row.issue_id not in urgent),
        helping=tuple(ask.request for ask in asks if ask.request.is_accepted),
        handed_on=tuple(issues[row.issue_id] for row in rows if row.part is Part.HANDED_ON),
        more=_more(rows),
    )


_ASKS = (Part.STEP, Part.CHANGE)


def _in_order(rows: Iterable[AnyRow]) -> tuple[AnyRow, ...]:
    """What nobody owns first, then whoever has waited longest: one order for everybody."""
    return tuple(sorted(rows, key=lambda row: (row.need is not Need.OWN, row.since)))


def _needed(row: Chosen, card: IssueCard, offer: Offer | None, now: datetime) -> NeedsRow | None:
    """What an issue of the viewer's own needs of them now; None: it can wait."""
    if card.is_late:
        return NeedsRow(Need.UPDATE, row.since, row.waited, card)
    if card.walk and row.step_at:
        return NeedsRow(Need.ASK_AGAIN, row.step_at, waited(row.step_at, now), card)
    if row.is_near:
        return NeedsRow(Need.UPDATE_SOON, row.since, None, card)
    if offer and row.offered_at:
        since = row.offered_at
        return NeedsRow(Need.ASK_OFFERED, since, waited(since, now), card, offer=offer)
    return None


def _stuck(rows: Iterable[Chosen], issues: Mapping[int, IssueCard]) -> list[NeedsRow]:
    """Each issue once: late says more than that a helper is silent, too."""
    found: dict[int, NeedsRow] = {}
    for row in rows:
        if need := _STUCK.get(row.part):
            path = f"/steps/{row.handoff_id}" if row.handoff_id else None
            card = issues[row.issue_id]
            found.setdefault(row.issue_id, NeedsRow(need, row.since, row.waited, card, path=path))
    return list(found.values())


def _asks(session: Session, rows: Iterable[Chosen]) -> list[RequestRow]:
    asked = [row for row in rows if row.part in _ASKS]
    ids = {
        part: [row.handoff_id for row in asked if row.part is part and row.handoff_id]
        for part in _ASKS
    }
    found = {
        Part.STEP: requested_steps(session, ids[Part.STEP]),
        Part.CHANGE: requested_changes(session, ids[Part.CHANGE]),
    }
    return [
        RequestRow(row.since, row.waited, found[row.part][row.handoff_id])
        for row in asked
        if row.handoff_id
    ]


def _offers(session: Session, ids: Collection[int]) -> dict[int, Offer]:
    """By issue: the open offer that was made first."""
    if not ids:
        return {}
    query = select(Event).where(col(Event.issue_id).in_(ids), col(Event.kind).in_(KINDS))
    events = session.exec(query.order_by(col(Event.id))).all()
    makers = {
        id_: open_offers(offer_events(event) for event in events if event.issue_id == id_)
        for id_ in ids
    }
    wanted = [one for made in makers.values() for one in made]
    open_accounts = select(Person).where(
        col(Person.id).in_(wanted), col(Person.closed_at).is_(None)
    )
    names = {one.id: one.name for one in session.exec(open_accounts)}
    firsts = {
        id_: next((one for one in made if one in names), None) for id_, made in makers.items()
    }
    return {id_: Offer(one, names[one]) for id_, one in firsts.items() if one is not None}


def _more(rows: Iterable[Chosen]) -> dict[str, tuple[int, int]]:
    shown = Counter(row.part for row in rows)
    totals = {row.part: row.total for row in rows}
    return {part: (count, totals[part]) for part, count in shown.items() if totals[part] > count}
