"""The tables. Rows only: no query lives here. Those of the walk are in `walk_tables`.

SQLModel's table classes do not validate, so that what must always hold is a CHECK in the
database; acts build states only through the rules.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Index,
    LargeBinary,
    MetaData,
    String,
    event,
    text,
)
from sqlmodel import Field, SQLModel

from push.columns import UtcDateTime
from web.rules.text import searchable

# Every constraint has a name from the first day: SQLite's batch migrations need it.
NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING
metadata: MetaData = SQLModel.metadata


def instant(nullable: bool = False) -> Any:
    return Field(default=None, sa_type=UtcDateTime, nullable=nullable)


def row_id() -> Any:
    return Field(default=None, primary_key=True)


class Organisation(SQLModel, table=True):
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)
    id: int = row_id()
    name: str


class Site(SQLModel, table=True):
    id: int = row_id()
    name: str
    zone: str  # IANA time zone
    phone: str | None = None
    # ISO 3166; of telephone numbers that name none. None: the country that the zone lies in.
    country: str | None = None
    shows_text: bool = False  # may a nudge show free text on a lock screen?
    # For an answer to an ask in person or by call, and to one by message.
    near_minutes: int = Field(default=5, sa_column_kwargs={"server_default": "5"})
    message_minutes: int = Field(default=15, sa_column_kwargs={"server_default": "15"})
    # A nudge that no phone has shown by then has not reached anybody.
    reach_minutes: int = Field(default=3, sa_column_kwargs={"server_default": "3"})
    created_at: datetime = instant()


class Authority(SQLModel, table=True):
    """What a role may do for a customer without asking, at one site."""

    __table_args__ = (CheckConstraint("role IN ('employee', 'lead', 'admin')", name="role"),)
    site_id: int = Field(foreign_key="site.id", primary_key=True)
    role: str = Field(primary_key=True)
    words: str


class Place(SQLModel, table=True):
    id: int = row_id()
    site_id: int = Field(foreign_key="site.id", index=True)
    code: str = Field(unique=True)  # in the QR on the wall
    name: str
    removed_at: datetime | None = instant(nullable=True)


def _search_name(context: Any) -> str:
    """Of a row that is written for the first time, by the ORM or by an INSERT of its own."""
    values = context.get_current_parameters()
    return searchable(f"{values['first_name']} {values['last_name']}")


class Person(SQLModel, table=True):
    __table_args__ = (
        CheckConstraint("role IN ('employee', 'lead', 'admin')", name="role"),
        # "Who is on shift here?" is asked by every nudge.
        Index("ix_person_site_shift", "site_id", "on_shift_until"),
    )
    id: int = row_id()
    site_id: int = Field(foreign_key="site.id")
    first_name: str
    last_name: str
    # What search finds them by (`rules.text`); the database keeps it together with the name.
    search_name: str = Field(
        default=None,
        sa_column=Column(String, nullable=False, default=_search_name, server_default=text("''")),
    )
    role: str
    on_shift_until: datetime | None = instant(nullable=True)
    storage_key_version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    # See `acts.vault.tag_of`. None: as the secret of today makes it.
    tag: str | None = None
    # Who set that end, or switched the shift off: see ShiftSource. None: nobody, or who knows.
    shift_source: str | None = None
    created_at: datetime = instant()
    closed_at: datetime | None = instant(nullable=True)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@event.listens_for(Person, "before_update")
def _rename(_mapper: Any, _connection: Any, person: Person) -> None:
    person.search_name = searchable(person.name)


class Skill(SQLModel, table=True):
    """What a person can do, in their own few words."""

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    word: str = Field(primary_key=True, index=True)  # as it was first written by anybody


class Device(SQLModel, table=True):
    """One signed-in phone or browser: a session that can be revoked."""

    id: int = row_id()
    person_id: int = Field(foreign_key="person.id", index=True)
    token_hash: str = Field(unique=True)
    label: str
    # The person's when this device signed in: it may read what was sealed since then.
    storage_key_version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    created_at: datetime = instant()
    seen_at: datetime = instant()
    expires_at: datetime = instant()
    ended_at: datetime | None = instant(nullable=True)


class Invite(SQLModel, table=True):
    """A way in, used once: for a new person, or for one more device of a known person."""

    __table_args__ = (CheckConstraint("role IN ('employee', 'lead', 'admin')", name="role"),)
    id: int = row_id()
    token_hash: str = Field(unique=True)
    code_hash: str = Field(unique=True)
    role: str
    site_id: int | None = Field(default=None, foreign_key="site.id")  # None: first admin
    person_id: int | None = Field(default=None, foreign_key="person.id")
    name: str | None = None
    created_by: int | None = Field(default=None, foreign_key="person.id")
    created_at: datetime = instant()
    expires_at: datetime = instant()
    claimed_at: datetime | None = instant(nullable=True)
    claim_hash: str | None = None  # of the key of the form that claimed it
    device_id: int | None = Field(default=None, foreign_key="device.id")  # that it signed in
    revoked_at: datetime | None = instant(nullable=True)


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
        # The board: what is late at a site, the longest first.
        Index(
            "ix_issue_late",
            "site_id",
            "promise_at",
            sqlite_where=text("state = 'owned'"),
            postgresql_where=text("state = 'owned'"),
        ),
        # The board: what was reported today.
        Index("ix_issue_created", "site_id", "created_at"),
        # All issues of a site, the last touched first.
        Index("ix_issue_site", "site_id", "touched_at"),
        # What is due to be erased, the longest first.
        Index(
            "ix_issue_retention",
            "retention_from",
            sqlite_where=text("retention_from IS NOT NULL"),
            postgresql_where=text("retention_from IS NOT NULL"),
        ),
    )
    id: int = row_id()
    ref: str = Field(unique=True)
    site_id: int = Field(foreign_key="site.id")
    reporter_id: int = Field(foreign_key="person.id")
    state: str
    urgency: str
    words: str  # what is not working; empty when a photo says it
    place: str | None = None
    customer_name: str | None = None
    customer_contact: str | None = None
    owner_id: int | None = Field(default=None, foreign_key="person.id")
    promise_at: datetime | None = instant(nullable=True)
    promised_at: datetime | None = instant(nullable=True)  # when that promise was made
    acknowledged_at: datetime | None = instant(nullable=True)  # "On it", since that promise
    waiting_since: datetime | None = instant(nullable=True)  # unowned since
    owned_at: datetime | None = instant(nullable=True)
    resolved_at: datetime | None = instant(nullable=True)
    created_at: datetime = instant()
    touched_at: datetime = instant()
    erased_at: datetime | None = instant(nullable=True)  # its words, and who the customer is
    # When the retention of its words begins: at its resolution, or with what is first written
    # after they were erased. None: it is open, or nothing was written since they were erased.
    retention_from: datetime | None = instant(nullable=True)
    version: int = 1


class Event(SQLModel, table=True):
    """One line of an issue's history, appended by `web.acts.history` alone.

    Triggers refuse every change but one: `text` and `salt` become NULL when they are erased.
    """

    __table_args__ = (Index("ix_event_issue", "issue_id", "id"),)
    id: int = row_id()
    issue_id: int = Field(foreign_key="issue.id")
    kind: str
    actor_id: int | None = Field(default=None, foreign_key="person.id")  # None: the system
    at: datetime = instant()  # when it was written here
    tapped_at: datetime | None = instant(nullable=True)  # on a phone that had to wait; None: `at`
    version: int | None = None  # the issue's, when this was written; None: older than this column
    text: str | None = None
    data: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    salt: str | None = None
    commitment: str | None = None
    hash: str | None = None  # never: the head, which the trigger writes, is NOT NULL


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
    id: int = row_id()
    issue_id: int = Field(foreign_key="issue.id", index=True)
    nonce: str  # with the server's secret it makes the token, which is stored only as a hash
    token_hash: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id")
    created_at: datetime = instant()
    revoked_at: datetime | None = instant(nullable=True)
    ends_at: datetime | None = instant(nullable=True)  # the key that made it is used until then


class Tap(SQLModel, table=True):
    """An idempotency key, with the answer that it got, written in the act's transaction."""

    __tablename__ = "applied_tap"
    __table_args__ = (Index("ix_applied_tap_at", "at"),)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    key: str = Field(primary_key=True)
    digest: str  # SHA-256 of the request: the same key with another body is refused
    at: datetime = instant()
    ref: str | None = None
    sentence: str | None = None  # a refusal's; None: it was done
    harmless: bool = False
    step_id: int | None = None
