"""The tables of what people keep asking leads for.

Rows only, as in `tables`: no rule and no query. Ids and times alone: the words are those of steps.
"""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from web.store.tables.base import instant, row_id


class RepeatedAsk(SQLModel, table=True):
    """Steps of one site that ask leads for the same thing, whatever was answered."""

    __tablename__ = "repeated_ask"
    # The board: what was asked lately.
    __table_args__ = (Index("ix_repeated_ask_site", "site_id", "asked_at"),)
    id: int = row_id()
    site_id: int = Field(foreign_key="site.id")
    asked_at: datetime = instant()  # last
    dismissed_at: datetime | None = instant(nullable=True)  # “Not for the list”
    allowance_id: int | None = Field(default=None, foreign_key="allowance.id")  # added for it


class RepeatedAskStep(SQLModel, table=True):
    """A step belongs to one of them at most."""

    __tablename__ = "repeated_ask_step"
    step_id: int = Field(foreign_key="step.id", primary_key=True)
    repeated_ask_id: int = Field(foreign_key="repeated_ask.id", index=True)
