"""Phones of customers that follow an issue: nothing of the customer, only what is told to whom."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer
from sqlmodel import Field, SQLModel

from web.store.tables.base import instant, row_id


class Follower(SQLModel, table=True):
    """One phone. Its push subscription is that of the person `web.store.subjects.follower`.

    Ended, once nothing names it any more: its subscription, or its link, which is deleted with the
    words of its issue.
    """

    id: int = row_id()
    link_id: int | None = Field(
        default=None,
        sa_column=Column(Integer, ForeignKey("status_link.id", ondelete="SET NULL"), index=True),
    )
    language: str  # code of that of the page where it began
    event_id: int  # the newest event that it was told of, or that was there before
    created_at: datetime = instant()
