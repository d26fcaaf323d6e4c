"""Owner changes: ownership moves when the next owner accepts, and not before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update

from push.model_fields import table_of
from web.acts.core.events import append_event
from web.acts.core.issue_rows import (
    ConcurrentChange,
    load_for_act,
    lock_issue,
    set_written,
    update_issue,
)
from web.acts.core.tap import Outcome, Tap, Unit
from web.acts.handoffs import stand_in, steps
from web.acts.handoffs.locks import lock_handoffs
from web.acts.handoffs.notifications import (
    answer_for_asker,
    cancellation_for_next_owner,
    request_for_next_owner,
)
from web.acts.handoffs.step_rows import refuse_owner
from web.acts.nudges.enqueue import enqueue_request, replace_and_enqueue
from web.acts.nudges.manual_limit import apply_limit
from web.acts.nudges.queued_nudge import QueuedNudge
from web.acts.nudges.schedule import restart_escalation, restart_owner_change_escalation
from web.language.messages import gettext as _
from web.rules import owner_changes as rules
from web.rules.issues import Refusal
from web.rules.opening import after
from web.rules.vocabulary import (
    ChangeAct,
    ChangeReason,
    ChangeState,
    EventKind,
    IssueAct,
    IssueState,
    Trigger,
)
from web.store.policies import opening_in_force
from web.store.row_cache import lock_open_account
from web.store.rule_inputs import open_change, owner_change_facts
from web.store.subjects import subject_of, subject_of_change, subject_of_handoffs
from web.store.tables.accounts import Person
from web.store.tables.handoffs import OwnerChange
from web.store.tables.issues import Issue
from web.store.visibility import find_change


@dataclass(frozen=True)
class HandOver:
    to_id: int
    reason: ChangeReason
    line: str | None = None


def ask(tap: Tap, ref: str, hand_over: HandOver) -> Outcome:
    """Ask somebody to become the owner."""
    to = lock_open_account(tap.session, hand_over.to_id)  # before the issue
    issue, refused = load_for_act(tap, ref, IssueAct.HAND_OVER)
    refused = refused or _refuse_ask(tap, issue, to)
    if refused or to is None:
        return Outcome(issue.ref, refused)
    lock_handoffs(tap.session, issue.id)
    change = OwnerChange(
        issue_id=issue.id,
        from_id=issue.owner_id or 0,
        asked_by=tap.actor.id,
        to_id=to.id,
        reason=hand_over.reason,
        reason_text=hand_over.line,
        state=ChangeState.ASKED,
        asked_at=tap.now,
        answer_by=_answer_by(tap, issue),
    )
    tap.session.add(change)
    tap.session.flush()
    update_issue(tap, issue)
    about = _about(change) | {"reason": hand_over.reason} | stand_in.for_owner(tap, issue)
    event = append_event(tap, issue, EventKind.CHANGE_ASKED, hand_over.line, **about)
    is_self = to.id == tap.actor.id  # a lead who stands in for the owner: they look at it now
    queued = [] if is_self else request_for_next_owner(tap, issue, change, to)
    enqueue_request(tap, issue, event, queued)
    stand_in.tell_owner(tap, issue)
    restart_escalation(tap, issue)
    restart_owner_change_escalation(tap, change)
    return Outcome(issue.ref)


def accept(tap: Tap, change_id: int) -> Outcome:
    """The next owner accepts: the issue is theirs from here on, with its promise."""
    change, issue, refused = _load(tap, change_id, ChangeAct.ACCEPT)
    if refused:
        return Outcome(issue.ref, refused)
    walk = lock_handoffs(tap.session, issue.id)
    if (issue.owner_id, issue.state) != (change.from_id, IssueState.OWNED):
        raise ConcurrentChange  # every act that moves an issue ends its owner change first
    _end(tap, change, ChangeState.ACCEPTED)
    # A step that they were asked for is withdrawn.
    withdrawn = steps.withdraw_own(tap, issue, walk.steps)
    update_issue(tap, issue, owner_id=tap.actor.id, owned_at=tap.now)
    about = _about(change) | {"former_owner": change.from_id}
    append_event(tap, issue, EventKind.CHANGED, **about)
    queued = answer_for_asker(tap, issue, change, EventKind.CHANGED)
    _tell(tap, issue, change, queued, withdrawn)
    restart_escalation(tap, issue)
    return Outcome(issue.ref)


def decline(tap: Tap, change_id: int, text: str | None) -> Outcome:
    change, issue, refused = _load(tap, change_id, ChangeAct.DECLINE)
    if refused:
        return Outcome(issue.ref, refused)
    lock_handoffs(tap.session, issue.id)
    _end(tap, change, ChangeState.DECLINED)
    update_issue(tap, issue)
    append_event(tap, issue, EventKind.CHANGE_DECLINED, text, **_about(change))
    queued = answer_for_asker(tap, issue, change, EventKind.CHANGE_DECLINED)
    # The issue's own nudges stay: its owner has not acted.
    subjects = (subject_of_handoffs(issue.id), subject_of_change(change.id))
    replace_and_enqueue(tap, subjects, apply_limit(tap, issue.id, queued))
    return Outcome(issue.ref)


def withdraw(tap: Tap, change_id: int) -> Outcome:
    change, issue, refused = _load(tap, change_id, ChangeAct.WITHDRAW)
    if refused:
        return Outcome(issue.ref, refused)
    lock_handoffs(tap.session, issue.id)
    _tell(tap, issue, change, _withdraw(tap, change, issue))
    restart_escalation(tap, issue)
    return Outcome(issue.ref)


def withdraw_open(unit: Unit, issue: Issue, change: OwnerChange | None) -> list[QueuedNudge]:
    """Ends the open owner change; returns the notice to the person who was asked."""
    return _withdraw(unit, change, issue) if change else []


def end_of_closed(unit: Unit, change: OwnerChange, issue: Issue) -> list[QueuedNudge]:
    """The account of the person who was asked is closed: the owner has to ask somebody else."""
    _withdraw(unit, change, issue)
    return answer_for_asker(unit, issue, change, EventKind.CHANGE_WITHDRAWN)


def _load(tap: Tap, change_id: int, act: ChangeAct) -> tuple[OwnerChange, Issue, Refusal | None]:
    (change, issue), refused = lock_issue(
        tap.session,
        lambda lock: find_change(tap.session, tap.actor, change_id, lock),
        lambda found: found[1].id,
        lambda found: rules.refusal(
            act, owner_change_facts(tap.session, found[0], tap.now), tap.actor.id
        ),
    )
    return change, issue, refused


def _refuse_ask(tap: Tap, issue: Issue, to: Person | None) -> Refusal | None:
    if to is None:
        return Refusal(_("They have left. Ask someone else."))
    if to.id == issue.owner_id:
        return refuse_owner(tap, issue)
    waiting = open_change(tap.session, issue.id)
    if waiting:
        asked = tap.session.get_one(Person, waiting.to_id).name
        return Refusal(_("You have already asked %(who)s. Cancel that request first.", who=asked))
    return None


def _answer_by(tap: Tap, issue: Issue) -> datetime:
    """While the site is open."""
    opening = opening_in_force(tap.session, issue.site_id, Trigger.NEXT_OWNER, issue.urgency)
    return after(opening, tap.now, rules.ANSWER_WITHIN)


def _withdraw(unit: Unit, change: OwnerChange, issue: Issue) -> list[QueuedNudge]:
    _end(unit, change, ChangeState.WITHDRAWN)
    update_issue(unit, issue)
    append_event(unit, issue, EventKind.CHANGE_WITHDRAWN, **_about(change))
    return cancellation_for_next_owner(unit, issue, change)


def _end(unit: Unit, change: OwnerChange, state: ChangeState) -> None:
    """Guarded by the state that was read, like every write of handoffs."""
    table = table_of(OwnerChange)
    guard = (table.c.id == change.id, table.c.state == ChangeState.ASKED)
    written = {"state": state, "ended_at": unit.now}
    ended = update(table).where(*guard).values(written)
    if unit.session.connection().execute(ended).rowcount != 1:
        raise ConcurrentChange
    set_written(change, written)
    restart_owner_change_escalation(unit, change)


def _tell(
    unit: Unit,
    issue: Issue,
    change: OwnerChange,
    queued: list[QueuedNudge],
    also: Sequence[str] = (),
) -> None:
    ours = (subject_of(issue.id), subject_of_handoffs(issue.id), subject_of_change(change.id))
    replace_and_enqueue(unit, (*ours, *also), queued)


def _about(change: OwnerChange) -> dict[str, Any]:
    return {"change": change.id, "helper": change.to_id}
