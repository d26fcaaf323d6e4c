"""What the ladders do when their time has come: the plan that push's worker asks.

Whom to tell is decided at the moment of telling. A look may come earlier than the next rung: it
asks whether the last nudge has reached anybody, and if not tries another way, or the next person.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from push.plan import Advance, Due
from web.acts import hours, nudge_words, shifts
from web.acts.course import Course, follow
from web.acts.history import record
from web.acts.nudge_buttons import Buttons, for_ask, for_issue
from web.acts.nudge_people import Call
from web.acts.nudge_words import for_others, words_for
from web.acts.spoken import spoken
from web.acts.tap import Unit
from web.acts.walk_words import (
    Words,
    asked,
    change_asked,
    change_unanswered,
    step_unanswered,
)
from web.rules import nudges
from web.rules.nudges import Timing
from web.rules.text import Isolated, isolated
from web.rules.words import Introduction, Kind
from web.store.policies import begun_by
from web.store.tables import Event, Issue, Person
from web.store.timing import (
    timing_of_change,
    timing_of_run,
    timing_of_step,
)
from web.store.walk_tables import OwnerChange, Step

_REST = Advance((), 0, None)


class Ladder:
    """Implements `push.plan.Plan`: a subject is a kind and a row's number."""

    def tell(self, session: Session, escalation: Due, now: datetime) -> Advance:
        kind, _, number = escalation.subject.partition(":")
        return _PLANS[kind](Unit(session, now), int(number), escalation)

    def bundle(self, contents: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
        """One notification for several, the oldest first."""
        title, body = nudge_words.bundle([one["title"] for one in contents])
        paths = {one["path"] for one in contents}
        path = paths.pop() if len(paths) == 1 else "/"
        return {"title": title, "body": body, "path": path}


def _issue(unit: Unit, number: int, found: Due) -> Advance:
    issue = unit.session.get(Issue, number)
    timing = timing_of_run(issue, found.trigger, found.started_at) if issue else None
    if issue is None or timing is None:
        return _REST
    said = spoken(unit.session, issue)

    def words(to: Person) -> Words:
        return words_for(timing.trigger, said, unit.now, is_owner=to.id == issue.owner_id)

    return follow(
        unit,
        Course(
            call=Call(issue, found.subject),
            timing=timing,
            words=words,
            path=f"/issues/{issue.ref}",
            tag=lambda _: issue.ref,
            buttons=lambda to: for_issue(issue, said, to),
        ),
        found,
    )


def _step(unit: Unit, number: int, found: Due) -> Advance:
    """A helper is silent: their owner hears of it."""
    step = unit.session.get(Step, number)
    timing = timing_of_step(step) if step else None
    issue = unit.session.get_one(Issue, step.issue_id) if step else None
    if step is None or timing is None or issue is None:
        return _REST
    helper = unit.session.get(Person, step.helper_id) if step.helper_id else None
    if unit.now >= timing.anchor:
        about = {"step": step.id, "helper": step.helper_id}
        _note_silence(unit, issue, Kind.UNANSWERED, step.need, about)
    if issue.owner_id is None:
        return _quietly(unit, found, timing)
    said = spoken(unit.session, issue)
    silent = step_unanswered(said, isolated(helper.first_name) if helper else None)
    again = asked(said, said.owner or Isolated(""), step.need, Introduction(step.introduction))
    words = _to_owner_or(issue, silent, (silent[0], for_others(said)), step.helper_id, again)
    return follow(
        unit,
        Course(
            call=Call(issue, found.subject, step.helper_id),
            timing=timing,
            words=words,
            path=f"/steps/{step.id}",
            tag=_tag(issue, step.helper_id, f"step-{step.id}"),
            buttons=_to_helper(step.helper_id, for_ask(step, said)),
        ),
        found,
    )


def _change(unit: Unit, number: int, found: Due) -> Advance:
    """The person who was asked to become the owner is silent."""
    change = unit.session.get(OwnerChange, number)
    timing = timing_of_change(change) if change else None
    if change is None or timing is None:
        return _REST
    issue = unit.session.get_one(Issue, change.issue_id)
    if unit.now >= timing.anchor:
        about = {"change": change.id, "helper": change.to_id}
        _note_silence(unit, issue, Kind.CHANGE_UNANSWERED, None, about)
    said, to = spoken(unit.session, issue), unit.session.get_one(Person, change.to_id)
    silent = change_unanswered(said, isolated(to.first_name))
    again = change_asked(said, said.owner or Isolated(""))
    words = _to_owner_or(issue, silent, (silent[0], for_others(said)), to.id, again)
    return follow(
        unit,
        Course(
            call=Call(issue, found.subject, to.id),
            timing=timing,
            words=words,
            path=f"/owner-changes/{change.id}",
            tag=_tag(issue, to.id, f"change-{change.id}"),
        ),
        found,
    )


def _note_silence(
    unit: Unit, issue: Issue, kind: Kind, text: str | None, about: dict[str, Any]
) -> None:
    """Into the timeline, once, when the time to answer is over."""
    written = select(Event.data).where(Event.issue_id == issue.id, Event.kind == kind)
    if about not in unit.session.exec(written).all():
        record(unit, issue, kind, text, **about)


def _quietly(unit: Unit, found: Due, timing: Timing) -> Advance:
    """Nobody owns the issue: its own ladder is louder than this one, which waits for an owner."""
    at = nudges.next_at(begun_by(unit.session, timing.trigger, found.policy), timing, unit.now)
    return Advance((), found.step + 1, at, at)


def _to_owner_or(
    issue: Issue, owner: Words, others: Words, helper_id: int | None, helper: Words
) -> Callable[[Person], Words]:
    def words(to: Person) -> Words:
        if to.id == issue.owner_id:
            return owner
        return helper if to.id == helper_id else others

    return words


def _to_helper(helper_id: int | None, buttons: Buttons) -> Callable[[Person], Buttons]:
    return lambda to: buttons if to.id == helper_id else ()


def _tag(issue: Issue, helper_id: int | None, asked: str) -> Callable[[Person], str]:
    """On the helper's phone it takes the place of the ask, on others' that of the walk."""
    return lambda to: asked if to.id == helper_id else f"{issue.ref}-walk"


_PLANS: dict[str, Callable[[Unit, int, Due], Advance]] = {
    "issue": _issue,
    "step": _step,
    "change": _change,
    "shift": shifts.at_the_end,
    "hours": hours.at_the_beginning,
}
