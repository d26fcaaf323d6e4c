"""A table that is written only to see whether the database can be written to."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import SQLModel

from web.store.tables.base import instant, row_id


class WriteProbe(SQLModel, table=True):
    """One row: see `http.readiness`."""

    __tablename__ = "write_probe"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)
    id: int = row_id()
    at: datetime = instant()
