"""The model’s people: who is here until when, and what waits for whom to be told."""

from dataclasses import dataclass, field
from datetime import datetime

Told = tuple[str, int]  # a subject, and who hears of it


@dataclass
class Team:
    leads: set[int]
    shifts: dict[int, datetime | None]  # until when; None: off shift
    closed: set[int] = field(default_factory=set)
    ended: set[int] = field(default_factory=set)  # shifts whose end a worker has seen
    waiting: set[Told] = field(default_factory=set)  # and nobody has heard of it yet
    told: set[Told] = field(default_factory=set)  # by the last act

    def is_on_shift(self, who: int, now: datetime) -> bool:
        until = self.shifts[who]
        return until is not None and until > now

    def if_on_shift(self, who: int | None, now: datetime) -> set[int]:
        return {who} if who is not None and self.is_on_shift(who, now) else set()

    def leads_on_shift(self, now: datetime, but: int | None = None) -> set[int]:
        return {one for one in self.leads if self.is_on_shift(one, now) and one != but}

    def must_act(self, owner: int | None, now: datetime) -> set[int]:
        """The owner has to do something; off shift somebody else must."""
        if owner is None:
            return set()
        return self.if_on_shift(owner, now) or self.leads_on_shift(now)

    def set_shift(self, who: int, until: datetime | None) -> None:
        self.shifts[who] = until
        self.ended.discard(who)
        self.silence(f"shift:{who}")

    def has_shift_to_end(self, who: int) -> bool:
        return self.shifts[who] is not None and who not in self.ended

    def tell(self, subject: str, people: set[int]) -> None:
        news = {(subject, one) for one in people}
        self.told |= news
        self.waiting |= news

    def silence(self, *subjects: str) -> None:
        self.waiting = {one for one in self.waiting if one[0] not in subjects}

    def close(self, who: int) -> None:
        self.closed.add(who)
        self.set_shift(who, None)
        self.waiting = {one for one in self.waiting if one[1] != who}
