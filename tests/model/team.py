"""The model’s people: who is here until when, and what waits for whom to be told."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from web.rules.hours import Hours, shift_after

Told = tuple[str, int]  # a subject, and who hears of it
BERLIN = ZoneInfo("Europe/Berlin")  # where a sample’s site is


@dataclass
class Team:
    leads: set[int]
    admins: set[int]
    phones: set[int]  # whose can ring
    shifts: dict[int, datetime | None]  # until when; None: off shift
    closed: set[int] = field(default_factory=set)
    ended: set[int] = field(default_factory=set)  # shifts whose end a worker has seen
    waiting: set[Told] = field(default_factory=set)  # to be sent
    rung: set[Told] = field(default_factory=set)  # sent at least once
    told: set[Told] = field(default_factory=set)  # by the last act
    rings: set[Told] = field(default_factory=set)  # nudges of issues that a phone may still show
    weeks: dict[int, Sequence[Hours]] = field(default_factory=dict)  # for who has weekly hours
    zone: ZoneInfo = BERLIN

    def is_on_shift(self, who: int, now: datetime) -> bool:
        until = self.shifts[who]
        return until is not None and until > now

    def if_on_shift(self, who: int | None, now: datetime) -> set[int]:
        return {who} if who is not None and self.is_on_shift(who, now) else set()

    def if_rung(self, subject: str, who: int | None, now: datetime) -> set[int]:
        """Of what nobody heard of, nobody need hear that it is over."""
        return {one for one in self.if_on_shift(who, now) if (subject, one) in self.rung}

    def in_their_place(self, now: datetime, but: int | None = None) -> set[int]:
        """Leads, else admins."""
        for group in (self.leads, self.admins):
            found = {one for one in group if self.is_on_shift(one, now) and one != but}
            if found:
                return found
        return set()

    def must_act(self, owner: int | None, now: datetime) -> set[int]:
        """The owner has to do something; when that cannot reach them, somebody else must."""
        if owner is None:
            return set()
        told = self.if_on_shift(owner, now)
        return told if told & self.phones else told | self.who_can(now, told)

    def who_can(self, now: datetime, but: set[int]) -> set[int]:
        """Leads that can be reached, else admins: none of those who were told already."""
        for group in (self.leads, self.admins):
            found = {one for one in (group & self.phones) - but if self.is_on_shift(one, now)}
            if found:
                return found
        return set()

    def handled(self, subject: str, now: datetime) -> None:
        """Nobody is nudged of it any more; whose phone may show it hears so, without a sound. Here
        people act on a device that gets no nudges: their phone is another one."""
        self.silence(subject)
        spared = {who for name, who in self.rings if name == subject}
        self.tell(subject, {one for one in spared if self.is_on_shift(one, now)})

    def back_at(self, who: int, after: datetime) -> datetime:
        """When they work again after a shift that ends then."""
        week = self.weeks.get(who)
        following = shift_after(week, self.zone, after) if week else None
        return following.starts if following else after + timedelta(hours=6)

    def set_shift(self, who: int, until: datetime | None) -> None:
        self.shifts[who] = until
        self.ended.discard(who)
        self.silence(f"shift:{who}")

    def has_shift_to_end(self, who: int) -> bool:
        return self.shifts[who] is not None and who not in self.ended

    def tell(self, subject: str, people: set[int]) -> None:
        news = {(subject, one) for one in people}
        self.told |= news
        self.waiting |= {one for one in news if one[1] in self.phones}

    def send(self, due: set[Told], of_use: set[Told]) -> None:
        self.rung |= of_use
        self.waiting -= due

    def silence(self, *subjects: str) -> None:
        self.waiting = {one for one in self.waiting if one[0] not in subjects}

    def close(self, who: int) -> None:
        self.closed.add(who)
        self.weeks.pop(who, None)
        self.set_shift(who, None)
        self.waiting = {one for one in self.waiting if one[1] != who}
