"""What the ladders do when their time has come: the plan that push's worker asks.

Whom to tell is decided at the moment of telling; a rung is the rules' and not known here.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import Session

from push.escalation import Advance, Due
from push.nudge import Nudge
from web.acts import shifts
from web.acts.history import record
from web.acts.nudge_people import choose, spoken
from web.acts.nudge_words import words_for
from web.acts.walk_words import Words, change_unanswered, for_lead, step_unanswered
from web.rules import nudges
from web.rules.nudges import Timing, Whom
from web.rules.words import Kind
from web.store.tables import Issue, Person
from web.store.timing import timing_of, timing_of_change, timing_of_shift, timing_of_step
from web.store.walk_tables import OwnerChange, Step

# A nudge is of no use once the next one says more; these bounds hold where there is none.
_LONGEST_LIFE = timedelta(hours=12)


class Ladder:
    """Implements `push.escalation.Plan`: a subject is a kind and a row's number."""

    def tell(self, session: Session, escalation: Due, now: datetime) -> Advance:
        kind, _, number = escalation.subject.partition(":")
        return _PLANS[kind](session, int(number), escalation, now)


def _issue(session: Session, number: int, found: Due, now: datetime) -> Advance:
    issue = session.get(Issue, number)
    timing = timing_of(issue) if issue else None
    if issue is None or timing is None or timing.trigger != found.trigger:
        return _rest(found)
    told = choose(session, issue, nudges.due(timing, found.next_at, now), now)
    words = spoken(session, issue)
    made = []
    for one in told:
        said = words_for(timing.trigger, words, now, is_owner=one.id == issue.owner_id)
        made.append(_nudge(one, said, f"/issues/{issue.ref}", issue.ref, timing, now))
    return _advance(found, timing, made, now)


def _step(session: Session, number: int, found: Due, now: datetime) -> Advance:
    """A helper is silent: their owner hears of it."""
    step = session.get(Step, number)
    timing = timing_of_step(step) if step else None
    if step is None or timing is None:
        return _rest(found)
    issue = session.get_one(Issue, step.issue_id)
    helper = session.get(Person, step.helper_id) if step.helper_id else None
    if found.step == 0:
        about = {"step": step.id, "helper": step.helper_id}
        record(session, issue, Kind.UNANSWERED, None, now, step.need, about)
    said = step_unanswered(spoken(session, issue), helper.first_name if helper else None)
    made = _of_silence(session, issue, said, f"/steps/{step.id}", found, timing, now)
    return _advance(found, timing, made, now)


def _change(session: Session, number: int, found: Due, now: datetime) -> Advance:
    """The person who was asked to become the owner is silent."""
    change = session.get(OwnerChange, number)
    timing = timing_of_change(change) if change else None
    if change is None or timing is None:
        return _rest(found)
    issue = session.get_one(Issue, change.issue_id)
    if found.step == 0:
        about = {"change": change.id, "helper": change.to_id}
        record(session, issue, Kind.CHANGE_UNANSWERED, None, now, None, about)
    next_owner = session.get_one(Person, change.to_id)
    said = change_unanswered(spoken(session, issue), next_owner.first_name)
    made = _of_silence(session, issue, said, f"/owner-changes/{change.id}", found, timing, now)
    return _advance(found, timing, made, now)


def _shift(session: Session, number: int, found: Due, now: datetime) -> Advance:
    """A shift comes to its end, and its issues want an answer."""
    person = session.get(Person, number)
    timing = timing_of_shift(person) if person else None
    if person is None or timing is None:
        return _rest(found)
    whom = {one for rung in nudges.due(timing, found.next_at, now) for one in rung.whom}
    made: list[Nudge] = []
    if Whom.LEADS in whom:  # it is over; a reminder that is late by now says nothing new
        made += shifts.leave_open(session, person, None, now)
    elif Whom.OWNER in whom:
        made += shifts.reminder(session, person)
    return _advance(found, timing, made, now)


_PLANS: dict[str, Callable[[Session, int, Due, datetime], Advance]] = {
    "issue": _issue,
    "step": _step,
    "change": _change,
    "shift": _shift,
}


def _of_silence(
    session: Session,
    issue: Issue,
    said: Words,
    path: str,
    found: Due,
    timing: Timing,
    now: datetime,
) -> list[Nudge]:
    """To the owner, or to the lead in their place. To nobody, where nobody owns the issue: its
    own ladder is louder than this one."""
    if issue.owner_id is None:
        return []
    told = choose(session, issue, nudges.due(timing, found.next_at, now), now)
    others = said[0], for_lead(spoken(session, issue))
    tag = f"{issue.ref}-walk"
    return [
        _nudge(one, said if one.id == issue.owner_id else others, path, tag, timing, now)
        for one in told
    ]


def _rest(found: Due) -> Advance:
    return Advance((), found.step, None)


def _advance(found: Due, timing: Timing, made: list[Nudge], now: datetime) -> Advance:
    return Advance(tuple(made), found.step + 1, nudges.next_at(timing, now))


def _nudge(
    to: Person,
    said: tuple[str, str],
    path: str,
    tag: str,
    timing: Timing,
    now: datetime,
) -> Nudge:
    title, body = said
    longest = now + _LONGEST_LIFE
    until = min(nudges.next_at(timing, now) or longest, longest)
    return Nudge(person=str(to.id), title=title, body=body, path=path, tag=tag, expires_at=until)
