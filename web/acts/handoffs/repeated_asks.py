"""Compares requests to leads with earlier ones of their site: what is asked again and again.

The worker does it after it has compared reports, over the same new events (`acts.issues.patterns`):
no answer waits for it. What is found is ids; what they add up to is read when a board shows it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from web.acts.core.tap import Unit
from web.language.known import ENGLISH
from web.rules import causes
from web.rules import repeated_asks as rules
from web.rules.repeated_asks import Asked, AskFacts
from web.rules.vocabulary import EventKind, Role, StepState
from web.store.tables.accounts import Person, Site
from web.store.tables.allowances import Allowance
from web.store.tables.handoffs import Step
from web.store.tables.issues import Event, Issue
from web.store.tables.repeated_asks import RepeatedAsk, RepeatedAskStep

_MOST_COMPARED = 1000  # steps, the newest that leads of a site have answered
_LEAD = (Role.LEAD, Role.ADMIN)
_HELPER: Any = aliased(Person)
_ASKER: Any = aliased(Person)


@dataclass(frozen=True)
class Finding:
    """Steps of one site for the same thing: enough of them, or some that are known as such."""

    site_id: int
    at: datetime  # when the newest of them was asked
    steps: tuple[int, ...]


def look(session: Session, since: int, upto: int, now: datetime) -> tuple[Finding, ...]:
    """Reads only. `since`, `upto`: ids of events, after the first and up to the second."""
    kinds = (EventKind.ACCEPTED, EventKind.DECLINED)
    if since >= upto:
        return ()
    answered = select(col(Event.issue_id)).where(
        col(Event.id) > since, col(Event.id) <= upto, col(Event.kind).in_(kinds)
    )
    new = _that_count(session, _steps(now).where(col(Step.issue_id).in_(answered)))
    found: list[Finding] = []
    for site_id in sorted({row.site_id for row in new}):
        here = [row for row in new if row.site_id == site_id]
        found += _of_site(session, site_id, here, now)
    return tuple(found)


def apply(unit: Unit, findings: Iterable[Finding]) -> None:
    """What was found before changes nothing. The caller has locked how far the worker has
    looked."""
    for one in findings:
        known = _asks_of(unit.session, one.steps)
        missing = [step for step in one.steps if step not in known]
        if not missing:
            continue
        newest = max(known.values(), default=None)
        ask = unit.session.get(RepeatedAsk, newest, with_for_update=True) if newest else None
        ask = ask or RepeatedAsk(site_id=one.site_id, asked_at=one.at)
        ask.asked_at = max(ask.asked_at, one.at)
        unit.session.add(ask)
        unit.session.flush()
        unit.session.add_all(
            RepeatedAskStep(step_id=step, repeated_ask_id=ask.id) for step in missing
        )
        unit.session.flush()


def _asks_of(session: Session, steps: Iterable[int]) -> dict[int, int]:
    """By step."""
    query = select(col(RepeatedAskStep.step_id), col(RepeatedAskStep.repeated_ask_id))
    rows = session.connection().execute(query.where(col(RepeatedAskStep.step_id).in_(steps)))
    return {row.step_id: row.repeated_ask_id for row in rows}


def _steps(now: datetime) -> Select[Any]:
    """That leads have answered."""
    is_lead: ColumnElement[bool] = _HELPER.role.in_(_LEAD)
    has_words: ColumnElement[bool] = col(Step.need) != ""
    return (
        select(
            col(Step.id),
            col(Step.need),
            col(Step.state),
            col(Step.asked_at),
            col(Issue.site_id),
            _HELPER.role.label("helper_role"),
            _HELPER.site_id.label("helper_site"),
            _ASKER.role.label("asker_role"),
            _ASKER.site_id.label("asker_site"),
        )
        .join(Issue, col(Issue.id) == col(Step.issue_id))
        .join(_HELPER, _HELPER.id == col(Step.helper_id))
        .join(_ASKER, _ASKER.id == col(Step.asked_by))
        .where(is_lead, col(Step.state).in_(rules.ANSWERED), has_words)
        .where(col(Step.asked_at) > now - rules.WITHIN, ~col(Issue.is_cause))
    )


def _that_count(session: Session, query: Select[Any]) -> list[Row[Any]]:
    return [row for row in session.connection().execute(query) if rules.counts(_facts(row))]


def _facts(row: Row[Any]) -> AskFacts:
    def leads(role: str, site_id: int) -> bool:
        return role == Role.ADMIN or (role == Role.LEAD and site_id == row.site_id)

    return AskFacts(
        state=StepState(row.state),
        helper_leads=leads(row.helper_role, row.helper_site),
        asker_leads=leads(row.asker_role, row.asker_site),
    )


def _of_site(
    session: Session, site_id: int, new: Sequence[Row[Any]], now: datetime
) -> Iterable[Finding]:
    language = session.get_one(Site, site_id).language or ENGLISH.code
    newest = _newest(site_id, now)
    recent = _that_count(session, _steps(now).join(newest, newest.c.id == col(Step.id)))
    asked = [_asked(row, language) for row in recent if row.site_id == site_id]
    rarity = causes.rarity_of(one.terms for one in asked)
    listed, known = _listed(session, site_id, language), _known(session, site_id, now)
    for row in new:
        one = _asked(row, language)
        same = rules.alike(one, asked, rarity)
        is_new = rules.is_repeated(same) and not rules.is_listed(one.terms, listed)
        if is_new or any(other.id in known for other in same):
            every = (one, *same)
            yield Finding(site_id, max(each.at for each in every), _ids(every))


def _newest(site_id: int, now: datetime) -> Subquery:
    """Steps that leads of the site have answered, anywhere: by site, SQLite would begin with all
    issues of it."""
    here = (col(Person.role) == Role.ADMIN) | (col(Person.site_id) == site_id)
    leads = select(col(Person.id)).where(col(Person.role).in_(_LEAD), here)
    return (
        select(col(Step.id))
        .where(col(Step.helper_id).in_(leads), col(Step.state).in_(rules.ANSWERED))
        .where(col(Step.asked_at) > now - rules.WITHIN)
        .order_by(col(Step.asked_at).desc())
        .limit(_MOST_COMPARED)
        .subquery()
    )


def _ids(asked: Iterable[Asked]) -> tuple[int, ...]:
    return tuple(sorted(one.id for one in asked))


def _listed(session: Session, site_id: int, language: str) -> list[frozenset[str]]:
    """What stands on the list of the site."""
    here = (col(Allowance.site_id) == site_id, col(Allowance.removed_at).is_(None))
    words = session.connection().scalars(select(col(Allowance.words)).where(*here))
    return [rules.terms_of(one, language) for one in words]


def _known(session: Session, site_id: int, now: datetime) -> set[int]:
    """Steps that are known to be asked again and again."""
    query = (
        select(col(RepeatedAskStep.step_id))
        .join(RepeatedAsk, col(RepeatedAsk.id) == col(RepeatedAskStep.repeated_ask_id))
        .where(col(RepeatedAsk.site_id) == site_id)
        .where(col(RepeatedAsk.asked_at) > now - rules.WITHIN)
    )
    return set(session.connection().scalars(query))


def _asked(row: Row[Any], language: str) -> Asked:
    return Asked(row.id, rules.terms_of(row.need, language), row.asked_at)
