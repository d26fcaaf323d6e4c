"""Tables of nudges: policies, weekly hours, and deferred nudges.

Rows only, as in `tables`: no rule and no query.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from web.store.tables.base import ReadableDocument, instant, row_id


class Policy(SQLModel, table=True):
    """One version of a site's policy for one trigger. Escalations begin by the newest."""

    __table_args__ = (
        UniqueConstraint("site_id", "trigger", "version"),
        CheckConstraint("version >= 1", name="version"),
    )
    id: int = row_id()
    site_id: int = Field(foreign_key="site.id")
    trigger: str
    version: int
    steps: list[dict[str, Any]] = Field(sa_column=Column(ReadableDocument(), nullable=False))
    made_at: datetime = instant()
    made_by: int = Field(foreign_key="person.id")


class WeeklyHours(SQLModel, table=True):
    """One shift of a person on a day of the week, by their site's clock."""

    __tablename__ = "weekly_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("starts BETWEEN 0 AND 1439 AND ends BETWEEN 0 AND 1439", name="minutes"),
    )
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    weekday: int = Field(primary_key=True)  # 0: Monday
    starts: int = Field(primary_key=True)  # minutes after midnight
    ends: int  # not after `starts`: on the next day; equal: 24 hours


class DeferredNudge(SQLModel, table=True):
    """A nudge for somebody off shift: delivered with all others when their shift begins."""

    __tablename__ = "deferred_nudge"
    __table_args__ = (Index("ix_deferred_nudge_issue_id", "issue_id"),)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    subject: str = Field(primary_key=True)
    issue_id: int = Field(foreign_key="issue.id")
    at: datetime = instant()


class ManualNudge(SQLModel, table=True):
    """A nudge with a sound that somebody made by hand; kept for an hour, for `manual_limit`."""

    __tablename__ = "manual_nudge"
    __table_args__ = (Index("ix_manual_nudge_sender_at", "sender_id", "at"),)
    id: int = row_id()
    sender_id: int = Field(foreign_key="person.id")
    person_id: int = Field(foreign_key="person.id")
    issue_id: int | None = Field(default=None, foreign_key="issue.id")  # None: a test
    subject: str
    at: datetime = instant()
