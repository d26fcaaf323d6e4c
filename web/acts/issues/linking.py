"""Links issues to their cause, or to the first report of one fault; and tells owners of it.

A link changes no version: it is no act on the issue, and takes no undo away from whoever acted.
"""

from collections.abc import Sequence
from functools import partial

from sqlmodel import Session, col, select

from web.acts.core.events import append_event
from web.acts.core.issue_rows import update_issue
from web.acts.core.tap import Outcome, Tap, Unit
from web.acts.nudges import cause_text
from web.acts.nudges.context import nudge_context, on_shift
from web.acts.nudges.enqueue import LIFE
from web.acts.nudges.queued_nudge import QueuedNudge
from web.acts.nudges.recipient import Words, nudge_to
from web.acts.nudges.recipients import choose_person
from web.rules.causes import is_comeback, refuse_unlink
from web.rules.vocabulary import EventKind, IssueState
from web.store.row_cache import people_of
from web.store.states import is_in
from web.store.subjects import subject_of, subject_of_cause
from web.store.tables.accounts import Person
from web.store.tables.issues import Issue
from web.store.visibility import Lock, find_issue


def has_linked(issue: Issue) -> bool:
    """Whether others may be linked to it: a cause, or the first report of one fault, which is
    linked to itself."""
    return issue.is_cause or issue.cause_id == issue.id


def link(unit: Unit, issue: Issue, cause: Issue) -> None:
    """Both are locked."""
    _set_cause(unit, issue, cause.id)
    append_event(unit, issue, EventKind.CAUSE_LINKED, cause=cause.id)


def link_same_fault(unit: Unit, issue: Issue, first: Issue) -> list[QueuedNudge]:
    """`first`: the first report of the fault; its owner hears of it. Both are locked."""
    if first.cause_id is None:
        _set_cause(unit, first, first.id)
        append_event(unit, first, EventKind.CAUSE_LINKED, cause=issue.id)
    link(unit, issue, first)
    words = partial(cause_text.same_fault, nudge_context(unit.session, first), issue.ref)
    owner = unit.session.get(Person, first.owner_id or 0)
    if owner is None or owner.id == issue.owner_id or not on_shift(owner, unit.now):
        return []
    return [_queued(unit, owner, first, words, is_loud=False)]


def link_to_cause(unit: Unit, issue: Issue, cause: Issue) -> list[QueuedNudge]:
    """What to send: a resolved cause came back, or was resolved while this was reported. Both are
    locked."""
    link(unit, issue, cause)
    if cause.resolved_at is None:
        return []
    if not is_comeback(issue.created_at, cause.resolved_at):
        return _fixed(unit, [issue])
    owner = unit.session.get(Person, cause.owner_id or 0)
    if owner is None or not on_shift(owner, unit.now):
        return []
    words = partial(cause_text.came_back, nudge_context(unit.session, cause))
    return [_queued(unit, owner, cause, words, is_loud=False)]


def unlink(tap: Tap, ref: str) -> Outcome:
    """“Not the same thing”, by its owner or a lead. It is not linked by itself again."""
    issue = find_issue(tap.session, tap.actor, ref, Lock.WAIT)
    refused = refuse_unlink(
        is_owner=issue.owner_id == tap.actor.id,
        is_lead=tap.actor.leads(issue.site_id),
        is_linked=not issue.is_cause and issue.cause_id != issue.id,
    )
    if refused:
        return Outcome(issue.ref, refused)
    cause_id = issue.cause_id
    _set_cause(tap, issue, None)
    append_event(tap, issue, EventKind.CAUSE_UNLINKED, cause=cause_id)
    return Outcome(issue.ref)


def news_of_fix(unit: Unit, issue: Issue) -> list[QueuedNudge]:
    """To the owners of all open issues that are linked to this one, which is resolved."""
    if not has_linked(issue):
        return []
    here = (col(Issue.cause_id) == issue.id, col(Issue.id) != issue.id)
    query = select(Issue).where(*here, is_in(IssueState.OWNED)).order_by(col(Issue.id))
    return _fixed(unit, unit.session.exec(query).all(), but=issue.owner_id)


def subjects_of_fix(session: Session, issue: Issue) -> list[str]:
    """Of that news."""
    if not has_linked(issue):
        return []
    query = select(col(Issue.id)).where(Issue.cause_id == issue.id, col(Issue.id) != issue.id)
    return [subject_of_cause(one) for one in session.exec(query.order_by(col(Issue.id)))]


def _fixed(unit: Unit, issues: Sequence[Issue], but: int | None = None) -> list[QueuedNudge]:
    """One loud nudge for each of them; off shift it waits. `but`: who has resolved it."""
    owners = people_of(unit.session, [issue.owner_id for issue in issues])
    nudges = []
    for issue in issues:
        owner = owners.get(issue.owner_id or 0)
        if owner is None or issue.state != IssueState.OWNED or owner.id == but:
            continue
        words = partial(cause_text.fixed, nudge_context(unit.session, issue))
        chosen = choose_person(unit, issue, subject_of(issue.id), owner)
        nudges += [_queued(unit, one, issue, words, is_loud=True) for one in chosen]
    return nudges


def _set_cause(unit: Unit, issue: Issue, cause_id: int | None) -> None:
    same = {
        "version": issue.version,
        "touched_at": issue.touched_at,
        "retention_from": issue.retention_from,
    }
    update_issue(unit, issue, cause_id=cause_id, **same)


def _queued(unit: Unit, to: Person, about: Issue, words: Words, *, is_loud: bool) -> QueuedNudge:
    nudge = nudge_to(
        unit.session,
        to,
        words,
        path=f"/issues/{about.ref}",
        tag=f"{about.ref}-cause",
        expires_at=unit.now + LIFE,
        loud=is_loud,
    )
    return QueuedNudge(subject_of_cause(about.id), nudge)
