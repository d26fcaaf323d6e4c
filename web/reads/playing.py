"""Plays a policy through: who would be nudged when, if nobody acted from a moment of the week on.

By the very rules that will do it. Who is on shift then is read from the weekly hours; whoever has
none counts as they are now.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from web.rules import calling, nudges
from web.rules.calling import Candidate
from web.rules.hours import Hours, stretch_at
from web.rules.nudges import Ladder, Timing
from web.rules.people import is_on_shift
from web.rules.policies import ANSWERS
from web.rules.words import Role, Trigger
from web.store.policies import in_force
from web.store.ringing import reachable
from web.store.tables import Person, Site
from web.store.weekly import weeks_of

_MOST = 12  # lines
_AT_MOST = timedelta(hours=24)
_TICK = timedelta(microseconds=1)
# What the promise, or the time to answer, is taken to be.
_PROMISED, _TO_ANSWER = timedelta(hours=4), timedelta(minutes=5)


@dataclass(frozen=True)
class PlayedPerson:
    name: str
    how: str  # "rings", "no_phone" (no phone that can ring), "held" (off shift), "instead"


@dataclass(frozen=True)
class PlayedNudge:
    """One line of a ladder played through."""

    at: datetime
    rung: int  # from 1
    people: tuple[PlayedPerson, ...]
    is_urgent: bool
    is_again: bool  # a repetition

    @property
    def reaches_nobody(self) -> bool:
        return not any(one.how in ("rings", "instead") for one in self.people)


@dataclass(frozen=True)
class Moment:
    """Of the coming week, by the site's clock: when the time has come that the ladder hangs on."""

    weekday: int  # 0: Monday
    at: time

    def next(self, zone: ZoneInfo, now: datetime) -> datetime:
        today = now.astimezone(zone).date()
        day = today + timedelta(days=(self.weekday - today.weekday()) % 7)
        # In UTC: what is reckoned from it is not to stumble over a change of the clock.
        found = datetime.combine(day, self.at, zone).astimezone(UTC)
        if found > now:
            return found
        return datetime.combine(day + timedelta(days=7), self.at, zone).astimezone(UTC)


def play(
    session: Session,
    site: Site,
    trigger: Trigger,
    ladder: Ladder,
    moment: Moment,
    owner_id: int | None,
    now: datetime,
) -> tuple[PlayedNudge, ...]:
    zone = ZoneInfo(site.zone)
    anchor = moment.next(zone, now)
    before = _TO_ANSWER if trigger in ANSWERS else _PROMISED
    timing = Timing(trigger, anchor - before, anchor)
    cast = _cast(session, site, owner_id, now, has_helper=trigger in ANSWERS)
    unreachable = in_force(session, site.id, Trigger.UNREACHABLE).ladder
    if trigger is Trigger.UNREACHABLE:
        return _tried(ladder, cast.at(anchor), cast, anchor)
    played = []
    for at in _times(ladder, timing):
        rungs = nudges.due(ladder, timing, at, at)
        later = tuple(rung for _, rung in nudges.upcoming(ladder, timing, at))
        others = (*later, *(rung for rung in ladder if rung not in later))
        people = cast.at(at)
        decision = calling.decide(rungs, people, unreachable, others)
        played.append(
            PlayedNudge(
                at=at,
                rung=ladder.index(rungs[0]) + 1,
                people=_said(decision, people, cast.names),
                is_urgent=any(rung.is_urgent for rung in rungs),
                is_again=all(nudges.is_repetition(rung, timing, at) for rung in rungs),
            )
        )
    return tuple(played)


@dataclass(frozen=True)
class _Cast:
    """Everybody who may be meant, and their hours."""

    people: Sequence[Candidate]
    names: Mapping[int, str]
    weeks: Mapping[int, tuple[Hours, ...]]
    zones: Mapping[int, ZoneInfo]

    def at(self, moment: datetime) -> list[Candidate]:
        return [replace(one, on_shift=self._works(one, moment)) for one in self.people]

    def _works(self, one: Candidate, moment: datetime) -> bool:
        week = self.weeks.get(one.id)
        if week is None:
            return one.on_shift
        return stretch_at(week, self.zones[one.id], moment) is not None


def _cast(
    session: Session, site: Site, owner_id: int | None, now: datetime, *, has_helper: bool
) -> _Cast:
    wanted = (col(Person.site_id) == site.id) | (col(Person.role) == Role.ADMIN)
    query = select(Person, Site.zone).join(Site, col(Site.id) == col(Person.site_id))
    query = query.where(col(Person.closed_at).is_(None), wanted).order_by(col(Person.id))
    rows = session.exec(query).all()
    ids = [one.id for one, _ in rows]
    # Whoever it may be that was asked: somebody else of the site.
    helper_id = next((id_ for id_ in ids if id_ != owner_id), None) if has_helper else None
    ringing = reachable(session, ids)
    people = [
        Candidate(
            id=one.id,
            role=Role(one.role),
            is_at_site=one.site_id == site.id,
            on_shift=is_on_shift(one.on_shift_until, now),
            can_be_reached=one.id in ringing,
            is_owner=one.id == owner_id,
            is_helper=one.id == helper_id,
        )
        for one, _ in rows
    ]
    names = {one.id: one.name for one, _ in rows}
    zones = {one.id: ZoneInfo(zone) for one, zone in rows}
    return _Cast(people, names, weeks_of(session, ids), zones)


def _times(ladder: Ladder, timing: Timing) -> Iterator[datetime]:
    at = nudges.next_at(ladder, timing, timing.since - _TICK)
    for _ in range(_MOST):
        if at is None or at > timing.anchor + _AT_MOST:
            return
        yield at
        at = nudges.next_at(ladder, timing, at)


def _tried(
    ladder: Ladder, people: Sequence[Candidate], cast: _Cast, at: datetime
) -> tuple[PlayedNudge, ...]:
    """Each step of what happens at once when an owner cannot be reached."""
    owners = [one.id for one in people if one.is_owner]
    found = []
    for number, rung in enumerate(ladder, 1):
        told = calling.instead((rung,), (), people, owners, for_owner=True)
        names = tuple(PlayedPerson(cast.names[id_], "instead") for id_ in told)
        found.append(PlayedNudge(at, number, names, rung.is_urgent, is_again=False))
        if told:
            break
    return tuple(found)


def _said(
    decision: calling.Decision, people: Sequence[Candidate], names: Mapping[int, str]
) -> tuple[PlayedPerson, ...]:
    can = {one.id for one in people if one.can_be_reached}
    told = [
        PlayedPerson(names[id_], "rings" if id_ in can else "no_phone") for id_ in decision.told
    ]
    held = [PlayedPerson(names[id_], "held") for id_ in decision.held]
    others = [PlayedPerson(names[id_], "instead") for id_ in decision.instead]
    return (*told, *held, *others)
