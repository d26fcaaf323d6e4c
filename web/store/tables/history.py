"""The head of the hash chain of events."""

from sqlalchemy import CheckConstraint
from sqlmodel import SQLModel

from web.store.tables.base import row_id


class HistoryHead(SQLModel, table=True):
    """The newest event of the hash chain: one row, written by the appending trigger."""

    __tablename__ = "history_head"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)
    id: int = row_id()
    event_id: int
    events: int  # number of events
    hash: str
