"""The tables of patterns: issues of one site that are alike, and how far the worker has looked.

Rows only, as in `tables`: no rule and no query.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from web.store.tables.base import instant, row_id


class Pattern(SQLModel, table=True):
    """The same thing at the same place, several times. Its words are those of its newest issue."""

    __table_args__ = (
        # The board: what needs an answer.
        Index(
            "ix_pattern_open",
            "site_id",
            sqlite_where=text("cause_id IS NULL AND dismissed_at IS NULL"),
            postgresql_where=text("cause_id IS NULL AND dismissed_at IS NULL"),
        ),
    )
    id: int = row_id()
    site_id: int = Field(foreign_key="site.id")
    found_at: datetime = instant()
    dismissed_at: datetime | None = instant(nullable=True)  # “Not the same thing”
    cause_id: int | None = Field(default=None, foreign_key="issue.id")  # that a lead owns for it


class PatternIssue(SQLModel, table=True):
    """An issue belongs to one pattern at most."""

    __tablename__ = "pattern_issue"
    issue_id: int = Field(foreign_key="issue.id", primary_key=True)
    pattern_id: int = Field(foreign_key="pattern.id", index=True)


class PatternLook(SQLModel, table=True):
    """The newest event whose issue was compared with others: one row."""

    __tablename__ = "pattern_look"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)
    id: int = row_id()
    event_id: int
