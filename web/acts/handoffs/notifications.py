"""Nudges about handoffs at once: the helper learns that they are asked, the owner how it goes.

The owner has one silent notification for each issue's handoffs, replaced in place; it is loud only
where the owner has to act. Sends nothing: acts hand the result to `replace_and_enqueue`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from push import superseding
from web.acts.core.tap import Tap, Unit
from web.acts.handoffs.helper_states import helper_states
from web.acts.nudges import handoff_text as words
from web.acts.nudges.actions import for_ask
from web.acts.nudges.context import nudge_context, on_shift
from web.acts.nudges.enqueue import LIFE
from web.acts.nudges.queued_nudge import QueuedNudge
from web.acts.nudges.recipient import Buttons, Text, Words, no_buttons, nudge_to
from web.acts.nudges.recipients import NudgeSubject, choose_person, choose_recipients
from web.acts.nudges.text import NudgeContext, for_others
from web.rules.escalation import NEEDS_OWNER
from web.rules.vocabulary import EventKind, Introduction
from web.store.row_cache import people_of
from web.store.subjects import subject_of, subject_of_change, subject_of_handoffs, subject_of_step
from web.store.tables.accounts import Person
from web.store.tables.handoffs import OwnerChange, Step
from web.store.tables.issues import Issue

_NEWS: dict[EventKind, Callable[[NudgeContext, str], str]] = {
    EventKind.ACCEPTED: words.accepted,
    EventKind.DECLINED: words.declined,
    EventKind.WITHDRAWN: words.declined,  # by nobody: their account was closed
    EventKind.DONE: words.done,
    EventKind.PROPOSED: words.proposed,
}
# The owner has to act: ask somebody else.
_LOUD = (EventKind.DECLINED, EventKind.WITHDRAWN)


def request_for_helper(tap: Tap, issue: Issue, step: Step, helper: Person) -> list[QueuedNudge]:
    """They are asked. Off shift nobody is nudged: the ask waits until they look."""
    context = nudge_context(tap.session, issue)
    by, introduction = tap.actor.first_name, Introduction(step.introduction)
    asked = partial(words.asked, context, by, step.need, introduction)
    nudges = choose_person(tap, issue, subject_of_step(step.id), helper)
    on = replace(_on_step(step), buttons=partial(for_ask, step, context))
    return [_queued(tap, person, asked, on) for person in nudges]


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
    cancelled = partial(words.cancelled, nudge_context(unit.session, issue))
    return [
        _queued(unit, person, cancelled, _on_step(step), is_loud=False)
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
    context = nudge_context(tap.session, issue)
    needed = partial(words.needed_again, context, tap.actor.first_name)
    return [_queued(tap, helper, needed, _on_step(step))]


def update_for_owner(unit: Unit, issue: Issue, step: Step, kind: EventKind) -> list[QueuedNudge]:
    """How a step goes. What the owner has to act on goes like an escalation step: deferred, or to
    the lead."""
    context = nudge_context(unit.session, issue)
    helper = unit.session.get(Person, step.helper_id or 0)
    name, states = helper.first_name if helper else "", helper_states(unit, issue)

    def news() -> Text:
        return _NEWS[kind](context, name), words.summary(context, states)

    on = _Notification(subject_of_handoffs(issue.id), f"/issues/{issue.ref}", f"{issue.ref}-walk")
    return _to_owner(unit, issue, news, on, is_loud=kind in _LOUD)


def news_of_stand_in(tap: Tap, issue: Issue) -> list[QueuedNudge]:
    """To an absent owner for whom a lead has acted."""
    owner = tap.session.get_one(Person, issue.owner_id)
    context = nudge_context(tap.session, issue)
    news = partial(words.acted_for_owner, context, tap.actor.first_name)
    on = _Notification(subject_of_handoffs(issue.id), f"/issues/{issue.ref}", f"{issue.ref}-walk")
    if on_shift(owner, tap.now):  # and nothing reaches them: it is there once something does
        return [_queued(tap, owner, news, on, is_loud=False)]
    return [
        _queued(tap, person, news, on, is_loud=False)
        for person in choose_person(tap, issue, subject_of(issue.id), owner)
    ]


def offer_for_owner(tap: Tap, issue: Issue) -> list[QueuedNudge]:
    """Somebody could help: silent, since the owner need not act."""
    context = nudge_context(tap.session, issue)
    states = helper_states(tap, issue)

    def news() -> Text:
        title, body = words.offered(context, tap.actor.first_name)
        return title, words.summary(context, states) or body

    on = _Notification(subject_of_handoffs(issue.id), f"/issues/{issue.ref}", f"{issue.ref}-walk")
    return _to_owner(tap, issue, news, on, is_loud=False)


def request_for_next_owner(
    tap: Tap, issue: Issue, change: OwnerChange, to: Person
) -> list[QueuedNudge]:
    context = nudge_context(tap.session, issue)
    asked = partial(words.change_asked, context, tap.actor.first_name)
    nudges = choose_person(tap, issue, subject_of_change(change.id), to)
    return [_queued(tap, person, asked, _on_change(change)) for person in nudges]


def cancellation_for_next_owner(unit: Unit, issue: Issue, change: OwnerChange) -> list[QueuedNudge]:
    """Nobody asks them to become the owner any more."""
    return _cancellation(unit, issue, change.to_id, _on_change(change))


def answer_for_asker(
    unit: Unit, issue: Issue, change: OwnerChange, kind: EventKind
) -> list[QueuedNudge]:
    """The result of the owner change: silent when it was accepted, loud when they still own the
    issue."""
    next_owner = unit.session.get_one(Person, change.to_id).first_name
    path = f"/owner-changes/{change.id}"
    on = _Notification(subject_of_handoffs(issue.id), path, f"{issue.ref}-walk")
    context = nudge_context(unit.session, issue)
    if kind is not EventKind.CHANGED:
        declined = partial(words.change_declined, context, next_owner)
        return _to_owner(unit, issue, declined, on, is_loud=True)
    former = unit.session.get_one(Person, change.from_id)
    nudges = [former] if on_shift(former, unit.now) else []
    moved = partial(words.changed, context, next_owner)
    # Not of the handoffs, whose next news are the next owner's and would supersede it.
    apart = replace(on, subject=subject_of_change(change.id))
    return [_queued(unit, person, moved, apart, is_loud=False) for person in nudges]


def _to_owner(
    unit: Unit, issue: Issue, news: Words, on: "_Notification", *, is_loud: bool
) -> list[QueuedNudge]:
    """Silent to the owner, if they are on shift; loud also to the lead in their place."""
    owner = unit.session.get(Person, issue.owner_id) if issue.owner_id else None
    if owner is None:
        return []
    if not is_loud:
        if not on_shift(owner, unit.now):
            return []
        return [replace(_queued(unit, owner, news, on, is_loud=False), stays_loud=True)]
    context = nudge_context(unit.session, issue)

    def others() -> Text:
        return news()[0], for_others(context)

    nudges = choose_recipients(unit, NudgeSubject(issue, subject_of(issue.id)), (NEEDS_OWNER,))
    return [
        _queued(unit, person, news if person.id == owner.id else others, on) for person in nudges
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
    cancelled = partial(words.cancelled, nudge_context(unit.session, issue))
    return [_queued(unit, person, cancelled, on, is_loud=False)]


@dataclass(frozen=True)
class _Notification:
    """Its place on a phone: what it replaces, and what a tap opens."""

    subject: str
    path: str
    tag: str
    buttons: Callable[[], Buttons] = no_buttons


def _on_step(step: Step) -> _Notification:
    return _Notification(subject_of_step(step.id), f"/steps/{step.id}", f"step-{step.id}")


def _on_change(change: OwnerChange) -> _Notification:
    path = f"/owner-changes/{change.id}"
    return _Notification(subject_of_change(change.id), path, f"change-{change.id}")


def _queued(
    unit: Unit, to: Person, news: Words, on: _Notification, *, is_loud: bool = True
) -> QueuedNudge:
    nudge = nudge_to(
        unit.session,
        to,
        news,
        path=on.path,
        tag=on.tag,
        expires_at=unit.now + LIFE,
        loud=is_loud,
        buttons=on.buttons,
    )
    return QueuedNudge(on.subject, nudge)
