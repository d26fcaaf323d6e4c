"""The time by which the customer hears more. Pure: `now` is an argument.

Every owned issue has a promise; escalations depend on it.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from web.rules.vocabulary import Urgency

DEFAULT = {
    Urgency.NOW: timedelta(minutes=30),
    Urgency.TODAY: timedelta(hours=4),
    Urgency.LATER: timedelta(days=2),
}
NEAR = timedelta(minutes=10)
LEAST, MOST = timedelta(minutes=5), timedelta(days=14)

_SOON = (
    (timedelta(minutes=15), "15 minutes"),
    (timedelta(minutes=30), "30 minutes"),
    (timedelta(hours=1), "1 hour"),
    (timedelta(hours=2), "2 hours"),
    (timedelta(hours=4), "4 hours"),
)
# What an update promises next unless something else is chosen, in minutes.
USUAL = {Urgency.NOW: "30", Urgency.TODAY: "60", Urgency.LATER: "240"}
_MORNING, _AFTERNOON = time(9), time(14)


@dataclass(frozen=True)
class Choice:
    minutes: int | None  # from the tap; None: `at` itself is promised, however late the tap comes
    label: str
    at: datetime


def first(urgency: Urgency, now: datetime) -> datetime:
    return now + DEFAULT[urgency]


def in_minutes(minutes: float, now: datetime) -> datetime:
    """The promise `minutes` from now, at least five minutes and at most two weeks, rounded to the
    second."""
    at = now + min(max(timedelta(minutes=minutes), LEAST), MOST)
    return (at + timedelta(milliseconds=500)).replace(microsecond=0)


def is_late(promise_at: datetime | None, now: datetime) -> bool:
    return promise_at is not None and promise_at <= now


def is_near(promise_at: datetime, promised_at: datetime, now: datetime) -> bool:
    """Within ten minutes, of a short promise within its last quarter; also when it has passed."""
    return promise_at - min(NEAR, (promise_at - promised_at) / 4) <= now


def choices(now: datetime, zone: ZoneInfo) -> tuple[Choice, ...]:
    """What one tap can promise, in words; mornings by the site's clock."""
    today = now.astimezone(zone).date()
    soon = tuple(Choice(span // timedelta(minutes=1), label, now + span) for span, label in _SOON)
    mornings = (
        Choice(None, "Tomorrow at 9", _morning(today + timedelta(days=1), zone)),
        Choice(None, "In 2 days at 9", _morning(today + timedelta(days=2), zone)),
    )
    return soon + mornings


def next_shift(now: datetime, zone: ZoneInfo) -> tuple[Choice, ...]:
    """Times to promise for somebody who leaves now."""
    today = now.astimezone(zone).date()
    days = ((1, "Tomorrow at 9"), (2, "In 2 days at 9"), (3, "In 3 days at 9"))
    mornings = [
        Choice(None, label, _morning(today + timedelta(days=count), zone)) for count, label in days
    ]
    afternoon = datetime.combine(today + timedelta(days=1), _AFTERNOON, zone)
    return mornings[0], Choice(None, "Tomorrow at 14", afternoon), *mornings[1:]


def _morning(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, _MORNING, zone)


def next_time(at: time, now: datetime, zone: ZoneInfo) -> datetime:
    """The next time that the clock of `zone` shows `at`."""
    today = now.astimezone(zone).date()
    then = datetime.combine(today, at, zone)
    return then if then > now else datetime.combine(today + timedelta(days=1), at, zone)
