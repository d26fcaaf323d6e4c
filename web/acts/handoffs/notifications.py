"""Nudges about handoffs at once: the helper learns that they are asked, the owner how it goes.

The owner has one silent notification for each issue's handoffs, replaced in place; it is loud only
where the owner has to act. Sends nothing: acts hand the result to `replace_and_enqueue`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import col, select

from push import superseding
from push.nudge import Nudge
from web.acts.core.tap import Tap, Unit
from web.acts.nudges import handoff_text as words
from web.acts.nudges.actions import Buttons, for_ask
from web.acts.nudges.context import nudge_context, on_shift
from web.acts.nudges.enqueue import LIFE
from web.acts.nudges.handoff_text import HelperState
from web.acts.nudges.queued_nudge import QueuedNudge
from web.acts.nudges.recipients import NudgeSubject, choose_person, choose_recipients
from web.acts.nudges.text import NudgeContext, for_others
from web.rules import steps as rules
from web.rules.escalation import NEEDS_OWNER
from web.rules.text import Isolated, isolated
from web.rules.vocabulary import EventKind, Introduction, StepState
from web.store.row_cache import people_of
from web.store.subjects import subject_of, subject_of_change, subject_of_handoffs, subject_of_step
from web.store.tables.accounts import Person
from web.store.tables.handoffs import OwnerChange, Step
from web.store.tables.issues import Issue

_NEWS: dict[EventKind, Callable[[NudgeContext, Isolated], str]] = {
    EventKind.ACCEPTED: words.accepted,
    EventKind.DECLINED: words.declined,
    EventKind.WITHDRAWN: words.declined,  # by nobody: their account was closed
    EventKind.DONE: words.done,
    EventKind.PROPOSED: words.proposed,
}
# The owner has to act: ask somebody else.
_LOUD = (EventKind.DECLINED, EventKind.WITHDRAWN)
_SHOWN = 8


def request_for_helper(tap: Tap, issue: Issue, step: Step, helper: Person) -> list[QueuedNudge]:
    """They are asked. Off shift nobody is nudged: the ask waits until they look."""
    context = nudge_context(tap.session, issue)
    by, introduction = isolated(tap.actor.first_name), Introduction(step.introduction)
    asked = words.asked(context, by, step.need, introduction)
    nudges = choose_person(tap, issue, subject_of_step(step.id), helper)
    on = replace(_on_step(step), buttons=for_ask(step, context))
    return [_queued(person, asked, on, tap.now) for person in nudges]


def cancellation_for_helper(
    unit: Unit, issue: Issue, step: Step, helper_id: int | None
) -> list[QueuedNudge]:
    """Cancellation notice to a helper, in the place of the nudge that asked them."""
    is_still_theirs = helper_id == step.helper_id
    # If somebody else scanned the code, the helper who was asked may not see the step any more.
    on = replace(_on_step(step), path=f"/steps/{step.id}" if is_still_theirs else "/")
    # Whoever has accepted may be on their way, also when a scan or the owner recorded it.
    knows = is_still_theirs and step.accepted_at is not None
    return _cancellation(unit, issue, helper_id, on, knows=knows)


def cancellations_for_helpers(unit: Unit, issue: Issue, steps: Sequence[Step]) -> list[QueuedNudge]:
    """The same to each helper of open steps that end with their issue."""
    people = people_of(unit.session, [step.helper_id for step in steps])
    notified = superseding.notified(unit.session, [subject_of_step(step.id) for step in steps])
    text = words.cancelled(nudge_context(unit.session, issue))
    return [
        _queued(person, text, _on_step(step), unit.now, is_loud=False)
        for step in steps
        if (person := people.get(step.helper_id or 0)) and on_shift(person, unit.now)
        if step.accepted_at or (subject_of_step(step.id), str(person.id)) in notified
    ]


def reinstatement_for_helper(
    tap: Tap, issue: Issue, step: Step, helper: Person
) -> list[QueuedNudge]:
    """After an undo: they are asked again, or still needed."""
    if step.accepted_at is None:
        return request_for_helper(tap, issue, step, helper)
    if not on_shift(helper, tap.now):
        return []
    text = words.needed_again(nudge_context(tap.session, issue), isolated(tap.actor.first_name))
    return [_queued(helper, text, _on_step(step), tap.now)]


def update_for_owner(unit: Unit, issue: Issue, step: Step, kind: EventKind) -> list[QueuedNudge]:
    """How a step goes. What the owner has to act on goes like an escalation step: deferred, or to
    the lead."""
    context = nudge_context(unit.session, issue)
    helper = unit.session.get(Person, step.helper_id or 0)
    title = _NEWS[kind](context, isolated(helper.first_name if helper else ""))
    news = title, words.summary(context, _handoff_summary(unit, issue))
    on = _Notification(subject_of_handoffs(issue.id), f"/issues/{issue.ref}", f"{issue.ref}-walk")
    return _to_owner(unit, issue, news, on, is_loud=kind in _LOUD)


def news_of_stand_in(tap: Tap, issue: Issue) -> list[QueuedNudge]:
    """To an absent owner for whom a lead has acted."""
    owner = tap.session.get_one(Person, issue.owner_id)
    news = words.acted_for_owner(nudge_context(tap.session, issue), isolated(tap.actor.first_name))
    on = _Notification(subject_of_handoffs(issue.id), f"/issues/{issue.ref}", f"{issue.ref}-walk")
    if on_shift(owner, tap.now):  # and nothing reaches them: it is there once something does
        return [_queued(owner, news, on, tap.now, is_loud=False)]
    return [
        _queued(person, news, on, tap.now, is_loud=False)
        for person in choose_person(tap, issue, subject_of(issue.id), owner)
    ]


def offer_for_owner(tap: Tap, issue: Issue) -> list[QueuedNudge]:
    """Somebody could help: silent, since the owner need not act."""
    context = nudge_context(tap.session, issue)
    title, body = words.offered(context, isolated(tap.actor.first_name))
    news = title, words.summary(context, _handoff_summary(tap, issue)) or body
    on = _Notification(subject_of_handoffs(issue.id), f"/issues/{issue.ref}", f"{issue.ref}-walk")
    return _to_owner(tap, issue, news, on, is_loud=False)


def request_for_next_owner(
    tap: Tap, issue: Issue, change: OwnerChange, to: Person
) -> list[QueuedNudge]:
    asked = words.change_asked(nudge_context(tap.session, issue), isolated(tap.actor.first_name))
    nudges = choose_person(tap, issue, subject_of_change(change.id), to)
    return [_queued(person, asked, _on_change(change), tap.now) for person in nudges]


def cancellation_for_next_owner(unit: Unit, issue: Issue, change: OwnerChange) -> list[QueuedNudge]:
    """Nobody asks them to become the owner any more."""
    return _cancellation(unit, issue, change.to_id, _on_change(change))


def answer_for_asker(
    unit: Unit, issue: Issue, change: OwnerChange, kind: EventKind
) -> list[QueuedNudge]:
    """The result of the owner change: silent when it was accepted, loud when they still own the
    issue."""
    next_owner = isolated(unit.session.get_one(Person, change.to_id).first_name)
    path = f"/owner-changes/{change.id}"
    on = _Notification(subject_of_handoffs(issue.id), path, f"{issue.ref}-walk")
    context = nudge_context(unit.session, issue)
    if kind is not EventKind.CHANGED:
        declined = words.change_declined(context, next_owner)
        return _to_owner(unit, issue, declined, on, is_loud=True)
    former = unit.session.get_one(Person, change.from_id)
    nudges = [former] if on_shift(former, unit.now) else []
    moved = words.changed(context, next_owner)
    # Not of the handoffs, whose next news are the next owner's and would supersede it.
    apart = replace(on, subject=subject_of_change(change.id))
    return [_queued(person, moved, apart, unit.now, is_loud=False) for person in nudges]


def _to_owner(
    unit: Unit, issue: Issue, news: words.Text, on: "_Notification", *, is_loud: bool
) -> list[QueuedNudge]:
    """Silent to the owner, if they are on shift; loud also to the lead in their place."""
    owner = unit.session.get(Person, issue.owner_id) if issue.owner_id else None
    if owner is None:
        return []
    if not is_loud:
        found = (
            [_queued(owner, news, on, unit.now, is_loud=False)] if on_shift(owner, unit.now) else []
        )
        return [replace(queued, stays_loud=True) for queued in found]
    others = news[0], for_others(nudge_context(unit.session, issue))
    nudges = choose_recipients(unit, NudgeSubject(issue, subject_of(issue.id)), (NEEDS_OWNER,))
    return [
        _queued(person, news if person.id == owner.id else others, on, unit.now)
        for person in nudges
    ]


def _cancellation(
    unit: Unit, issue: Issue, person_id: int | None, on: "_Notification", *, knows: bool = False
) -> list[QueuedNudge]:
    """Cancellation notice; sent only to people who were notified before, or know of it."""
    person = unit.session.get(Person, person_id) if person_id else None
    if person is None or not on_shift(person, unit.now):
        return []
    if not knows and not superseding.was_notified(unit.session, on.subject, str(person.id)):
        return []
    text = words.cancelled(nudge_context(unit.session, issue))
    return [_queued(person, text, on, unit.now, is_loud=False)]


def _handoff_summary(unit: Unit, issue: Issue) -> list[HelperState]:
    query = (
        select(Step, col(Person.first_name))
        .outerjoin(Person, col(Person.id) == col(Step.helper_id))
        .where(Step.issue_id == issue.id)
        .order_by(col(Step.id).desc())
        .limit(_SHOWN)
    )
    return [
        _helper_state(step, isolated(name) if name else None, unit.now)
        for step, name in reversed(unit.session.exec(query).all())
    ]


def _helper_state(step: Step, helper: Isolated | None, now: datetime) -> HelperState:
    state = rules.state_at(StepState(step.state), step.answer_by, now)
    since = step.ended_at or step.accepted_at or step.asked_at
    return HelperState(helper, state, step.answer_by if state is StepState.UNANSWERED else since)


@dataclass(frozen=True)
class _Notification:
    """Its place on a phone: what it replaces, and what a tap opens."""

    subject: str
    path: str
    tag: str
    buttons: Buttons = ()


def _on_step(step: Step) -> _Notification:
    return _Notification(subject_of_step(step.id), f"/steps/{step.id}", f"step-{step.id}")


def _on_change(change: OwnerChange) -> _Notification:
    path = f"/owner-changes/{change.id}"
    return _Notification(subject_of_change(change.id), path, f"change-{change.id}")


def _queued(
    to: Person, text: words.Text, on: _Notification, now: datetime, *, is_loud: bool = True
) -> QueuedNudge:
    title, body = text
    nudge = Nudge(
        person=str(to.id),
        title=title,
        body=body,
        path=on.path,
        tag=on.tag,
        expires_at=now + LIFE,
        loud=is_loud,
        buttons=on.buttons,
    )
    return QueuedNudge(on.subject, nudge)
