"""Where the hash chain of events ends."""

from sqlalchemy import CheckConstraint
from sqlmodel import SQLModel

from web.store.tables.base import row_id


class HistoryHead(SQLModel, table=True):
    """The newest event of the hash chain: one row, written by the trigger that appends."""

    __tablename__ = "history_head"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)
    id: int = row_id()
    event_id: int
    events: int  # how many there are
    hash: str
