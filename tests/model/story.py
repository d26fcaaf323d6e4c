"""The model’s memory of what was done when, and by whom: enough to say whether a tap is too old.

Said a second time, and only for what can make a tap mean something else.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from web.rules.vocabulary import EventKind

A_MOMENT, LONGEST = timedelta(minutes=1), timedelta(days=30)
OTHER_OWNER = (EventKind.OWNED, EventKind.CHANGED, EventKind.ORPHANED)
PROMISE = (EventKind.PROMISED, EventKind.CUSTOMER_TOLD, EventKind.POSTPONED, EventKind.REOPENED)
NEVER_OLD = ("own", "note")


@dataclass(frozen=True)
class Done:
    kind: EventKind
    by: int | None
    at: datetime
    waited: bool  # `at` is the tap itself

    def is_after(self, made: datetime | None, me: int) -> bool:
        """What came in at once may have been tapped up to a minute before that."""
        earliest = self.at if self.waited or self.by != me else self.at - A_MOMENT
        return made is not None and earliest > made


@dataclass
class Story:
    born: datetime
    done: list[Done] = field(default_factory=list)
    by: int | None = None
    now: datetime | None = None  # of the act that is being done
    made: datetime | None = None  # when the tap that is being done was made; None: just now

    def goes_on(self, by: int | None, now: datetime, made: datetime | None = None) -> None:
        self.by, self.now, self.made = by, now, made

    def since(self) -> datetime:
        """From when on what this tap promises counts."""
        now = self.now or self.born
        at = min(max(self.made or now, self.born), now)
        return at if now - at > A_MOMENT else now

    def add(self, kind: EventKind) -> None:
        if kind is EventKind.ORPHANED:  # nobody has tapped that
            self.by, self.made = None, None
        at = self.since()
        self.done.append(Done(kind, self.by, at, at != (self.now or self.born)))

    def is_too_late(
        self, what: str, me: int, made: datetime | None, seen: int, *, nudged: bool
    ) -> bool:
        """`seen`: how much of it was known to who tapped; `nudged`: they were, after the tap."""
        unseen = self.done[seen:]
        after = {one.kind for one in unseen if one.is_after(made, me)}
        news = after | {one.kind for one in unseen if one.by != me}
        if what in NEVER_OLD:
            return False
        if what == "reopen":
            return EventKind.RESOLVED in news
        if after.intersection(OTHER_OWNER):
            return True
        if what == "resolve":
            return EventKind.REOPENED in news
        if what == "on_it":
            return nudged
        return bool(after.intersection(PROMISE))


def late(tapped_at: datetime, now: datetime) -> datetime | None:
    """When a tap was made that comes in now; None: just now."""
    at = min(max(tapped_at, now - LONGEST), now)
    return at if now - at > A_MOMENT else None
