"""The tables of issues, their events, photos, status links and idempotency keys."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    LargeBinary,
    false,
    text,
)
from sqlmodel import Field, SQLModel

from web.rules.event_data import readable
from web.store.tables.base import ReadableDocument, instant, row_id


class Issue(SQLModel, table=True):
    __table_args__ = (
        CheckConstraint("state IN ('unowned', 'owned', 'resolved')", name="state"),
        CheckConstraint("urgency IN ('now', 'today', 'later')", name="urgency"),
        CheckConstraint("(state = 'unowned') = (owner_id IS NULL)", name="owner"),
        CheckConstraint("state <> 'owned' OR promise_at IS NOT NULL", name="promise"),
        CheckConstraint("(state = 'resolved') = (resolved_at IS NOT NULL)", name="resolved"),
        # Home: "I own", by promise.
        Index(
            "ix_issue_owned",
            "owner_id",
            "promise_at",
            sqlite_where=text("state = 'owned'"),
            postgresql_where=text("state = 'owned'"),
        ),
        # Home: "Needs an owner here", the longest wait first.
        Index(
            "ix_issue_unowned",
            "site_id",
            "waiting_since",
            sqlite_where=text("state = 'unowned'"),
            postgresql_where=text("state = 'unowned'"),
        ),
        # The board: overdue issues of a site, the longest first.
        Index(
            "ix_issue_late",
            "site_id",
            "promise_at",
            sqlite_where=text("state = 'owned'"),
            postgresql_where=text("state = 'owned'"),
        ),
        # The board: reported today.
        Index("ix_issue_created", "site_id", "created_at"),
        # A report that is repeated: what was changed at this site a moment ago.
        Index("ix_issue_site", "site_id", "touched_at"),
        # All issues of a site, after those that are open: last changed first.
        Index(
            "ix_issue_resolved",
            "site_id",
            "touched_at",
            sqlite_where=text("state = 'resolved'"),
            postgresql_where=text("state = 'resolved'"),
        ),
        # All issues of all sites, in the same order.
        Index(
            "ix_issue_all_unowned",
            "waiting_since",
            sqlite_where=text("state = 'unowned'"),
            postgresql_where=text("state = 'unowned'"),
        ),
        Index(
            "ix_issue_all_owned",
            "promise_at",
            sqlite_where=text("state = 'owned'"),
            postgresql_where=text("state = 'owned'"),
        ),
        Index(
            "ix_issue_all_resolved",
            "touched_at",
            sqlite_where=text("state = 'resolved'"),
            postgresql_where=text("state = 'resolved'"),
        ),
        # Due to be erased, the longest first.
        Index(
            "ix_issue_retention",
            "retention_from",
            sqlite_where=text("retention_from IS NOT NULL"),
            postgresql_where=text("retention_from IS NOT NULL"),
        ),
        # What is linked to a cause, or to the first report of one fault.
        Index(
            "ix_issue_cause",
            "cause_id",
            sqlite_where=text("cause_id IS NOT NULL"),
            postgresql_where=text("cause_id IS NOT NULL"),
        ),
        # The causes of a site, by place.
        Index(
            "ix_issue_causes",
            "site_id",
            "place",
            sqlite_where=text("is_cause"),
            postgresql_where=text("is_cause"),
        ),
    )
    id: int = row_id()
    ref: str = Field(unique=True)
    site_id: int = Field(foreign_key="site.id")
    reporter_id: int = Field(foreign_key="person.id")
    state: str
    urgency: str
    words: str  # what does not work; empty when a photo says it
    place: str | None = None
    customer_name: str | None = None
    customer_contact: str | None = None
    owner_id: int | None = Field(default=None, foreign_key="person.id")
    promise_at: datetime | None = instant(nullable=True)
    promised_at: datetime | None = instant(nullable=True)  # when that promise was made
    acknowledged_at: datetime | None = instant(nullable=True)  # "On it", since that promise
    waiting_since: datetime | None = instant(nullable=True)  # since when it is unowned
    owned_at: datetime | None = instant(nullable=True)
    resolved_at: datetime | None = instant(nullable=True)
    # To the newest resolution, `rules.vocabulary.CustomerAnswer`; after a no, until the customer is
    # updated. None: no answer.
    customer_answer: str | None = None
    created_at: datetime = instant()
    touched_at: datetime = instant()
    erased_at: datetime | None = instant(nullable=True)  # its words, and the customer's data
    # When the retention of its words begins: at its resolution, or with the first words after an
    # erasure. None: it is open, or nothing was written since the erasure.
    retention_from: datetime | None = instant(nullable=True)
    version: int = 1
    # An issue of the team’s own: why other issues happen again. It has no customer.
    is_cause: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    # The issue that this one is linked to: its cause, or the first report of the same fault.
    cause_id: int | None = None


class Event(SQLModel, table=True):
    """One event of an issue's history, appended by `web.acts.core.events` alone.

    Triggers refuse every change but one: `text` and `salt` become NULL when they are erased.
    """

    __table_args__ = (Index("ix_event_issue", "issue_id", "id"),)
    id: int = row_id()
    issue_id: int = Field(foreign_key="issue.id")
    kind: str
    actor_id: int | None = Field(default=None, foreign_key="person.id")  # None: the system
    at: datetime = instant()  # when it was written
    tapped_at: datetime | None = instant(nullable=True)  # on a phone that had to wait; None: `at`
    version: int | None = None  # the issue's version after it; None: older than this column
    text: str | None = None
    data: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(ReadableDocument(readable), nullable=False)
    )
    salt: str | None = None
    commitment: str | None = None
    hash: str | None = None  # never None: the head, which the trigger writes, is NOT NULL


class Photo(SQLModel, table=True):
    """A re-encoded photo. In the database, so that it commits with its issue."""

    __table_args__ = (Index("ix_photo_at", "at"),)
    id: str = Field(primary_key=True)
    issue_id: int = Field(foreign_key="issue.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    jpeg: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    # Of at most 320 pixels a side; None: older than this column.
    small: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    at: datetime = instant()


class StatusLink(SQLModel, table=True):
    __tablename__ = "status_link"
    __table_args__ = (Index("ix_status_link_nonce", "nonce"),)  # see `tokens`
    id: int = row_id()
    issue_id: int = Field(foreign_key="issue.id", index=True)
    nonce: str  # makes the token, with the server's secret; only the token's hash is stored
    token_hash: str = Field(unique=True)
    language: str | None = None  # that the owner chose for the customer; None: the browser's
    person_id: int = Field(foreign_key="person.id")
    created_at: datetime = instant()
    revoked_at: datetime | None = instant(nullable=True)
    ends_at: datetime | None = instant(nullable=True)  # end of use of the key that made it


class AppliedTap(SQLModel, table=True):
    """An idempotency key with its answer, written in the act's transaction."""

    __tablename__ = "applied_tap"
    __table_args__ = (Index("ix_applied_tap_at", "at"),)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    key: str = Field(primary_key=True)
    digest: str  # SHA-256 of the request: the same key with another body is refused
    at: datetime = instant()
    ref: str | None = None
    sentence: str | None = None  # of a refusal; None: it was done
    harmless: bool = False
    step_id: int | None = None
