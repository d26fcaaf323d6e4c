"""Compares new reports with earlier ones of their site: links them to their cause or to the first
report of one fault, and finds patterns.

The worker does it, seconds after a report, so that no report waits for it. What it reads grows with
what is new: events since its last look, and for each site of those the reports of 30 days.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from web.acts.core.tap import Unit
from web.acts.issues import linking
from web.acts.nudges.enqueue import replace_and_enqueue
from web.acts.nudges.queued_nudge import QueuedNudge
from web.language.known import ENGLISH
from web.rules import causes
from web.rules.causes import Reported
from web.rules.vocabulary import EventKind, IssueState
from web.store.tables.accounts import Site
from web.store.tables.causes import Pattern, PatternIssue, PatternLook
from web.store.tables.issues import Event, Issue

_MOST_EVENTS = 1000  # of one look
_MOST_COMPARED = 1000  # reports of a site, the newest
_MOST_LINKED = 300  # to causes of a site, the newest
_MOST_CAUSES = 50  # of a site, open or watched


@dataclass(frozen=True)
class Finding:
    """What a report is alike to."""

    issue_id: int
    cause_id: int | None = None  # open, or resolved and watched
    first_id: int | None = None  # of the same fault, hours ago
    same: tuple[int, ...] = ()  # enough for a pattern, or one that exists


@dataclass(frozen=True)
class Look:
    upto: int  # the newest event that it covers
    findings: tuple[Finding, ...] = ()
    more: bool = False  # there are newer events


@dataclass(frozen=True)
class _OfSite:
    """What reports of one site are compared with."""

    language: str
    reports: Sequence[Reported]
    open: frozenset[int]  # ids of those that are owned
    causes: Sequence[Reported]
    linked: Sequence[Reported]  # to those
    patterns: dict[int, int]  # by issue: its pattern without a cause
    rarity: dict[str, float] = field(default_factory=dict)


def seen_so_far(session: Session) -> int:
    return session.exec(select(PatternLook.event_id)).first() or 0


def look(session: Session, since: int, now: datetime) -> Look:
    """Reads only. `since`: the newest event of the last look. Ids of events are in the order of
    their commits, so none is missed."""
    newest = session.exec(select(func.max(Event.id))).one() or 0
    upto = min(newest, since + _MOST_EVENTS)
    issues = _new_issues(session, since, upto, now) if newest > since else []
    sites = {issue.site_id for issue in issues}
    known = {site_id: _of_site(session, site_id, now) for site_id in sorted(sites)}
    found = (_finding(issue, known[issue.site_id]) for issue in issues)
    return Look(upto, tuple(one for one in found if one), more=newest > upto)


def apply(unit: Unit, found: Look) -> None:
    """What was found, as far as it is still true."""
    row = unit.session.get(PatternLook, 1, with_for_update=True) or PatternLook(id=1, event_id=0)
    row.event_id = max(row.event_id, found.upto)
    unit.session.add(row)
    nudges: list[QueuedNudge] = []
    for one in found.findings:
        nudges += _linked(unit, one)
        _add_to_pattern(unit, one)
    if nudges:
        silenced = {queued.subject for queued in nudges}
        replace_and_enqueue(unit, sorted(silenced), nudges)


def _new_issues(session: Session, since: int, upto: int, now: datetime) -> list[Issue]:
    """Reported or corrected meanwhile; without those that somebody has called another thing."""
    kinds = (EventKind.REPORTED, EventKind.CORRECTED)
    fresh = select(col(Event.issue_id)).where(
        col(Event.id) > since, col(Event.id) <= upto, col(Event.kind).in_(kinds)
    )
    apart = select(col(Event.issue_id)).where(Event.kind == EventKind.CAUSE_UNLINKED)
    query = (
        select(Issue)
        .where(col(Issue.id).in_(fresh), col(Issue.created_at) > now - causes.PATTERN_WITHIN)
        .where(~col(Issue.is_cause), col(Issue.cause_id).is_(None))
        .where(col(Issue.erased_at).is_(None), Issue.words != "")
        .order_by(col(Issue.id))
    )
    found = list(session.exec(query))
    ids = [issue.id for issue in found]
    other = set(session.exec(apart.where(col(Event.issue_id).in_(ids)))) if ids else set()
    return [issue for issue in found if issue.id not in other]


def _of_site(session: Session, site_id: int, now: datetime) -> _OfSite:
    language = session.get_one(Site, site_id).language or ENGLISH.code
    recent = (
        select(Issue)
        .where(Issue.site_id == site_id, col(Issue.created_at) > now - causes.PATTERN_WITHIN)
        .where(~col(Issue.is_cause), col(Issue.erased_at).is_(None))
        .order_by(col(Issue.created_at).desc())
        .limit(_MOST_COMPARED)
    )
    watched = col(Issue.resolved_at).is_(None) | (col(Issue.resolved_at) > now - causes.WATCHED_FOR)
    known = (
        select(Issue)
        .where(col(Issue.is_cause), Issue.site_id == site_id, watched)
        .order_by(col(Issue.id).desc())
        .limit(_MOST_CAUSES)
    )
    rows, its_causes = session.exec(recent).all(), session.exec(known).all()
    reports = [_reported(one, language) for one in rows]
    return _OfSite(
        language,
        reports,
        frozenset(one.id for one in rows if one.state == IssueState.OWNED),
        [_reported(one, language) for one in its_causes],
        [_reported(one, language) for one in _linked_to(session, its_causes)],
        _patterns(session, site_id),
        dict(causes.rarity_of(one.terms for one in reports)),
    )


def _linked_to(session: Session, its_causes: Sequence[Issue]) -> Sequence[Issue]:
    ids = [one.id for one in its_causes]
    linked = select(Issue).where(col(Issue.cause_id).in_(ids), col(Issue.erased_at).is_(None))
    newest = linked.order_by(col(Issue.id).desc()).limit(_MOST_LINKED)
    return session.exec(newest).all() if ids else []


def _patterns(session: Session, site_id: int) -> dict[int, int]:
    query = (
        select(PatternIssue.issue_id, PatternIssue.pattern_id)
        .join(Pattern, col(Pattern.id) == col(PatternIssue.pattern_id))
        .where(Pattern.site_id == site_id, col(Pattern.cause_id).is_(None))
        .order_by(col(PatternIssue.issue_id).desc())
        .limit(_MOST_COMPARED)
    )
    return dict(session.exec(query).all())


def _reported(issue: Issue, language: str) -> Reported:
    terms = causes.terms_of(issue.words, language)
    return Reported(issue.id, issue.place, terms, issue.created_at, issue.cause_id)


def _finding(issue: Issue, site: _OfSite) -> Finding | None:
    new = _reported(issue, site.language)
    same = causes.alike(new, site.reports, site.rarity)
    ids = {one.id for one in site.causes}
    if cause_id := causes.cause_of(new, site.causes, site.linked, site.rarity):
        return Finding(new.id, cause_id=cause_id)
    without = [one for one in same if one.cause_id not in ids]
    before = [one for one in causes.same_fault(new, without) if one.id < new.id]
    first = min((one.cause_id or one.id for one in before if one.id in site.open), default=None)
    is_known = any(one.id in site.patterns for one in without)
    enough = is_known or causes.is_pattern(without)
    if first is None and not enough:
        return None
    all_same = tuple(one.id for one in without) if enough else ()
    return Finding(new.id, first_id=first, same=all_same)


def _linked(unit: Unit, found: Finding) -> list[QueuedNudge]:
    to = found.cause_id or found.first_id
    if to is None or to == found.issue_id:
        return []
    rows = select(Issue).where(col(Issue.id).in_((to, found.issue_id)))
    locked = rows.order_by(col(Issue.id)).with_for_update(key_share=True)
    by_id = {
        one.id: one for one in unit.session.exec(locked.execution_options(populate_existing=True))
    }
    issue, other = by_id[found.issue_id], by_id[to]
    if issue.cause_id is not None:
        return []
    if found.cause_id:
        return linking.link_to_cause(unit, issue, other)
    is_first = other.state == IssueState.OWNED and other.cause_id in (None, other.id)
    return linking.link_same_fault(unit, issue, other) if is_first else []


def _add_to_pattern(unit: Unit, found: Finding) -> None:
    """To the pattern of those that are alike."""
    if not found.same:
        return
    ids = sorted({found.issue_id, *found.same})
    query = select(PatternIssue).where(col(PatternIssue.issue_id).in_(ids))
    known = {one.issue_id: one.pattern_id for one in unit.session.exec(query)}
    missing = [one for one in ids if one not in known]
    if not missing:
        return
    pattern = _open_pattern(unit, sorted(set(known.values())))
    if pattern is None:
        site_id = unit.session.get_one(Issue, found.issue_id).site_id
        pattern = Pattern(site_id=site_id, found_at=unit.now)
    unit.session.add(pattern)
    unit.session.flush()
    unit.session.add_all(PatternIssue(issue_id=one, pattern_id=pattern.id) for one in missing)
    unit.session.flush()
    if pattern.dismissed_at and _asks_again(unit, pattern, pattern.dismissed_at):
        pattern.dismissed_at = None
        unit.session.add(pattern)


def _asks_again(unit: Unit, pattern: Pattern, dismissed_at: datetime) -> bool:
    query = (
        select(Issue.created_at)
        .join(PatternIssue, col(PatternIssue.issue_id) == col(Issue.id))
        .where(PatternIssue.pattern_id == pattern.id)
    )
    return causes.asks_again(dismissed_at, unit.session.exec(query), unit.now)


def _open_pattern(unit: Unit, ids: Sequence[int]) -> Pattern | None:
    """The newest of these without a cause."""
    query = select(Pattern).where(col(Pattern.id).in_(ids), col(Pattern.cause_id).is_(None))
    newest = query.order_by(col(Pattern.id).desc()).limit(1).with_for_update()
    return unit.session.exec(newest).first() if ids else None
