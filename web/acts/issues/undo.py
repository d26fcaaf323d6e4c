"""Undo: takes the newest act on an issue back, within a minute, by who did it.

One mechanism for every act: its event says what the issue's row was before, and each further event
of the act has an inverse. An event of its own records it; the history stays as it is.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlmodel import Session, col, select

from push import locks, superseding
from web.acts.core.events import append_event
from web.acts.core.issue_rows import lock_issue, update_issue
from web.acts.core.tap import Outcome, Tap
from web.acts.core.undoable import restored
from web.acts.handoffs import undo as handoffs
from web.acts.handoffs.locks import handoffs_of
from web.acts.issues import thanks, uses
from web.acts.issues.linking import subjects_of_fix
from web.acts.nudges.enqueue import replace_and_enqueue
from web.acts.nudges.manual_limit import apply_limit
from web.acts.nudges.queued_nudge import QueuedNudge
from web.acts.nudges.schedule import restart_escalation
from web.rules import undo as rules
from web.rules.issues import Refusal
from web.rules.vocabulary import EventKind
from web.store.rule_inputs import newest_undoable, undo_facts
from web.store.subjects import subject_of, subject_of_change, subject_of_handoffs, subject_of_step
from web.store.tables.issues import Event, Issue, StatusLink
from web.store.visibility import Lock, find_issue


def _open_link(tap: Tap, issue: Issue, data: dict[str, Any]) -> list[QueuedNudge]:  # noqa: ARG001
    link = tap.session.get_one(StatusLink, data["link"])
    link.revoked_at = None
    tap.session.add(link)
    return []


_INVERSE: dict[EventKind, Callable[[Tap, Issue, dict[str, Any]], list[QueuedNudge]]] = {
    EventKind.ASKED: handoffs.withdraw,
    EventKind.WITHDRAWN: handoffs.reinstate,
    EventKind.CHANGE_WITHDRAWN: handoffs.reinstate_change,
    EventKind.UNSHARED: _open_link,
}


def undo(tap: Tap, ref: str, version: int) -> Outcome:
    """Undo the act that made this version of the issue."""
    (issue, act), refused = lock_issue(
        tap.session,
        lambda lock: _find(tap, ref, version, lock),
        lambda found: found[0].id,
        lambda found: _refuse(tap, *found),
    )
    if refused:
        return Outcome(issue.ref, refused)
    if act is None:
        raise LookupError("an act that is not refused exists")
    events = _events_of(tap.session, act)
    subjects = _subjects(tap.session, issue.id, events)
    if act.kind == EventKind.RESOLVED:  # nothing is fixed
        of_fix = subjects_of_fix(tap.session, issue)
        subjects = sorted({*subjects, *of_fix, *thanks.take_back(tap, issue)})
    if act.kind in (EventKind.RESOLVED, EventKind.AUTHORITY_USED):
        uses.take_back(tap, issue, act.data["before"]["version"], version)
    locks.ladders(tap.session, [*subjects, subject_of(issue.id)])
    update_issue(tap, issue, **restored(act.data["before"]))
    queued: list[QueuedNudge] = []
    for event in events:
        queued += _INVERSE[EventKind(event.kind)](tap, issue, event.data)
    about = {name: act.data[name] for name in ("helper", "step") if name in act.data}
    append_event(tap, issue, EventKind.UNDONE, undid=version, undone=act.kind, **about)
    replace_and_enqueue(tap, subjects, apply_limit(tap, issue.id, queued))
    # By the system: nobody hears that the actor has taken care of it. What was due since the act
    # is still to come, and what it silenced before it was sent is sent now.
    restart_escalation(tap.by_system, issue, since=act.at)
    superseding.restore(tap.session, subject_of(issue.id), act.at, tap.now)
    return Outcome(issue.ref)


def _find(tap: Tap, ref: str, version: int, lock: Lock) -> tuple[Issue, Event | None]:
    """The issue, and the event of the act, read once the issue is locked."""
    issue = find_issue(tap.session, tap.actor, ref, lock)
    return issue, newest_undoable(tap.session, issue.id, version)


def _refuse(tap: Tap, issue: Issue, act: Event | None) -> Refusal | None:
    if act is None:
        return rules.refuse_unknown()
    return rules.refusal(undo_facts(tap.session, issue, act), tap.actor.id, tap.made_at)


def _events_of(session: Session, act: Event) -> Sequence[Event]:
    """Those of the act that have an inverse, oldest first."""
    query = select(Event).where(
        Event.issue_id == act.issue_id,
        col(Event.version) > act.data["before"]["version"],
        col(Event.version) <= act.version,
        col(Event.kind).in_(_INVERSE),
    )
    return session.exec(query.order_by(col(Event.id))).all()


def _subjects(session: Session, issue_id: int, events: Sequence[Event]) -> list[str]:
    """Of the handoffs that are open, and of those that this opens again or ends."""
    found = {*handoffs_of(session, issue_id).subjects, subject_of_handoffs(issue_id)}
    found |= {subject_of_step(event.data["step"]) for event in events if "step" in event.data}
    found |= {subject_of_change(event.data["change"]) for event in events if "change" in event.data}
    return sorted(found - {subject_of(issue_id)})
