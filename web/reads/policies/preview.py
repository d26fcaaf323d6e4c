"""Plays a policy through: who would be nudged when, if nobody acted from a moment of the week on.

By the same rules as the worker. Who is on shift then is taken from weekly hours; people without
hours count as they are now. Where urgent issues do not wait for the opening of the site, they are
played as well.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from web.rules import escalation, recipients
from web.rules.clock import time_zone
from web.rules.escalation import EscalationSteps, Timing
from web.rules.hours import Hours, shift_covering
from web.rules.opening import after
from web.rules.people import is_on_shift
from web.rules.policies import ANSWERS, INSIDE_OPENING
from web.rules.promises import DEFAULT
from web.rules.recipients import EscalationCandidate
from web.rules.vocabulary import Role, Trigger, Urgency
from web.store.escalation_timing import opening_for
from web.store.policies import in_force
from web.store.reachability import reachable_with_channels
from web.store.tables.accounts import Person, Site
from web.store.weekly_hours import weeks_of

_MOST = 12  # lines
_AT_MOST = timedelta(hours=24)
_TICK = timedelta(microseconds=1)
_TO_ANSWER = timedelta(minutes=5)  # assumed; of a promise, what is shipped for the urgency


@dataclass(frozen=True)
class PlayedPerson:
    name: str
    how: str  # "rings", "no_phone" (notifications are off), "held" (off shift), "instead"


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
        return not any(played_person.how in ("rings", "instead") for played_person in self.people)


@dataclass(frozen=True)
class Play:
    """A policy played through for an issue of this urgency; None: of any."""

    urgency: Urgency | None
    nudges: tuple[PlayedNudge, ...]
    later: int = 0  # steps that come once, after those
    every: int | None = None  # minutes: the shortest after which one comes again, after those


@dataclass(frozen=True)
class Moment:
    """A moment of the coming week by the site's clock: the anchor of the escalation."""

    weekday: int  # 0: Monday
    at: time

    def next(self, zone: ZoneInfo, now: datetime) -> datetime:
        today = now.astimezone(zone).date()
        day = today + timedelta(days=(self.weekday - today.weekday()) % 7)
        # In UTC: arithmetic on it must not meet a clock change.
        found = datetime.combine(day, self.at, zone).astimezone(UTC)
        if found > now:
            return found
        return datetime.combine(day + timedelta(days=7), self.at, zone).astimezone(UTC)


def preview(
    session: Session,
    site: Site,
    trigger: Trigger,
    ladder: EscalationSteps,
    moment: Moment,
    owner_id: int | None,
    now: datetime,
) -> tuple[Play, ...]:
    """One play, or two where urgent issues take another course."""
    anchor = moment.next(time_zone(site.zone), now)
    cast = _load_people(session, site, owner_id, now, has_helper=trigger in ANSWERS)
    unreachable = in_force(session, site.id, Trigger.UNREACHABLE).steps
    if trigger is Trigger.UNREACHABLE:
        return (Play(None, _tried(ladder, cast.at(anchor), cast, anchor)),)
    urgent, other = (_timing(site, trigger, anchor, one) for one in (Urgency.NOW, Urgency.TODAY))
    played = _play(ladder, other, cast, unreachable)
    if urgent.opening == other.opening:
        return (played,)
    at_once = _play(ladder, urgent, cast, unreachable)
    if at_once == played:
        return (played,)
    return (replace(at_once, urgency=Urgency.NOW), replace(played, urgency=Urgency.TODAY))


def _timing(site: Site, trigger: Trigger, anchor: datetime, urgency: Urgency) -> Timing:
    opening = opening_for(site, urgency) if trigger in INSIDE_OPENING else None
    if trigger in ANSWERS:
        asked_at = anchor - _TO_ANSWER
        return Timing(trigger, asked_at, after(opening, asked_at, _TO_ANSWER), opening)
    return Timing(trigger, anchor - DEFAULT[urgency], anchor, opening)


def _play(
    ladder: EscalationSteps, timing: Timing, cast: "_People", unreachable: EscalationSteps
) -> Play:
    played: list[PlayedNudge] = []
    for at in _times(ladder, timing):
        due_steps = escalation.due(ladder, timing, at, at)
        later = tuple(step for _, step in escalation.upcoming(ladder, timing, at))
        others = (*later, *(step for step in ladder if step not in later))
        people = cast.at(at)
        decision = recipients.decide(due_steps, people, unreachable, others)
        played.append(
            PlayedNudge(
                at=at,
                rung=ladder.index(due_steps[0]) + 1,
                people=_names_of(decision, people, cast.names),
                is_urgent=any(step.is_urgent for step in due_steps),
                is_again=all(escalation.is_repetition(step, timing, at) for step in due_steps),
            )
        )
    last = played[-1].at if played else timing.since
    rest = [step for _, step in escalation.upcoming(ladder, timing, last)]
    every = escalation.shortest_repetition(rest)
    return Play(None, tuple(played), sum(not step.every for step in rest), every)


@dataclass(frozen=True)
class _People:
    """Possible recipients, and their hours."""

    people: Sequence[EscalationCandidate]
    names: Mapping[int, str]
    weeks: Mapping[int, tuple[Hours, ...]]
    zones: Mapping[int, ZoneInfo]

    def at(self, moment: datetime) -> list[EscalationCandidate]:
        return [
            replace(candidate, on_shift=self._works(candidate, moment)) for candidate in self.people
        ]

    def _works(self, candidate: EscalationCandidate, moment: datetime) -> bool:
        week = self.weeks.get(candidate.id)
        if week is None:
            return candidate.on_shift
        return shift_covering(week, self.zones[candidate.id], moment) is not None


def _load_people(
    session: Session, site: Site, owner_id: int | None, now: datetime, *, has_helper: bool
) -> _People:
    wanted = (col(Person.site_id) == site.id) | (col(Person.role) == Role.ADMIN)
    query = select(Person, Site.zone).join(Site, col(Site.id) == col(Person.site_id))
    query = query.where(col(Person.closed_at).is_(None), wanted).order_by(col(Person.id))
    rows = session.exec(query).all()
    ids = [person.id for person, _ in rows]
    # Some other person of the site stands for whoever was asked.
    helper_id = next((id_ for id_ in ids if id_ != owner_id), None) if has_helper else None
    ringing = reachable_with_channels(session, ids)
    people = [
        EscalationCandidate(
            id=person.id,
            role=Role(person.role),
            is_at_site=person.site_id == site.id,
            on_shift=is_on_shift(person.on_shift_until, now),
            can_be_reached=person.id in ringing,
            is_owner=person.id == owner_id,
            is_helper=person.id == helper_id,
        )
        for person, _ in rows
    ]
    names = {person.id: person.name for person, _ in rows}
    zones = {person.id: time_zone(zone) for person, zone in rows}
    return _People(people, names, weeks_of(session, ids), zones)


def _times(ladder: EscalationSteps, timing: Timing) -> Iterator[datetime]:
    at = escalation.next_at(ladder, timing, timing.since - _TICK)
    until = escalation.later(timing, timing.anchor, timedelta(0)) + _AT_MOST
    for _ in range(_MOST):
        if at is None or at > until:
            return
        yield at
        at = escalation.next_at(ladder, timing, at)


def _tried(
    ladder: EscalationSteps, people: Sequence[EscalationCandidate], cast: _People, at: datetime
) -> tuple[PlayedNudge, ...]:
    """Each step of what happens at once when an owner cannot be reached."""
    owners = [candidate.id for candidate in people if candidate.is_owner]
    found = []
    for number, step in enumerate(ladder, 1):
        notified = recipients.fallback((step,), (), people, owners, for_owner=True)
        names = tuple(PlayedPerson(cast.names[id_], "instead") for id_ in notified)
        found.append(PlayedNudge(at, number, names, step.is_urgent, is_again=False))
        if notified:
            break
    return tuple(found)


def _names_of(
    decision: recipients.Decision, people: Sequence[EscalationCandidate], names: Mapping[int, str]
) -> tuple[PlayedPerson, ...]:
    can = {candidate.id for candidate in people if candidate.can_be_reached}
    notified = [
        PlayedPerson(names[id_], "rings" if id_ in can else "no_phone") for id_ in decision.notify
    ]
    held = [PlayedPerson(names[id_], "held") for id_ in decision.defer]
    others = [PlayedPerson(names[id_], "instead") for id_ in decision.fallback]
    return (*notified, *held, *others)
