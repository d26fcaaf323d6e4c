"""Whom an owner could ask: suggested, each with a reason, or searched for.

Reads the people of the issue's site and similar done steps; people elsewhere only where somebody
named them, searched for them, or they have done such a step.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, literal, or_, true
from sqlmodel import Session, col, select

from web.reads.accounts.skills import skills_of
from web.reads.handoffs.colleagues import Colleague, Known, Reason, colleagues, known_people
from web.rules.people import Viewer
from web.rules.steps import OPEN
from web.rules.suggestions import (
    Because,
    DoneStep,
    HelperCandidate,
    NamedPerson,
    named_in,
    suggest,
    worth_telling,
)
from web.rules.text import search_terms, searchable
from web.rules.vocabulary import EventKind, StepState
from web.store.rule_inputs import offers_of
from web.store.similar_steps import alike, language_of
from web.store.tables.accounts import Person, Site, Skill
from web.store.tables.handoffs import Step
from web.store.tables.issues import Event, Issue

MOST_FOUND = 20
# Similar steps that are read; more than are shown, since most may be of people elsewhere.
_MOST_ALIKE = 400
_MOST_TERMS = 8
_key = lru_cache(4096)(searchable)  # of sites and skills, which a search compares one by one


class _Walk(NamedTuple):
    """What was asked already on this issue."""

    asked: frozenset[int]  # people with an open step
    declined: frozenset[int]
    proposals: tuple[tuple[str, str], ...]  # suggested helpers, in the words of whom (first name)


def suggested(
    session: Session, viewer: Viewer, issue: Issue, need: str, now: datetime
) -> tuple[Colleague, ...]:
    """At most five, the best first, each with at least one reason."""
    language = language_of(session, issue)
    walk, done = _walk(session, issue), _done(session, issue, need, language)
    everybody = _near(session, issue, done, walk.proposals, now)
    people = [
        person for person in everybody if person.id != viewer.id and person.id not in walk.declined
    ]
    skills = skills_of(session, [person.id for person in people])
    proposed = _proposed(walk.proposals, everybody)
    candidates = (
        HelperCandidate(
            id=person.id,
            is_here=person.is_here,
            on_shift=person.on_shift,
            done=tuple(done.get(person.id, ())),
            skills=skills.get(person.id, ()),
            proposed_by=proposed.get(person.id),
            is_asked=person.id in walk.asked,
        )
        for person in people
    )
    chosen = suggest(candidates, f"{need} {issue.words}", language)
    because = {
        suggestion.id: tuple(_reason(each) for each in suggestion.because) for suggestion in chosen
    }
    by_id = {person.id: person for person in people}
    found = colleagues(session, [by_id[suggestion.id] for suggestion in chosen], walk.asked, skills)
    return tuple(replace(colleague, reasons=because[colleague.id]) for colleague in found)


def offering(session: Session, issue: Issue, person_id: int, now: datetime) -> Colleague | None:
    """Who has offered to help with it; None when they have not, or it is over."""
    if person_id not in offers_of(session, issue.id):
        return None
    people = known_people(session, issue, now, col(Person.id) == person_id)
    skills = skills_of(session, [person.id for person in people])
    found = colleagues(session, people, _walk(session, issue).asked, skills)
    return next((replace(colleague, reasons=(Reason("offered"),)) for colleague in found), None)


def search(
    session: Session, issue: Issue, find: str, now: datetime, limit: int = MOST_FOUND
) -> tuple[Colleague, ...]:
    """Colleagues by parts of their name, skills and site; without `find`, who is on shift here.

    Every word of `find` must match. Those at the issue's site come first.
    """
    if find.strip():
        people = _matching(session, find, issue, now, limit)
    else:
        on_shift = (col(Person.site_id) == issue.site_id, col(Person.on_shift_until) > now)
        people = known_people(session, issue, now, *on_shift, limit=limit)
    skills = skills_of(session, [person.id for person in people])
    return colleagues(session, people, _walk(session, issue).asked, skills)


def _walk(session: Session, issue: Issue) -> _Walk:
    query = select(Step.helper_id, Step.state, Step.proposed_helper, Person.first_name)
    steps = session.execute(
        query.join(Person, col(Person.id) == col(Step.helper_id))
        .where(Step.issue_id == issue.id)
        .order_by(col(Step.id))
    ).all()
    declined = [row for row in steps if row.state == StepState.DECLINED]
    named = [(row.proposed_helper, row.first_name) for row in declined if row.proposed_helper]
    return _Walk(
        frozenset(row.helper_id for row in steps if row.state in OPEN),
        frozenset(row.helper_id for row in declined),
        (*named, *_proposals(session, issue)),
    )


def _proposals(session: Session, issue: Issue) -> list[tuple[str, str]]:
    query = (
        select(Event.text, Person.first_name)
        .join(Person, col(Person.id) == col(Event.actor_id))
        .where(Event.issue_id == issue.id, Event.kind == EventKind.PROPOSED)
        .order_by(col(Event.id))
    )
    return [(row.text, row.first_name) for row in session.execute(query) if row.text]


def _done(session: Session, issue: Issue, need: str, language: str) -> dict[int, list[DoneStep]]:
    """By helper, similar steps of other issues, with their minutes."""
    scores = alike(session, need, issue.words, language, _MOST_ALIKE)
    query = select(Step.id, Step.helper_id, Step.asked_at, Step.ended_at).where(
        col(Step.id).in_([step for step, _ in scores]),
        Step.state == StepState.DONE,
        Step.issue_id != issue.id,
        Step.helper_id != issue.owner_id,
    )
    rows = {row.id: row for row in session.execute(query)} if scores else {}
    found: dict[int, list[DoneStep]] = defaultdict(list)
    for step, score in worth_telling([pair for pair in scores if pair[0] in rows]):
        minutes = (rows[step].ended_at - rows[step].asked_at) / timedelta(minutes=1)
        found[rows[step].helper_id].append(DoneStep(score, minutes))
    return found


def _near(
    session: Session,
    issue: Issue,
    helpers: Iterable[int],
    proposals: Iterable[tuple[str, str]],
    now: datetime,
) -> list[Known]:
    """Everybody of this site, and those elsewhere who did such a step or may have been named."""
    wanted = [col(Person.site_id) == issue.site_id, col(Person.id).in_(list(helpers))]
    names = {name for text, _ in proposals for name in text.split()}
    if names:
        keys = sorted({key for name in names for term in search_terms(name) for key in term})
        found_in = literal(" ") + col(Person.search_name)
        wanted += [found_in.like(f"% {key}%") for key in keys]
    return known_people(session, issue, now, or_(*wanted))


def _proposed(proposals: Iterable[tuple[str, str]], people: Sequence[Known]) -> dict[int, str]:
    """By person, the first name of who suggested them first."""
    found: dict[int, str] = {}
    written = [
        NamedPerson(person.id, person.first_name, person.last_name, person.is_here)
        for person in people
    ]
    for text, by in proposals:
        person = named_in(text, written)
        if person is not None:
            found.setdefault(person, by)
    return found


def _matching(session: Session, find: str, issue: Issue, now: datetime, limit: int) -> list[Known]:
    """Those at the issue's site first, then those on shift."""
    terms = search_terms(find)[:_MOST_TERMS]
    if not terms:
        return []
    sites = {row.id: row.name for row in session.execute(select(Site.id, Site.name))}
    skills = session.exec(select(Skill.word).distinct()).all()
    wanted = [_found_by(term, sites, skills) for term in terms]
    order = (
        col(Person.site_id) != issue.site_id,
        func.coalesce(col(Person.on_shift_until) <= now, true()),
    )
    return known_people(session, issue, now, *wanted, order=order, limit=limit)


def _found_by(
    spellings: Sequence[str], sites: Mapping[int, str], skills: Iterable[str]
) -> ColumnElement[bool]:
    """Matches a part of a name, a skill or a site's name. Keys hold letters and digits only, so
    nothing in them is special to LIKE."""

    def fits(text: str) -> bool:
        return any(one in _key(text) for one in spellings)

    # By the index of names alone: the table is read for those that are found.
    by_name = select(Person.id).where(
        col(Person.closed_at).is_(None),
        or_(*(col(Person.search_name).like(f"%{one}%") for one in spellings)),
    )
    found = [col(Person.id).in_(by_name)]
    if there := [id_ for id_, name in sites.items() if fits(name)]:
        found.append(col(Person.site_id).in_(there))
    if able := [one for one in skills if fits(one)]:
        found.append(col(Person.id).in_(select(Skill.person_id).where(col(Skill.word).in_(able))))
    return or_(*found)


def _reason(because: Because) -> Reason:
    return Reason(because.ground.value, because.count, because.minutes, because.word)
