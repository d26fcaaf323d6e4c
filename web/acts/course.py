"""How a ladder runs: its rungs at their times, and between them looks whether a nudge arrived.

A nudge that no phone has shown by the site's time has not reached anybody: then it goes over the
person's other channels, and after the same time once more to the next person.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from push import receipts
from push.nudge import Button, Nudge, Ways
from push.plan import Advance, Due
from push.receipts import Reach
from web.acts.history import record
from web.acts.nudge_people import Call, choose, instead, note_reach
from web.acts.spoken import on_shift
from web.acts.walk_words import Words
from web.rules import nudges
from web.rules.nudges import Ladder, Timing
from web.rules.words import Kind
from web.store.ringing import with_channels
from web.store.tables import Person, Site

# A nudge is of no use once the next one says more; this bound holds where there is none.
_LONGEST_LIFE = timedelta(hours=12)


@dataclass(frozen=True)
class Course:
    """One ladder of one issue as it stands now, and what its nudges say and open."""

    call: Call
    timing: Timing
    ladder: Ladder
    words: Callable[[Person], Words]
    path: str
    tag: Callable[[Person], str]
    buttons: Callable[[Person], tuple[Button, ...]] = lambda _: ()


def follow(session: Session, course: Course, found: Due, now: datetime) -> Advance:
    """The rungs whose time has come; else a look at what became of the last ones."""
    step_at = _planned_anew(course, found, now) if found.is_unplanned else found.step_at
    later = tuple(rung for _, rung in nudges.upcoming(course.ladder, course.timing, now))
    others = (*later, *(rung for rung in course.ladder if rung not in later))
    call = replace(course.call, others=others, key=_key(found, found.step))
    course = replace(course, call=call)
    rungs: Ladder = ()
    if step_at is not None and step_at <= now:
        rungs = nudges.due(course.ladder, course.timing, step_at, now)
        step_at = nudges.next_at(course.ladder, course.timing, now)
    if not rungs and found.is_unplanned:  # what went out by the wrong clock proves nothing
        return Advance((), found.step + 1, step_at, step_at)
    if not rungs:  # also after the last one: whether that has arrived is still to be seen
        return _look(session, course, found, step_at, now)
    told = choose(session, call, rungs, now)
    return _told(session, course, found, told, step_at, now)


def _planned_anew(course: Course, found: Due, now: datetime) -> datetime | None:
    """What was said by a clock that was far ahead comes again at its time; what was not said yet
    is late."""
    if found.step == 0:
        return found.started_at
    return nudges.next_at(course.ladder, course.timing, now)


def _look(
    session: Session, course: Course, found: Due, step_at: datetime | None, now: datetime
) -> Advance:
    """Has the last nudge reached anybody? If not: another channel, then another person."""
    key = _key(found, found.step - 1)
    reached = receipts.reached(session, found.subject, key) if found.step else {}
    missed = _missed(course, reached)
    if not missed:
        return Advance((), found.step + 1, step_at, step_at)
    sent_at = max(one.at for one in missed.values())
    over_at = _look_at(sent_at, step_at, _patience(session, course))
    if now < over_at and any(one.state != "failed" for one in missed.values()):
        return Advance((), found.step, _first(over_at, step_at), step_at)
    people = _people(session, missed)
    others = _by_channel(session, people, missed, now)
    if others:
        note_reach(session, course.call.issue, others, now, course.call.key)
        return _told(session, course, found, others, step_at, now, Ways.CHANNELS)
    if len(missed) < len(reached) or _was_seen(session, course, found, sent_at):
        return Advance((), found.step + 1, step_at, step_at)
    return _next_person(session, course, found, people, step_at, now)


def _missed(course: Course, reached: dict[str, Reach]) -> dict[str, Reach]:
    """Those whom the nudge has not reached. Where it has reached anybody, one is enough, but for
    the owner, who is meant themselves."""
    missed = {who: one for who, one in reached.items() if one.state != "shown"}
    if len(missed) == len(reached):
        return missed
    owner = str(course.call.issue.owner_id)
    return {who: one for who, one in missed.items() if who == owner}


def _was_seen(session: Session, course: Course, found: Due, sent_at: datetime) -> bool:
    """By somebody who was told of it just before an owner's other channels were tried."""
    lately = sent_at - 2 * _patience(session, course)
    told = receipts.reached(session, found.subject, _cycle(found)).values()
    return any(one.state == "shown" and one.at >= lately for one in told)


def _look_at(sent_at: datetime, step_at: datetime | None, patience: timedelta) -> datetime:
    """When a nudge should have been shown: in any case before the next rung speaks over it."""
    if step_at is None or step_at > sent_at + patience:
        return sent_at + patience
    return sent_at + (step_at - sent_at) / 2


def _next_person(
    session: Session,
    course: Course,
    found: Due,
    people: Sequence[Person],
    step_at: datetime | None,
    now: datetime,
) -> Advance:
    call = course.call
    missed = [one.id for one in people]
    record(session, call.issue, Kind.UNREACHED, None, now, people=missed, because="not_shown")
    # Nobody twice for this: their own step comes at its time.
    told_before = {int(one) for one in receipts.reached(session, found.subject, _cycle(found))}
    is_owner = call.issue.owner_id in missed
    others = instead(session, call, told_before, now, for_owner=is_owner)
    told = note_reach(session, call.issue, others, now, call.key, in_place=True)
    return _told(session, course, found, told, step_at, now)


def _by_channel(
    session: Session, people: Sequence[Person], reached: dict[str, Reach], now: datetime
) -> list[Person]:
    """Those who have another channel that was not tried just now, and have not gone home since."""
    tried = {person for person, one in reached.items() if one.by_channel}
    having = with_channels(session, [one.id for one in people]) - {int(one) for one in tried}
    return [one for one in people if one.id in having and on_shift(one, now)]


def _people(session: Session, reached: dict[str, Reach]) -> Sequence[Person]:
    """Who was told and is still here."""
    ids = [int(one) for one in reached]
    query = select(Person).where(col(Person.id).in_(ids), col(Person.closed_at).is_(None))
    return session.exec(query.order_by(col(Person.id))).all()


def _told(
    session: Session,
    course: Course,
    found: Due,
    people: Sequence[Person],
    step_at: datetime | None,
    now: datetime,
    ways: Ways = Ways.PHONES,
) -> Advance:
    """What they get, and the look that follows."""
    longest = now + _LONGEST_LIFE
    until = min(step_at or longest, longest)
    made = [_nudge(course, one, until, ways) for one in people]
    look_at = _look_at(now, step_at, _patience(session, course)) if made else None
    return Advance(tuple(made), found.step + 1, _first(look_at, step_at), step_at)


def _nudge(course: Course, to: Person, until: datetime, ways: Ways) -> Nudge:
    title, body = course.words(to)
    return Nudge(
        person=str(to.id),
        title=title,
        body=body,
        path=course.path,
        tag=course.tag(to),
        expires_at=until,
        ways=ways,
        buttons=course.buttons(to),
    )


def _patience(session: Session, course: Course) -> timedelta:
    site = session.get_one(Site, course.call.issue.site_id)
    return timedelta(minutes=site.reach_minutes)


def _first(*times: datetime | None) -> datetime | None:
    return min((one for one in times if one is not None), default=None)


def _key(found: Due, step: int) -> str:
    """With what the keys of this step's messages begin: see `push.escalation`."""
    return f"{_cycle(found)}{step}:"


def _cycle(found: Due) -> str:
    return f"{found.subject}:{found.trigger}:{found.cycle}:"
