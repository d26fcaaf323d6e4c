"""What was erased: applied again to a restored database. Holds nothing of what it was."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from web.store.tables.base import instant, row_id


class Erasure(SQLModel, table=True):
    __table_args__ = (CheckConstraint("extent IN ('customer', 'all')", name="extent"),)
    id: int = row_id()
    issue_ref: str
    extent: str
    at: datetime = instant()
    person_id: int | None = Field(default=None, foreign_key="person.id")  # None: by age
