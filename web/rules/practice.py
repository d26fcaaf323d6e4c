"""Practice: the stations of one made-up issue in their order, and what leads to the next one.
Pure.

It has no issue: nobody else sees it, and nothing counts it (decision 93).
"""

from datetime import datetime, timedelta
from enum import StrEnum

ROBIN = "Robin"  # the colleague who helps; a name, so the same in each language
CUSTOMER = "Sam"
_SOONEST = 6  # seconds until Robin answers, as somebody would
_SPREAD = 5


class Station(StrEnum):
    """What there is to do next; the value is stored."""

    SEE = "see"
    OWN = "own"
    SHARE = "share"
    ASK = "ask"
    WAIT = "wait"  # for Robin
    UPDATE = "update"
    RESOLVE = "resolve"
    DONE = "done"


class PracticeAct(StrEnum):
    """The value is the last part of the act's URL."""

    START = "start"
    OWN = "own"
    SHARE = "share"
    ASK = "ask"
    UPDATE = "update"
    RESOLVE = "resolve"
    AGAIN = "again"


_NEXT = {
    (Station.SEE, PracticeAct.START): Station.OWN,
    (Station.OWN, PracticeAct.OWN): Station.SHARE,
    (Station.SHARE, PracticeAct.SHARE): Station.ASK,
    (Station.ASK, PracticeAct.ASK): Station.WAIT,
    (Station.UPDATE, PracticeAct.UPDATE): Station.RESOLVE,
    (Station.RESOLVE, PracticeAct.RESOLVE): Station.DONE,
    (Station.DONE, PracticeAct.AGAIN): Station.SEE,
}


def answers_at(asked_at: datetime, person_id: int) -> datetime:
    """When Robin says yes: some seconds later, not always as many."""
    return asked_at + timedelta(seconds=_SOONEST + person_id % _SPREAD)


def station_at(
    stored: Station, asked_at: datetime | None, person_id: int, now: datetime
) -> Station:
    """Robin's answer moves it on by itself."""
    if stored is Station.WAIT and (asked_at is None or answers_at(asked_at, person_id) <= now):
        return Station.UPDATE
    return stored


def after(station: Station, act: PracticeAct) -> Station:
    """The same station for an act of another one: a second tap, a page that was left open, or
    another phone, which has gone on."""
    return _NEXT.get((station, act), station)
