"""By when the customer of a new issue hears more, for each urgency, as the report says it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from web.rules import promises
from web.rules.clock import time_zone
from web.rules.opening import OpeningHours, open_spans
from web.rules.vocabulary import Urgency
from web.store.escalation_timing import opening_for
from web.store.tables.accounts import Site

_AHEAD = timedelta(days=7)  # in which a copy of the report on a phone still knows the hours


@dataclass(frozen=True)
class FirstPromise:
    """`at` counts from `now`; phones count on with `minutes` and the `spans` that are open, in
    milliseconds since 1970. None: it is always open."""

    urgency: Urgency
    at: datetime
    is_today: bool
    minutes: int
    spans: tuple[tuple[int, int], ...] | None


def first_promises(site: Site, now: datetime) -> tuple[FirstPromise, ...]:
    return tuple(_first_promise(site, urgency, now) for urgency in Urgency)


def _first_promise(site: Site, urgency: Urgency, now: datetime) -> FirstPromise:
    opening, zone = opening_for(site, urgency), time_zone(site.zone)
    at = promises.first(urgency, now, opening)
    return FirstPromise(
        urgency=urgency,
        at=at,
        is_today=at.astimezone(zone).date() == now.astimezone(zone).date(),
        minutes=promises.DEFAULT[urgency] // timedelta(minutes=1),
        spans=None if opening is None else _spans(opening, now, at + _AHEAD),
    )


def _spans(opening: OpeningHours, now: datetime, until: datetime) -> tuple[tuple[int, int], ...]:
    found = open_spans(opening, now, until)
    return tuple((_milliseconds(one.starts), _milliseconds(one.ends)) for one in found)


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
