"""Suspends all sending: after a restore, until somebody resumes it.

Acts go on to fill the outbox, and escalations stand still. A worker that finds the row neither
sends nor advances anything.
"""

from datetime import datetime

from sqlalchemy import Executable, delete, select
from sqlmodel import Session, col

from push.upsert import insert_into
from push.worker_models import Suspension

_SINCE: Executable = select(col(Suspension.since)).where(col(Suspension.id) == 1)


def suspend(session: Session, now: datetime) -> None:
    """From when it was suspended first, where it is already."""
    row = insert_into(session, Suspension).values(id=1, since=now)
    session.exec(row.on_conflict_do_nothing())


def resume(session: Session) -> datetime | None:
    """Returns since when it was suspended; None: it was not."""
    since = suspended_since(session)
    session.exec(delete(Suspension))
    return since


def suspended_since(session: Session) -> datetime | None:
    since: datetime | None = session.connection().execute(_SINCE).scalar()
    return since
