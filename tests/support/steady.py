"""A clock that can be trusted with what cannot be undone."""

from datetime import datetime

from push import clocks
from push.models import ClockReading
from web.store.engine import Database


def steady(database: Database, now: datetime) -> None:
    """The clock has gone on without a jump up to now."""
    with database.write() as session:
        clocks.note(session, now)
        reading = session.get_one(ClockReading, 1)
        reading.steady_since = now - clocks.STEADY_AFTER
        session.add(reading)
