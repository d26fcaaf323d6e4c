"""Deferred nudges for people off shift, delivered together when their shift begins.

The timeline records the deferral and the delivery. What was handled meanwhile is not delivered.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from push import escalation, locks, outbox
from push.upsert import insert_into
from web.acts.core.events import append_event
from web.acts.core.tap import Unit
from web.acts.nudges.actions import for_ask, for_issue
from web.acts.nudges.context import nudge_context
from web.acts.nudges.deferred_thanks import is_about_thanks, news_of_thanks
from web.acts.nudges.recipient import Buttons, no_buttons, nudge_to
from web.acts.nudges.text import deferred, deferred_title
from web.rules.vocabulary import ChangeState, EventKind, IssueState, Role, StepState
from web.store.row_cache import locked
from web.store.subjects import subject_of, subject_of_deferred
from web.store.tables.accounts import Person
from web.store.tables.handoffs import OwnerChange, Step
from web.store.tables.issues import Issue
from web.store.tables.nudges import DeferredNudge
from web.store.visibility import may_see

_LIFE = timedelta(hours=12)
_MOST_STUCK = 25
_MOST = 100  # of one person; the oldest


def defer(unit: Unit, issue: Issue, subject: str, people: Sequence[Person]) -> None:
    """Defers it for them, once for each subject; appends an event about those for whom nothing was
    deferred since its escalation began."""
    began, rows = _began(unit.session, subject), _deferred(unit.session, subject, people)
    first = [person.id for person in people if person.id not in rows]
    again = [id_ for id_, row in rows.items() if began is not None and row.at < began]
    if first:
        about = {"subject": subject, "issue_id": issue.id, "at": unit.now}
        values = [{"person_id": id_, **about} for id_ in first]
        # Another escalation of the issue may defer it at this moment.
        insert = insert_into(unit.session, DeferredNudge).values(values)
        unit.session.exec(insert.on_conflict_do_nothing())
    for id_ in again:
        rows[id_].at = unit.now
        unit.session.add(rows[id_])
    new = [person.id for person in people if person.id in (*first, *again)]
    if new:
        append_event(unit.by_system, issue, EventKind.DEFERRED, people=new)


def _deferred(session: Session, subject: str, people: Sequence[Person]) -> dict[int, DeferredNudge]:
    """What waits for them already, by person."""
    theirs = col(DeferredNudge.person_id).in_([person.id for person in people])
    query = select(DeferredNudge).where(DeferredNudge.subject == subject, theirs)
    return {row.person_id: row for row in session.exec(query).all()}


def lock_people(session: Session, people: Collection[int]) -> dict[int, Person]:
    """Locks these people until this is committed: no shift of theirs begins meanwhile, which would
    deliver without what is just being deferred, and no account closes.

    Never waits, since whoever changes a person's row may wait for what is locked here already: then
    the database is busy (OperationalError), and all is tried again.
    """
    query = select(Person).where(col(Person.id).in_(people)).order_by(col(Person.id))
    found = session.exec(locked(query, read=True, nowait=True)).all()
    return {person.id: person for person in found}


def deliver_at_shift_start(unit: Unit, person: Person) -> bool:
    """Delivers what still waits for them, the oldest first, in one notification. Returns whether
    there was anything. Leaves out what their role or site no longer lets them see."""
    query = select(DeferredNudge).where(DeferredNudge.person_id == person.id)
    rows = unit.session.exec(query.order_by(col(DeferredNudge.at)).limit(_MOST)).all()
    waiting: dict[int, tuple[Issue, str]] = {}
    thanks = [row for row in rows if is_about_thanks(row)]
    for row in (one for one in rows if one not in thanks):
        issue = unit.session.get_one(Issue, row.issue_id)
        if _still_waits(unit.session, row, issue) and may_see(unit.session, person, issue):
            waiting.setdefault(issue.id, (issue, row.subject))
    # Only what was read: what is deferred at this moment waits for another time.
    read = col(DeferredNudge.subject).in_([row.subject for row in rows])
    unit.session.exec(delete(DeferredNudge).where(col(DeferredNudge.person_id) == person.id, read))
    for issue in _stuck_issues(unit, person):
        waiting.setdefault(issue.id, (issue, subject_of(issue.id)))
    news = news_of_thanks(unit, person, thanks)
    if waiting:
        news.append(_message(unit, person, list(waiting.values())))
    if news:
        locks.ladders(unit.session, sorted({one.subject for one in news}))
        outbox.enqueue_each(unit.session, news, unit.now)
    return bool(waiting)


def _stuck_issues(unit: Unit, person: Person) -> Sequence[Issue]:
    """Unowned issues at their site, for a lead also overdue ones: nudges for everybody on shift are
    not deferred, so whoever begins a shift hears of them."""
    unowned = col(Issue.state) == IssueState.UNOWNED
    late = (col(Issue.state) == IssueState.OWNED) & (col(Issue.promise_at) <= unit.now)
    which = unowned | late if person.role == Role.LEAD else unowned
    query = select(Issue).where(Issue.site_id == person.site_id, which)
    order = func.coalesce(col(Issue.waiting_since), col(Issue.promise_at))
    return unit.session.exec(query.order_by(order).limit(_MOST_STUCK)).all()


def _began(session: Session, subject: str) -> datetime | None:
    """When the running escalation of this subject began."""
    return max((due.started_at for due in escalation.running(session, [subject])), default=None)


def _still_waits(session: Session, row: DeferredNudge, issue: Issue) -> bool:
    """Whether nobody has answered since: no act on the issue, no answer to the ask."""
    kind, _, number = row.subject.partition(":")
    if issue.state == IssueState.RESOLVED:
        return False
    if kind == "step":
        return session.get_one(Step, int(number)).state == StepState.ASKED
    if kind == "change":
        return session.get_one(OwnerChange, int(number)).state == ChangeState.ASKED
    began = _began(session, row.subject)
    return began is not None and began <= row.at


def _message(
    unit: Unit, person: Person, waiting: Sequence[tuple[Issue, str]]
) -> outbox.QueuedMessage:
    for issue, _ in waiting:
        append_event(unit.by_system, issue, EventKind.NUDGED, people=[person.id])
    about = [
        (nudge_context(unit.session, issue), issue.owner_id == person.id) for issue, _ in waiting
    ]
    only = waiting[0] if len(waiting) == 1 else None
    path, tag, buttons = (
        _answer(unit.session, person, *only) if only else ("/", "deferred", no_buttons)
    )
    nudge = nudge_to(
        unit.session,
        person,
        lambda: deferred([deferred_title(context, is_owner) for context, is_owner in about]),
        path=path,
        tag=tag,
        expires_at=unit.now + _LIFE,
        buttons=buttons,
    )
    # Of one issue: with its own subject, so that an act on it supersedes this too.
    subject = only[1] if only else subject_of_deferred(person.id)
    return outbox.QueuedMessage(f"{subject_of_deferred(person.id)}:{uuid4()}", subject, nudge)


def _answer(
    session: Session, person: Person, issue: Issue, subject: str
) -> tuple[str, str, Callable[[], Buttons]]:
    """If it is the only thing that waited: what its nudge replaces, and its buttons."""
    kind, _, number = subject.partition(":")
    walk = f"{issue.ref}-walk"
    if kind == "step":
        step = session.get_one(Step, int(number))
        is_asked = step.helper_id == person.id
        context = nudge_context(session, issue)
        buttons = partial(for_ask, step, context) if is_asked else no_buttons
        return f"/steps/{number}", f"step-{number}" if is_asked else walk, buttons
    if kind == "change":
        is_asked = session.get_one(OwnerChange, int(number)).to_id == person.id
        return f"/owner-changes/{number}", f"change-{number}" if is_asked else walk, no_buttons
    context = nudge_context(session, issue)
    return f"/issues/{issue.ref}", issue.ref, partial(for_issue, issue, context, person)
