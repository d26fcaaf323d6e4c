"""What people may do for a customer without asking, and what of it was used."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, text
from sqlmodel import Field, SQLModel

from web.rules.site_texts import clean_translations
from web.store.tables.base import ReadableDocument, instant, row_id

_IN_USE = text("removed_at IS NULL")


class Allowance(SQLModel, table=True):
    """One thing that a role may do at one site, perhaps up to a limit."""

    __table_args__ = (
        CheckConstraint("role IN ('employee', 'lead', 'admin')", name="role"),
        CheckConstraint("(limit_amount IS NULL) = (currency IS NULL)", name="limit_has_currency"),
        # The list of a site.
        Index(
            "ix_allowance_site",
            "site_id",
            "position",
            sqlite_where=_IN_USE,
            postgresql_where=_IN_USE,
        ),
    )
    id: int = row_id()
    site_id: int = Field(foreign_key="site.id")
    role: str
    words: str  # for readers of languages without a translation
    translations: dict[str, str] | None = Field(
        default=None,
        sa_column=Column(ReadableDocument(clean_translations, none_as_null=True), nullable=True),
    )
    # In minor units of `currency` (ISO 4217): see `rules.money`. None: without a limit.
    limit_amount: int | None = Field(default=None, sa_type=BigInteger)
    currency: str | None = None
    position: int  # within its site
    removed_at: datetime | None = instant(nullable=True)  # kept for what was used


class AllowanceUse(SQLModel, table=True):
    """Once, for one issue. Without a person: what is made of it speaks of nobody."""

    __tablename__ = "allowance_use"
    __table_args__ = (
        CheckConstraint("amount IS NULL OR currency IS NOT NULL", name="amount_has_currency"),
        # What was used at a site, in a period.
        Index("ix_allowance_use_site", "site_id", "at"),
        Index("ix_allowance_use_at", "at"),  # at all of them
        # The uses of one thing, the newest first.
        Index("ix_allowance_use_allowance", "allowance_id", "at"),
    )
    id: int = row_id()
    issue_id: int = Field(foreign_key="issue.id", index=True)
    site_id: int = Field(foreign_key="site.id")  # of the issue
    allowance_id: int = Field(foreign_key="allowance.id")
    amount: int | None = Field(default=None, sa_type=BigInteger)  # in minor units of `currency`
    currency: str | None = None  # None: nothing that has an amount
    above_limit: bool = False  # of the limit that it had then
    at: datetime = instant()
    event_version: int  # of its event in the issue's history
