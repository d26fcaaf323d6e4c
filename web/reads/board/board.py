"""The site board: what is stuck at one site now, and who may not hear a nudge.

Each part is bounded, and read by a partial index.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    Integer,
    Row,
    Select,
    String,
    Subquery,
    cast,
    func,
    literal_column,
    null,
    select,
    union_all,
)
from sqlmodel import Session, col

from web.reads.accounts.settings import sites
from web.reads.board.at_risk import PeopleInSilence, people_in_silence
from web.reads.board.patterns import PatternView, open_patterns, pattern_views
from web.reads.board.repeated_asks import RepeatedAskView, ask_views, open_asks
from web.reads.board.rows import BoardIssue, board_issues, issues, owners
from web.rules.clock import time_zone
from web.rules.people import Viewer
from web.rules.vocabulary import IssueState
from web.store.errors import NotFound
from web.store.states import is_asked, is_cause, is_in, is_owned_there
from web.store.tables.accounts import Person, Site
from web.store.tables.handoffs import Step
from web.store.tables.issues import Issue

_MOST = 25
_MOST_COUNTED = 1000  # an open board refreshes every few seconds; above this it says “many”
_DUE_SOON = timedelta(hours=1)
_BY_PROMISE = (col(Issue.promise_at), col(Issue.id))


@dataclass(frozen=True)
class BoardPart:
    rows: tuple[BoardIssue, ...]
    more: int  # how many there are beyond those shown


@dataclass(frozen=True)
class BoardView:
    site_id: int
    site_name: str
    sites: tuple[tuple[int, str], ...]  # an admin may look at others; else empty
    at: datetime
    unowned: BoardPart
    late: BoardPart
    silent: BoardPart  # who was asked has not answered
    away: BoardPart  # the owner is off shift, and the promise is due within the hour
    people: PeopleInSilence
    causes: BoardPart  # that are open
    today: BoardPart
    patterns: tuple[PatternView, ...]
    asks: tuple[RepeatedAskView, ...]  # of leads, always with a yes


def board(session: Session, viewer: Viewer, site_id: int | None, now: datetime) -> BoardView:
    """The viewer's own site, or for an admin any; raises NotFound for another site."""
    wanted = site_id or viewer.site_id
    site = session.get(Site, wanted)
    if site is None or (wanted != viewer.site_id and not viewer.is_admin):
        raise NotFound
    found = _found(session, _parts(site, now))
    known = owners(session, [row for rows in found.values() for row in rows], now)
    parts = {
        name: BoardPart(
            board_issues(rows, site.place_names, known, viewer, now),
            rows[0].total - len(rows) if rows else 0,
        )
        for name, rows in found.items()
    }
    for name in ("today", "causes"):
        parts[name] = _without_waits(parts[name])
    again = _again(session, site.id, now)
    return BoardView(
        site_id=site.id,
        site_name=site.name,
        sites=sites(session) if viewer.is_admin else (),
        at=now,
        people=people_in_silence(session, site.id, now),
        patterns=pattern_views(again["pattern"], site.place_names),
        asks=ask_views(again["ask"]),
        **parts,
    )


def _parts(site: Site, now: datetime) -> dict[str, Select[Any]]:
    """By the name of the part: its rows, whoever has waited longest first; at the same moment the
    older issue, so that rows do not change places."""
    here = col(Issue.site_id) == site.id
    owned = issues(col(Issue.promise_at)).where(here, is_in(IssueState.OWNED))
    unowned = issues(col(Issue.waiting_since)).where(here, is_in(IssueState.UNOWNED))
    return {
        "unowned": unowned.order_by(col(Issue.waiting_since), col(Issue.id)),
        "late": owned.where(col(Issue.promise_at) <= now).order_by(*_BY_PROMISE),
        "silent": _silent(site.id, now),
        "away": _away(owned, now),
        "causes": owned.where(is_cause()).order_by(*_BY_PROMISE),
        "today": _today(site, now),
    }


def _away(owned: Select[Any], now: datetime) -> Select[Any]:
    """Promised within the hour, with an owner off shift."""
    is_soon = col(Issue.promise_at).between(now, now + _DUE_SOON)
    is_off = col(Person.on_shift_until).is_(None) | (col(Person.on_shift_until) <= now)
    return owned.where(is_soon, is_off).order_by(*_BY_PROMISE)


def _silent(site_id: int, now: datetime) -> Select[Any]:
    """Asks whose time to answer has passed."""
    helper = select(col(Person.first_name)).where(col(Person.id) == col(Step.helper_id))
    name = helper.correlate(Step).scalar_subquery()
    return (
        issues(col(Step.answer_by), col(Step.id), name)
        .join(Step, col(Step.issue_id) == col(Issue.id))
        .where(is_asked(), col(Step.answer_by) <= now)
        .where(*is_owned_there(site_id))
        .order_by(col(Step.answer_by), col(Step.id))
    )


def _today(site: Site, now: datetime) -> Select[Any]:
    """Reported since midnight by the site's clock, newest first."""
    zone = time_zone(site.zone)
    midnight = datetime.combine(now.astimezone(zone).date(), time(), zone)
    query = issues(col(Issue.created_at)).where(col(Issue.site_id) == site.id, ~col(Issue.is_cause))
    newest_first = col(Issue.created_at).desc(), col(Issue.id).desc()
    return query.where(col(Issue.created_at) >= midnight).order_by(*newest_first)


def _without_waits(part: BoardPart) -> BoardPart:
    """They grow each minute, and an open board is only sent what has changed."""
    return replace(part, rows=tuple(replace(row, waited=None) for row in part.rows))


def _again(session: Session, site_id: int, now: datetime) -> dict[str, list[Row[Any]]]:
    """What happens again, and what is asked again: in one statement, and in the order of each."""
    patterns, asks = open_patterns(site_id, now).subquery(), open_asks(site_id, now).subquery()
    no_answer = cast(null(), Integer)
    each = (
        select(_part("pattern"), patterns, no_answer.label("no"), no_answer.label("yes_since")),
        select(_part("ask"), asks),
    )
    found: dict[str, list[Row[Any]]] = {"pattern": [], "ask": []}
    for row in session.connection().execute(union_all(*each)):
        found[row.part].append(row)
    return found


def _found(session: Session, parts: Mapping[str, Select[Any]]) -> dict[str, list[Row[Any]]]:
    """The rows that are shown of each part, in its order; `total`: how many it has, as far as they
    are counted."""
    found: dict[str, list[Row[Any]]] = {name: [] for name in parts}
    each = [select(_bounded(name, query)) for name, query in parts.items()]
    for row in session.connection().execute(union_all(*each)):
        found[row.part].append(row)
    return found


def _bounded(name: str, query: Select[Any]) -> Subquery:
    counted = query.limit(_MOST_COUNTED).subquery()
    total = func.count().over().label("total")
    return select(_part(name), counted, total).limit(_MOST).subquery()


def _part(name: str) -> Any:
    return literal_column(f"'{name}'", String).label("part")
