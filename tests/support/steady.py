"""A clock that can be trusted with what cannot be undone."""

from datetime import datetime

from push import clock_skew
from push.worker_models import ClockReading
from web.store.engine import Database


def steady(database: Database, now: datetime) -> None:
    """The clock has gone on without a jump up to now."""
    with database.write() as session:
        clock_skew.note(session, now)
        reading = session.get_one(ClockReading, 1)
        reading.steady_since = now - clock_skew.STEADY_AFTER
        session.add(reading)
