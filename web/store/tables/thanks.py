"""Thanks of customers and owners, and to whom they are."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from web.store.tables.base import instant, row_id


class Thanks(SQLModel, table=True):
    """For one resolution of an issue."""

    id: int = row_id()
    issue_id: int = Field(foreign_key="issue.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")  # None: the customer
    words: str | None = None
    resolved_at: datetime = instant()
    at: datetime = instant()


class ThanksRecipient(SQLModel, table=True):
    """Theirs alone, unless they put it on the wall of their site."""

    __tablename__ = "thanks_recipient"
    __table_args__ = (
        UniqueConstraint("thanks_id", "person_id"),
        Index("ix_thanks_recipient_person", "person_id", "id"),
        Index("ix_thanks_recipient_wall", "wall_site_id", "id"),
    )
    id: int = row_id()
    thanks_id: int = Field(foreign_key="thanks.id")
    person_id: int = Field(foreign_key="person.id")
    wall_site_id: int | None = Field(default=None, foreign_key="site.id")  # None: not shared
