"""Tables of figures: what was counted of each issue, and up to which event.

Numbers, times and ids only: they stay when an issue is erased.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from web.store.tables.base import instant, row_id


class FiguresOfIssue(SQLModel, table=True):
    """One issue, or one cause: `web.rules.figures`, and what it is grouped by."""

    __tablename__ = "issue_figures"
    __table_args__ = (
        # A report: of one site, and of all.
        Index("ix_issue_figures_site", "site_id", "day"),
        Index("ix_issue_figures_day", "day"),
    )
    issue_id: int = Field(foreign_key="issue.id", primary_key=True)
    event_id: int  # its newest event when it was counted
    site_id: int
    day: int  # on which it was reported, by its site's clock: `date.toordinal`
    place_id: int | None = None  # None: a place that somebody typed, or none
    cause_id: int | None = None  # the issue that is its cause
    promise_at: datetime | None = instant(nullable=True)  # that has not ended
    promises_due: int
    promises_kept: int
    seconds_to_owner: int | None = None
    seconds_to_resolved: int | None = None
    steps: int
    cold_steps: int
    retold: int | None = None
    reopened: int
    settled: int
    not_yet: int
    sent_away: int
    authority_used: int
    # Of a cause, which has no other figures: 1 of each that is true.
    causes: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    causes_closed: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    causes_back: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class FiguresProgress(SQLModel, table=True):
    """Up to which event all issues are counted: one row, written with what was counted."""

    __tablename__ = "figures_progress"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)
    id: int = row_id()
    event_id: int = 0
    at: datetime | None = instant(nullable=True)  # when all was counted last; None: not yet
