"""Causes: a lead owns why the same thing happens again; patterns are answered here."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from web.acts.core.events import append_event
from web.acts.core.tap import Outcome, Tap
from web.acts.issues.linking import link
from web.acts.issues.report import free_ref
from web.acts.nudges.schedule import begin_escalation
from web.rules import promises
from web.rules.causes import refuse_taken
from web.rules.text import isolated
from web.rules.vocabulary import EventKind, IssueState, Trigger, Urgency
from web.store.errors import NotFound
from web.store.policies import in_force, opening_in_force
from web.store.tables.accounts import Person
from web.store.tables.causes import Pattern, PatternIssue
from web.store.tables.issues import Issue
from web.store.visibility import find_issue


@dataclass(frozen=True)
class CauseWanted:
    """Of a pattern, else of one issue."""

    words: str
    pattern_id: int | None = None
    ref: str = ""


def own_cause(tap: Tap, wanted: CauseWanted) -> Outcome:
    """A new cause, owned by this lead: of two at once one wins, the other learns who."""
    issue = _asked_for(tap, wanted)
    pattern = _locked_pattern(tap, wanted, issue)
    if pattern and pattern.cause_id:
        return _taken(tap, pattern.cause_id)
    issues = _behind(tap.session, pattern, issue)
    known = causes_among(tap.session, issues)
    if known:
        return _taken(tap, known[-1])
    cause = _new_cause(tap, wanted.words, issues[-1])
    if pattern:
        pattern.cause_id = cause.id
        tap.session.add(pattern)
    append_event(tap, cause, EventKind.REPORTED)
    append_event(tap, cause, EventKind.OWNED)
    for one in issues:
        link(tap, one, cause)
    begin_escalation(tap, cause, since=cause.promised_at)
    return Outcome(cause.ref)


def dismiss(tap: Tap, pattern_id: int) -> Outcome:
    """“Not the same thing”: it comes back when it has happened as often again."""
    pattern = _pattern(tap, pattern_id)
    if pattern.dismissed_at is None:
        pattern.dismissed_at = tap.now
        tap.session.add(pattern)
    return Outcome("")


def causes_among(session: Session, issues: list[Issue]) -> list[int]:
    """Ids of the causes that these are linked to, without first reports of a fault."""
    ids = {issue.cause_id for issue in issues if issue.cause_id}
    query = select(col(Issue.id)).where(col(Issue.id).in_(ids), col(Issue.is_cause))
    return list(session.exec(query.order_by(col(Issue.id)))) if ids else []


def _asked_for(tap: Tap, wanted: CauseWanted) -> Issue | None:
    """Not locked: a pattern is locked before its issues."""
    if wanted.pattern_id is not None:
        return None
    issue = find_issue(tap.session, tap.actor, wanted.ref)
    if issue.is_cause or not tap.actor.leads(issue.site_id):
        raise NotFound
    return issue


def _locked_pattern(tap: Tap, wanted: CauseWanted, issue: Issue | None) -> Pattern | None:
    """Raises NotFound for one that is not theirs."""
    if issue is None:
        return _pattern(tap, wanted.pattern_id or 0)
    query = select(PatternIssue.pattern_id).where(PatternIssue.issue_id == issue.id)
    found = tap.session.exec(query).first()
    return _pattern(tap, found) if found else None


def _pattern(tap: Tap, pattern_id: int) -> Pattern:
    pattern = tap.session.get(Pattern, pattern_id, with_for_update=True)
    if pattern is None or not tap.actor.leads(pattern.site_id):
        raise NotFound
    return pattern


def _behind(session: Session, pattern: Pattern | None, issue: Issue | None) -> list[Issue]:
    """Of the pattern; with an issue alone also those that are linked to the same first report.
    Locked, in the order of their ids, and as they are then."""
    ids = select(PatternIssue.issue_id).where(PatternIssue.pattern_id == (pattern and pattern.id))
    wanted: ColumnElement[bool] = col(Issue.id).in_(ids)
    if issue is not None:
        wanted |= col(Issue.id) == issue.id
    if issue is not None and issue.cause_id:
        wanted |= col(Issue.cause_id) == issue.cause_id
    query = select(Issue).where(wanted).order_by(col(Issue.id)).with_for_update(key_share=True)
    found = session.exec(query.execution_options(populate_existing=True)).all()
    return list(found)


def _taken(tap: Tap, cause_id: int) -> Outcome:
    cause = tap.session.get_one(Issue, cause_id)
    owner = tap.session.get(Person, cause.owner_id or 0)
    is_mine = cause.owner_id == tap.actor.id
    return Outcome(
        cause.ref, refuse_taken(isolated(owner.name) if owner else None, is_mine=is_mine)
    )


def _new_cause(tap: Tap, words: str, newest: Issue) -> Issue:
    """At the place of the newest issue behind it. The promise is made to the team."""
    since, urgency = tap.effective_time(), Urgency.LATER
    in_force(tap.session, newest.site_id, Trigger.PROMISE)
    opening = opening_in_force(tap.session, newest.site_id, Trigger.PROMISE, urgency)
    cause = Issue(
        ref=free_ref(tap.session),
        site_id=newest.site_id,
        reporter_id=tap.actor.id,
        state=IssueState.OWNED,
        urgency=urgency,
        words=words,
        place=newest.place,
        owner_id=tap.actor.id,
        owned_at=since,
        promised_at=since,
        promise_at=promises.first(urgency, since, opening),
        created_at=since,
        touched_at=tap.now,
        is_cause=True,
    )
    tap.session.add(cause)
    tap.session.flush()
    return cause
