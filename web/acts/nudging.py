"""What the ladders do when their time has come: the plan that push's worker asks.

Whom to tell is decided at the moment of telling. A look may come earlier than the next rung: it
asks whether the last nudge has reached anybody, and if not tries another way, or the next person.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
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
        return _PLANS[kind](session, int(number), escalation, now)

    def bundle(self, contents: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
        """One notification for several, the oldest first."""
        title, body = nudge_words.bundle([one["title"] for one in contents])
        paths = {one["path"] for one in contents}
        path = paths.pop() if len(paths) == 1 else "/"
        return {"title": title, "body": body, "path": path}


def _issue(session: Session, number: int, found: Due, now: datetime) -> Advance:
    issue = session.get(Issue, number)
    timing = timing_of_run(issue, found.trigger, found.started_at) if issue else None
    if issue is None or timing is None:
        return _REST
    said = spoken(session, issue)

    def words(to: Person) -> Words:
        return words_for(timing.trigger, said, now, is_owner=to.id == issue.owner_id)

    path = f"/issues/{issue.ref}"
    course = _course(session, issue, found, timing, words, path, lambda _: issue.ref)
    course = replace(course, buttons=lambda to: for_issue(issue, said, to))
    return follow(session, course, found, now)


def _step(session: Session, number: int, found: Due, now: datetime) -> Advance:
    """A helper is silent: their owner hears of it."""
    step = session.get(Step, number)
    timing = timing_of_step(step) if step else None
    issue = session.get_one(Issue, step.issue_id) if step else None
    if step is None or timing is None or issue is None:
        return _REST
    helper = session.get(Person, step.helper_id) if step.helper_id else None
    about = {"step": step.id, "helper": step.helper_id}
    _note_silence(session, issue, Kind.UNANSWERED, step.need, about, timing, now)
    if issue.owner_id is None:
        return _quietly(session, found, timing, now)
    said = spoken(session, issue)
    silent = step_unanswered(said, isolated(helper.first_name) if helper else None)
    again = asked(said, said.owner or Isolated(""), step.need, Introduction(step.introduction))
    words = _to_owner_or(issue, silent, (silent[0], for_others(said)), step.helper_id, again)
    path, tag = f"/steps/{step.id}", _tag(issue, step.helper_id, f"step-{step.id}")
    course = _course(session, issue, found, timing, words, path, tag, step.helper_id)
    course = replace(course, buttons=_to_helper(step.helper_id, for_ask(step, said)))
    return follow(session, course, found, now)


def _change(session: Session, number: int, found: Due, now: datetime) -> Advance:
    """The person who was asked to become the owner is silent."""
    change = session.get(OwnerChange, number)
    timing = timing_of_change(change) if change else None
    if change is None or timing is None:
        return _REST
    issue = session.get_one(Issue, change.issue_id)
    about = {"change": change.id, "helper": change.to_id}
    _note_silence(session, issue, Kind.CHANGE_UNANSWERED, None, about, timing, now)
    said, to = spoken(session, issue), session.get_one(Person, change.to_id)
    silent = change_unanswered(said, isolated(to.first_name))
    again = change_asked(said, said.owner or Isolated(""))
    words = _to_owner_or(issue, silent, (silent[0], for_others(said)), to.id, again)
    path, tag = f"/owner-changes/{change.id}", _tag(issue, to.id, f"change-{change.id}")
    course = _course(session, issue, found, timing, words, path, tag, to.id)
    return follow(session, course, found, now)


def _note_silence(
    session: Session,
    issue: Issue,
    kind: Kind,
    text: str | None,
    about: dict[str, Any],
    timing: Timing,
    now: datetime,
) -> None:
    """Into the timeline, once, when the time to answer is over."""
    written = select(Event.data).where(Event.issue_id == issue.id, Event.kind == kind)
    if now >= timing.anchor and about not in session.exec(written).all():
        record(session, issue, kind, None, now, text, about)


def _quietly(session: Session, found: Due, timing: Timing, now: datetime) -> Advance:
    """Nobody owns the issue: its own ladder is louder than this one, which waits for an owner."""
    at = nudges.next_at(begun_by(session, timing.trigger, found.policy), timing, now)
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


def _course(
    session: Session,
    issue: Issue,
    found: Due,
    timing: Timing,
    words: Callable[[Person], Words],
    path: str,
    tag: Callable[[Person], str],
    helper_id: int | None = None,
) -> Course:
    ladder = begun_by(session, timing.trigger, found.policy)
    return Course(Call(issue, found.subject, helper_id), timing, ladder, words, path, tag)


_PLANS: dict[str, Callable[[Session, int, Due, datetime], Advance]] = {
    "issue": _issue,
    "step": _step,
    "change": _change,
    "shift": shifts.at_the_end,
    "hours": hours.at_the_beginning,
}
