"""Who hears of the walk, at once: the helper that they are asked, the owner how it goes.

The owner has one notification for each issue's walk. It is replaced in place and makes no sound,
but for what asks the owner to act. Nothing is sent here: acts hand what they get to `tell`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import col, select

from push import outbox
from push.nudge import Nudge
from web.acts import walk_words as words
from web.acts.message import Told
from web.acts.nudge_buttons import Buttons, for_ask
from web.acts.nudge_people import Call, choose, choose_one
from web.acts.nudge_words import Spoken, for_others
from web.acts.spoken import on_shift, spoken
from web.acts.tap import Tap, Unit
from web.acts.telling import LIFE
from web.acts.walk_words import Walker
from web.rules import steps as rules
from web.rules.nudges import NEEDS_OWNER
from web.rules.text import Isolated, isolated
from web.rules.words import Introduction, Kind, StepState
from web.store.subjects import subject_of, subject_of_change, subject_of_news, subject_of_step
from web.store.tables import Issue, Person
from web.store.walk_tables import OwnerChange, Step

_NEWS: dict[Kind, Callable[[Spoken, Isolated], str]] = {
    Kind.ACCEPTED: words.accepted,
    Kind.DECLINED: words.declined,
    Kind.WITHDRAWN: words.declined,  # by nobody: their account was closed
    Kind.DONE: words.done,
    Kind.PROPOSED: words.proposed,
}
# The owner has to do something now: ask somebody else.
_LOUD = (Kind.DECLINED, Kind.WITHDRAWN)
_SHOWN = 8


def for_helper(tap: Tap, issue: Issue, step: Step, helper: Person) -> list[Told]:
    """That they are asked. Off shift nobody is nudged: then the ask waits until they look."""
    said = spoken(tap.session, issue)
    by, introduction = isolated(tap.actor.first_name), Introduction(step.introduction)
    asked = words.asked(said, by, step.need, introduction)
    told = choose_one(tap, issue, subject_of_step(step.id), helper)
    on = replace(_on_step(step), buttons=for_ask(step, said))
    return [_told(one, asked, on, tap.now) for one in told]


def for_spared(unit: Unit, issue: Issue, step: Step, helper_id: int | None) -> list[Told]:
    """That they need not come any more, in the place of the nudge that asked them."""
    is_still_theirs = helper_id == step.helper_id
    # Whoever was asked before somebody else scanned the code may not see the step any more.
    on = replace(_on_step(step), path=f"/steps/{step.id}" if is_still_theirs else "/")
    # Who said yes may be on their way, also when a scan or the owner said it for their phone.
    knows = is_still_theirs and step.accepted_at is not None
    return _spared(unit, issue, helper_id, on, knows=knows)


def for_owner(unit: Unit, issue: Issue, step: Step, kind: Kind) -> list[Told]:
    """How the walk goes. What asks the owner to act goes as a rung goes: held, or to the lead."""
    said, helper = spoken(unit.session, issue), unit.session.get(Person, step.helper_id or 0)
    title = _NEWS[kind](said, isolated(helper.first_name if helper else ""))
    news = title, words.so_far(said, _walk(unit, issue))
    on = _Notification(subject_of_news(issue.id), f"/issues/{issue.ref}", f"{issue.ref}-walk")
    return _to_owner(unit, issue, news, on, is_loud=kind in _LOUD)


def for_offer(tap: Tap, issue: Issue) -> list[Told]:
    """That somebody could help, without a sound: the owner need not do anything."""
    said = spoken(tap.session, issue)
    title, body = words.offered(said, isolated(tap.actor.first_name))
    news = title, words.so_far(said, _walk(tap, issue)) or body
    on = _Notification(subject_of_news(issue.id), f"/issues/{issue.ref}", f"{issue.ref}-walk")
    return _to_owner(tap, issue, news, on, is_loud=False)


def for_next_owner(tap: Tap, issue: Issue, change: OwnerChange, to: Person) -> list[Told]:
    asked = words.change_asked(spoken(tap.session, issue), isolated(tap.actor.first_name))
    told = choose_one(tap, issue, subject_of_change(change.id), to)
    return [_told(one, asked, _on_change(change), tap.now) for one in told]


def for_spared_owner(unit: Unit, issue: Issue, change: OwnerChange) -> list[Told]:
    """That nobody asks them to become the owner any more."""
    return _spared(unit, issue, change.to_id, _on_change(change))


def for_asker(unit: Unit, issue: Issue, change: OwnerChange, kind: Kind) -> list[Told]:
    """What became of the change: quietly when it moved, aloud when they still own the issue."""
    next_owner = isolated(unit.session.get_one(Person, change.to_id).first_name)
    path = f"/owner-changes/{change.id}"
    on = _Notification(subject_of_news(issue.id), path, f"{issue.ref}-walk")
    said = spoken(unit.session, issue)
    if kind is not Kind.CHANGED:
        declined = words.change_declined(said, next_owner)
        return _to_owner(unit, issue, declined, on, is_loud=True)
    former = unit.session.get_one(Person, change.from_id)
    told = [former] if on_shift(former, unit.now) else []
    moved = words.changed(said, next_owner)
    # Not of the walk, whose next news are the next owner's and would silence it.
    apart = replace(on, subject=subject_of_change(change.id))
    return [_told(one, moved, apart, unit.now, is_loud=False) for one in told]


def _to_owner(
    unit: Unit, issue: Issue, news: words.Words, on: "_Notification", *, is_loud: bool
) -> list[Told]:
    """Quietly to the owner, if they are on shift; aloud also to the lead in their place."""
    owner = unit.session.get(Person, issue.owner_id) if issue.owner_id else None
    if owner is None:
        return []
    if not is_loud:
        found = (
            [_told(owner, news, on, unit.now, is_loud=False)] if on_shift(owner, unit.now) else []
        )
        return [replace(one, keeps_sound=True) for one in found]
    others = news[0], for_others(spoken(unit.session, issue))
    told = choose(unit, Call(issue, subject_of(issue.id)), (NEEDS_OWNER,))
    return [_told(one, news if one.id == owner.id else others, on, unit.now) for one in told]


def _spared(
    unit: Unit, issue: Issue, person_id: int | None, on: "_Notification", *, knows: bool = False
) -> list[Told]:
    """To whoever was rung or knows: of what nobody heard of, nobody need hear that it is over."""
    person = unit.session.get(Person, person_id) if person_id else None
    if person is None or not on_shift(person, unit.now):
        return []
    if not knows and not outbox.has_rung(unit.session, on.subject, str(person.id)):
        return []
    return [_told(person, words.spared(spoken(unit.session, issue)), on, unit.now, is_loud=False)]


def _walk(unit: Unit, issue: Issue) -> list[Walker]:
    query = select(Step).where(Step.issue_id == issue.id).order_by(col(Step.id).desc())
    steps = unit.session.exec(query.limit(_SHOWN)).all()
    people = select(Person).where(col(Person.id).in_([one.helper_id for one in steps]))
    names = {one.id: isolated(one.first_name) for one in unit.session.exec(people).all()}
    return [_walker(one, names.get(one.helper_id or 0), unit.now) for one in reversed(steps)]


def _walker(step: Step, helper: Isolated | None, now: datetime) -> Walker:
    state = rules.state_at(StepState(step.state), step.answer_by, now)
    since = step.ended_at or step.accepted_at or step.asked_at
    return Walker(helper, state, step.answer_by if state is StepState.UNANSWERED else since)


@dataclass(frozen=True)
class _Notification:
    """Where on a phone it stands: what it replaces, and what a tap opens."""

    subject: str
    path: str
    tag: str
    buttons: Buttons = ()


def _on_step(step: Step) -> _Notification:
    return _Notification(subject_of_step(step.id), f"/steps/{step.id}", f"step-{step.id}")


def _on_change(change: OwnerChange) -> _Notification:
    path = f"/owner-changes/{change.id}"
    return _Notification(subject_of_change(change.id), path, f"change-{change.id}")


def _told(
    to: Person, said: words.Words, on: _Notification, now: datetime, *, is_loud: bool = True
) -> Told:
    title, body = said
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
    return Told(on.subject, nudge)
