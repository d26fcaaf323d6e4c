"""Tables of handoffs: steps and owner changes.

Rows only, as in `tables`: no rule and no query.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from web.store.tables.base import instant, row_id

_IS_OPEN = text("state IN ('asked', 'accepted')")
_IS_ASKED = text("state = 'asked'")


class Step(SQLModel, table=True):
    """One handoff: a helper is asked to do one thing."""

    __table_args__ = (
        CheckConstraint(
            "state IN ('asked', 'accepted', 'done', 'declined', 'withdrawn')", name="state"
        ),
        CheckConstraint(
            "introduction IN ('in_person', 'call', 'message', 'none')", name="introduction"
        ),
        CheckConstraint(
            "helper_id IS NOT NULL OR (introduction = 'in_person'"
            " AND state IN ('asked', 'withdrawn'))",
            name="helper",
        ),
        CheckConstraint(
            "state NOT IN ('accepted', 'done') OR accepted_at IS NOT NULL", name="accepted"
        ),
        CheckConstraint("(state IN ('asked', 'accepted')) = (ended_at IS NULL)", name="ended"),
        # A person has one open step of an issue.
        Index(
            "uq_step_open",
            "issue_id",
            "helper_id",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
        Index("ix_step_issue", "issue_id", "id"),
        # "Asked of me", "I helped with", and what a person has done before.
        Index("ix_step_helper", "helper_id", "state", "asked_at"),
        # The board: unanswered steps.
        Index(
            "ix_step_unanswered",
            "answer_by",
            sqlite_where=_IS_ASKED,
            postgresql_where=_IS_ASKED,
        ),
    )
    id: int = row_id()
    issue_id: int = Field(foreign_key="issue.id")
    asked_by: int = Field(foreign_key="person.id")
    helper_id: int | None = Field(default=None, foreign_key="person.id")  # None: who scans
    need: str
    introduction: str
    state: str = "asked"
    asked_at: datetime = instant()
    answer_by: datetime = instant()
    accepted_at: datetime | None = instant(nullable=True)
    ended_at: datetime | None = instant(nullable=True)
    decline_reason: str | None = None  # the reason to decline
    proposed_helper: str | None = None  # who could help instead


class OwnerChange(SQLModel, table=True):
    """A change of ownership that takes effect when the next owner accepts."""

    __tablename__ = "owner_change"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'accepted', 'declined', 'withdrawn')", name="state"),
        CheckConstraint("reason IN ('shift_ends', 'absence', 'better_placed')", name="reason"),
        CheckConstraint("(state = 'asked') = (ended_at IS NULL)", name="ended"),
        CheckConstraint("from_id <> to_id", name="another"),
        Index(
            "uq_owner_change_open",
            "issue_id",
            unique=True,
            sqlite_where=_IS_ASKED,
            postgresql_where=_IS_ASKED,
        ),
        Index("ix_owner_change_issue", "issue_id", "id"),
        Index("ix_owner_change_to", "to_id", "state"),
        Index("ix_owner_change_from", "from_id", "state"),
    )
    id: int = row_id()
    issue_id: int = Field(foreign_key="issue.id")
    from_id: int = Field(foreign_key="person.id")
    # The owner, or a lead who stood in for them; None: older than this column, so the owner.
    asked_by: int | None = None
    to_id: int = Field(foreign_key="person.id")
    reason: str
    reason_text: str | None = None  # the reason in words
    state: str = "asked"
    asked_at: datetime = instant()
    answer_by: datetime = instant()
    ended_at: datetime | None = instant(nullable=True)
