"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta

MONDAY_MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Clock:
    """`clock()` and `clock.now` are the same instant; it can be handed over as a callable."""

    def __init__(self, now: datetime = MONDAY_MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **spans: float) -> datetime:
        """`clock.forward(minutes=5)`; the words are those of timedelta."""
        self.now += timedelta(**spans)
        return self.now

    def back(self, **spans: float) -> datetime:
        self.now -= timedelta(**spans)
        return self.now
