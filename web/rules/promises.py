"""The time by which the customer hears more. Pure: `now` is an argument.

Every owned issue has a promise; escalations depend on it. Hours count while the site is open. Whole
days go by the calendar, to the next opening: “in two days” is no promise for Friday, only because a
day has eleven hours there.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from web.language.dates import hour_in_words
from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.language.messages import ngettext
from web.rules.opening import OpeningHours, after, first_open
from web.rules.vocabulary import Urgency

# A span from the tap on, or a certain time, which is kept as it was chosen.
PromisedBy = timedelta | datetime

DEFAULT = {
    Urgency.NOW: timedelta(minutes=30),
    Urgency.TODAY: timedelta(hours=4),
    Urgency.LATER: timedelta(days=2),
}
NEAR = timedelta(minutes=10)
LEAST, MOST = timedelta(minutes=5), timedelta(days=14)
_A_DAY = timedelta(days=1)
_DAYS_AHEAD = 14  # in which a morning is looked for

_SOON = (
    (timedelta(minutes=15), N_("15 minutes")),
    (timedelta(minutes=30), N_("30 minutes")),
    (timedelta(hours=1), N_("1 hour")),
    (timedelta(hours=2), N_("2 hours")),
    (timedelta(hours=4), N_("4 hours")),
)
# What an update promises next unless something else is chosen, in minutes.
USUAL = {Urgency.NOW: "30", Urgency.TODAY: "60", Urgency.LATER: "240"}
_MORNING, _AFTERNOON = time(9), time(14)


@dataclass(frozen=True)
class Choice:
    minutes: int | None  # from the tap; None: `at` itself is promised, however late the tap comes
    label: str
    at: datetime
    day_ends: datetime | None = None  # from then on the label, “tomorrow”, means another day


def first(urgency: Urgency, now: datetime, opening: OpeningHours | None = None) -> datetime:
    return _counted(DEFAULT[urgency], now, opening)


def next_promise(by: PromisedBy, now: datetime, opening: OpeningHours | None = None) -> datetime:
    """At least five minutes and at most two weeks from now, rounded to the second."""
    span = by if isinstance(by, timedelta) else by - now
    span = min(max(span, LEAST), MOST)
    at = _counted(span, now, opening) if isinstance(by, timedelta) else now + span
    return (at + timedelta(milliseconds=500)).replace(microsecond=0)


def _counted(span: timedelta, now: datetime, opening: OpeningHours | None) -> datetime:
    if opening is None:
        return now + span
    return after(opening, now, span) if span < _A_DAY else first_open(opening, now + span)


def is_late(promise_at: datetime | None, now: datetime) -> bool:
    return promise_at is not None and promise_at <= now


def is_near(promise_at: datetime, promised_at: datetime, now: datetime) -> bool:
    """Within ten minutes, of a short promise within its last quarter; also when it has passed."""
    return promise_at - min(NEAR, (promise_at - promised_at) / 4) <= now


def choices(
    now: datetime, zone: ZoneInfo, opening: OpeningHours | None = None
) -> tuple[Choice, ...]:
    """What one tap can promise, in words; mornings by the site's clock, on days it is open."""
    soon = tuple(
        Choice(span // timedelta(minutes=1), _(label), _counted(span, now, opening))
        for span, label in _SOON
    )
    return soon + _days(now, zone, opening, _MORNING, 2)


def next_shift(
    now: datetime, zone: ZoneInfo, opening: OpeningHours | None = None
) -> tuple[Choice, ...]:
    """Times to promise for somebody who leaves now."""
    found = _days(now, zone, opening, _MORNING, 3) + _days(now, zone, opening, _AFTERNOON, 1)
    return tuple({choice.at: choice for choice in sorted(found, key=lambda one: one.at)}.values())


def _days(
    now: datetime, zone: ZoneInfo, opening: OpeningHours | None, at: time, count: int
) -> tuple[Choice, ...]:
    """This time, or the next opening after it, on the coming days that are open then."""
    today = now.astimezone(zone).date()
    day_ends = datetime.combine(today + _A_DAY, time(), zone)
    found: list[Choice] = []
    for days in range(1, _DAYS_AHEAD):
        day = today + timedelta(days=days)
        wanted = datetime.combine(day, at, zone)
        # Without hours it stays as the calendar has it: a time that the clock skips, too.
        then = first_open(opening, wanted).astimezone(zone) if opening else wanted
        if then.date() == day and len(found) < count:
            found.append(Choice(None, _label(days, then), then, day_ends))
    return tuple(found)


def _label(days: int, at: datetime) -> str:
    time = hour_in_words(at)
    if days == 1:
        return _("Tomorrow at %(time)s", time=time)
    return ngettext("In one day at %(time)s", "In %(num)s days at %(time)s", days, time=time)


def next_time(at: time, now: datetime, zone: ZoneInfo) -> datetime:
    """Today where the clock of `zone` does not show `at` yet, else tomorrow. Of two such times,
    when clocks are set back, the first one to come."""
    here = now.astimezone(zone)
    day = here.date() if at > here.time() else here.date() + _A_DAY
    then = datetime.combine(day, at, zone)
    return then if then > now else then.replace(fold=1)
