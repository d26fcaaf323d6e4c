"""The keys of the installation that a database belongs to: a fingerprint, nothing secret.

Several nodes share one database. One with keys of its own would give phones another key to
subscribe with, and set aside the phones of all others.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, SQLModel

from push.upsert import insert_into
from web.store.tables.base import instant, row_id


class Installation(SQLModel, table=True):
    """One row, written by the first process that opens the database."""

    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)
    id: int = row_id()
    keys: str = Field()  # the fingerprint of `web.config.Keys`
    since: datetime = instant()
    # Number of rotations of the secret: phones then fetch the new storage key.
    rotations: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


def fingerprint_in(session: Session) -> str | None:
    """None: no process has opened this database yet."""
    installation = session.get(Installation, 1)
    return installation.keys if installation else None


def claim(session: Session, fingerprint: str, now: datetime) -> str:
    """Writes the fingerprint, unless another process was first."""
    row = insert_into(session, Installation).values(id=1, keys=fingerprint, since=now)
    session.exec(row.on_conflict_do_nothing())
    return session.get_one(Installation, 1).keys


def adopt(session: Session, fingerprint: str, now: datetime) -> None:
    """Replaces the fingerprint."""
    claim(session, fingerprint, now)
    installation = session.get_one(Installation, 1)
    installation.keys, installation.since = fingerprint, now
    session.add(installation)


def count_rotation(session: Session) -> None:
    """The secret was replaced: phones fetch the new storage key."""
    installation = session.get_one(Installation, 1)
    installation.rotations += 1
    session.add(installation)
    session.flush()
