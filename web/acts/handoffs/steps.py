"""Steps: the owner asks a helper for one step, and the helper answers.

Each act locks the step's issue, asks the rules, updates the step if its state is still the one
read, appends an event, and enqueues nudges.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from push import locks
from web.acts.core.events import append_event
from web.acts.core.issue_rows import load_for_act, update_issue
from web.acts.core.staleness import accepted_before, accepted_since
from web.acts.core.tap import Outcome, Tap, Unit
from web.acts.core.undoable import before
from web.acts.handoffs import notifications, stand_in
from web.acts.handoffs.locks import handoffs_of
from web.acts.handoffs.step_rows import (
    Ask,
    about_step,
    end_steps,
    load_scanned,
    load_step,
    move_step,
    refuse_ask,
)
from web.acts.nudges.enqueue import enqueue_request, replace_and_enqueue
from web.acts.nudges.manual_limit import apply_limit
from web.acts.nudges.queued_nudge import QueuedNudge
from web.acts.nudges.schedule import (
    restart_escalation,
    restart_step_escalation,
    stop_step_escalations,
)
from web.rules import steps as rules
from web.rules.opening import after
from web.rules.vocabulary import (
    DeclineReason,
    EventKind,
    Introduction,
    IssueAct,
    StepAct,
    StepState,
)
from web.store.escalation_timing import opening_for
from web.store.row_cache import lock_open_account
from web.store.rule_inputs import step_facts
from web.store.similar_steps import language_of, remember
from web.store.subjects import subject_of, subject_of_handoffs, subject_of_step
from web.store.tables.accounts import Site
from web.store.tables.handoffs import Step
from web.store.tables.issues import Issue


def ask(tap: Tap, ref: str, ask: Ask) -> Outcome:
    """Ask a helper. Nothing moves before their yes; the owner stays the owner."""
    helper = lock_open_account(tap.session, ask.helper_id)  # before the issue
    issue, refused = load_for_act(tap, ref, IssueAct.ASK)
    if refused:
        return Outcome(issue.ref, refused)
    handoffs = handoffs_of(tap.session, issue.id)
    if refused := refuse_ask(tap, issue, ask, helper, handoffs.steps):
        return Outcome(issue.ref, refused)
    locks.ladders(tap.session, handoffs.subjects)
    step = Step(
        issue_id=issue.id,
        asked_by=tap.actor.id,
        helper_id=ask.helper_id,
        need=ask.need,
        introduction=ask.introduction,
        state=StepState.ASKED,
        asked_at=tap.now,
        answer_by=_answer_by(tap, issue, ask.introduction),
    )
    tap.session.add(step)
    tap.session.flush()
    more = {"before": before(issue)} | stand_in.for_owner(tap, issue)
    update_issue(tap, issue)
    event = append_event(tap, issue, EventKind.ASKED, ask.need, **about_step(step), **more)
    queued = notifications.request_for_helper(tap, issue, step, helper) if helper else []
    enqueue_request(tap, issue, event, queued)
    stand_in.tell_owner(tap, issue)
    restart_escalation(tap, issue)
    restart_step_escalation(tap, step)
    return Outcome(issue.ref, step_id=step.id)


def accept(tap: Tap, step_id: int) -> Outcome:
    """The helper accepts, or the owner records the yes that they have heard."""
    step, issue, refused = load_step(tap, step_id, StepAct.ACCEPT)
    if refused:
        return Outcome(issue.ref, refused)
    move_step(tap, step, issue, state=StepState.ACCEPTED, accepted_at=tap.now)
    append_event(tap, issue, EventKind.ACCEPTED, step.need, **about_step(step))
    _answered(tap, step, issue, EventKind.ACCEPTED)
    return Outcome(issue.ref)


def scan(tap: Tap, step_id: int, *, is_good: bool = True) -> Outcome:
    """The helper has scanned the owner's code: they have accepted.

    The caller has verified the code, and whether it `is_good` still; whoever has it may see this
    step.
    """
    step, issue, refused = load_scanned(tap, step_id, is_good=is_good)
    if refused:
        return Outcome(issue.ref, refused)
    spared = step.helper_id if step.helper_id != tap.actor.id else None
    move_step(
        tap, step, issue, state=StepState.ACCEPTED, accepted_at=tap.now, helper_id=tap.actor.id
    )
    append_event(tap, issue, EventKind.ACCEPTED, step.need, **about_step(step), scanned=True)
    also = notifications.cancellation_for_helper(tap, issue, step, spared)
    _answered(tap, step, issue, EventKind.ACCEPTED, also)
    return Outcome(issue.ref)


def decline(tap: Tap, step_id: int, why: DeclineReason, could: str | None) -> Outcome:
    """The helper can't, or can't after all; they may name who could."""
    step, issue, refused = load_step(tap, step_id, StepAct.DECLINE)
    if not refused and accepted_since(tap, issue, step_id):
        refused = rules.refuse_after_yes()
    if refused:
        return Outcome(issue.ref, refused)
    move_step(
        tap,
        step,
        issue,
        state=StepState.DECLINED,
        ended_at=tap.now,
        decline_reason=why,
        proposed_helper=could,
    )
    append_event(tap, issue, EventKind.DECLINED, could, **about_step(step), decline_reason=why)
    _answered(tap, step, issue, EventKind.DECLINED)
    return Outcome(issue.ref)


def done(tap: Tap, step_id: int, text: str | None) -> Outcome:
    """The helper's part is done: they say so, or the owner who stood beside them."""
    step, issue, refused = load_step(tap, step_id, StepAct.DONE)
    if refused:
        return Outcome(issue.ref, refused)
    move_step(tap, step, issue, state=StepState.DONE, ended_at=tap.now)
    append_event(tap, issue, EventKind.DONE, text, **about_step(step))
    remember(tap.session, step.id, step.need, issue.words, language_of(tap.session, issue))
    _answered(tap, step, issue, EventKind.DONE)
    return Outcome(issue.ref)


def withdraw(tap: Tap, step_id: int, saw: StepState | None = None) -> Outcome:
    """The owner withdraws an open step, in the state that they `saw`."""
    step, issue, refused = load_step(tap, step_id, StepAct.WITHDRAW)
    unseen = rules.refuse_unseen(step_facts(tap.session, step, issue, tap.now), saw)
    if unseen and not accepted_before(tap, issue, step_id):
        refused = refused or unseen
    if refused:
        return Outcome(issue.ref, refused)
    queued = _withdraw(tap, step, issue)
    _answered(tap, step, issue, EventKind.WITHDRAWN, queued)
    return Outcome(issue.ref)


def propose(tap: Tap, step_id: int, words: str) -> Outcome:
    """The helper suggests another one. Only the owner asks them."""
    step, issue, refused = load_step(tap, step_id, StepAct.PROPOSE)
    if refused:
        return Outcome(issue.ref, refused)
    update_issue(tap, issue)
    append_event(tap, issue, EventKind.PROPOSED, words, **about_step(step))
    replace_and_enqueue(
        tap,
        (subject_of_handoffs(issue.id),),
        notifications.update_for_owner(tap, issue, step, EventKind.PROPOSED),
    )
    return Outcome(issue.ref)


def withdraw_open(unit: Unit, issue: Issue, steps: Sequence[Step]) -> list[QueuedNudge]:
    """Withdraws the open steps of an issue; returns the notices to its helpers."""
    if not steps:
        return []
    end_steps(unit, steps, issue, state=StepState.WITHDRAWN, ended_at=unit.now)
    for step in steps:
        _append_withdrawn(unit, step, issue)
    stop_step_escalations(unit, steps)
    return notifications.cancellations_for_helpers(unit, issue, steps)


def withdraw_own(tap: Tap, issue: Issue, steps: Iterable[Step]) -> list[str]:
    """A helper becomes the owner: their steps end. Returns the subjects to supersede."""
    silenced = []
    for step in steps:
        if step.helper_id == tap.actor.id:
            move_step(tap, step, issue, state=StepState.WITHDRAWN, ended_at=tap.now)
            append_event(tap.by_system, issue, EventKind.WITHDRAWN, step.need, **about_step(step))
            restart_step_escalation(tap, step)
            silenced.append(subject_of_step(step.id))
    return silenced


def end_of_closed(unit: Unit, step: Step, issue: Issue) -> list[QueuedNudge]:
    """The helper's account is closed: their step ends, and the owner has to ask again."""
    _withdraw(unit, step, issue)
    restart_step_escalation(unit, step)
    return notifications.update_for_owner(unit, issue, step, EventKind.WITHDRAWN)


def _answer_by(tap: Tap, issue: Issue, introduction: Introduction) -> datetime:
    """By the site's settings, while it is open; sooner in person and by call."""
    site = tap.session.get_one(Site, issue.site_id)
    is_near = introduction in (Introduction.IN_PERSON, Introduction.CALL)
    minutes = site.near_minutes if is_near else site.message_minutes
    return after(opening_for(site, issue.urgency), tap.now, timedelta(minutes=minutes))


def _answered(
    tap: Tap, step: Step, issue: Issue, kind: EventKind, also: Sequence[QueuedNudge] = ()
) -> None:
    """The owner's own act answers the issue's escalation; others' acts are news to the owner."""
    silenced = [subject_of_step(step.id), subject_of_handoffs(issue.id)]
    queued = list(also)
    if tap.actor.id == issue.owner_id:
        silenced.append(subject_of(issue.id))
    else:
        queued += notifications.update_for_owner(tap, issue, step, kind)
    replace_and_enqueue(tap, silenced, apply_limit(tap, issue.id, queued))
    restart_step_escalation(tap, step)
    if tap.actor.id == issue.owner_id:
        restart_escalation(tap, issue)


def _withdraw(unit: Unit, step: Step, issue: Issue) -> list[QueuedNudge]:
    move_step(unit, step, issue, state=StepState.WITHDRAWN, ended_at=unit.now)
    _append_withdrawn(unit, step, issue)
    return notifications.cancellation_for_helper(unit, issue, step, step.helper_id)


def _append_withdrawn(unit: Unit, step: Step, issue: Issue) -> None:
    about = about_step(step) | ({"was_accepted": True} if step.accepted_at else {})
    append_event(unit, issue, EventKind.WITHDRAWN, step.need, **about)
