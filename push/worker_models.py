"""The tables in which workers record how they are, and what they have done in all."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from push.model_fields import instant, instant_or_none, named_check, row_id


class Heartbeat(SQLModel, table=True):
    """A sign of life of a worker: written after a whole cycle, every few seconds."""

    __tablename__ = "push_heartbeat"
    worker: str = Field(primary_key=True)
    started_at: datetime = instant(nullable=False)
    cycle_at: datetime = instant(nullable=False)  # when its last whole cycle ended
    cycles: int = 0


class ClockReading(SQLModel, table=True):
    """One row: the time of the last reading by a worker, and since when no clock has jumped."""

    __tablename__ = "push_clock"
    __table_args__ = (named_check("ck_push_clock_one", "id = 1"),)
    id: int = row_id()
    read_at: datetime | None = instant_or_none()
    steady_since: datetime | None = instant_or_none()


class Suspension(SQLModel, table=True):
    """One row while nothing is sent: see `suspension`."""

    __tablename__ = "push_suspension"
    __table_args__ = (named_check("ck_push_suspension_one", "id = 1"),)
    id: int = row_id()
    since: datetime = instant(nullable=False)


class Count(SQLModel, table=True):
    """A total since the beginning, for monitors."""

    __tablename__ = "push_count"
    name: str = Field(primary_key=True)
    reason: str = Field(default="", primary_key=True)
    value: int = Field(default=0, sa_type=BigInteger)
