"""The tables of organisation, sites, places, people, devices and invites."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    String,
    event,
    false,
    text,
)
from sqlmodel import Field, SQLModel

from web.rules.site_texts import clean_place_names
from web.rules.text import searchable
from web.store.tables.base import ReadableDocument, instant, row_id


class Organisation(SQLModel, table=True):
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)
    id: int = row_id()
    name: str
    setup_hidden_at: datetime | None = instant(nullable=True)  # the list of first steps


class Site(SQLModel, table=True):
    id: int = row_id()
    name: str
    zone: str  # IANA time zone
    # BCP 47, one of `language.known`, for people who have not chosen. None: that of the browser.
    language: str | None = None
    phone: str | None = None
    # ISO 3166; for telephone numbers without a country code. None: the country of the zone.
    country: str | None = None
    shows_text: bool = False  # whether nudges may show free text on a lock screen
    # Time to answer an ask in person or by call, and one by message.
    near_minutes: int = Field(default=5, sa_column_kwargs={"server_default": "5"})
    message_minutes: int = Field(default=15, sa_column_kwargs={"server_default": "15"})
    # A nudge that no phone has shown by then counts as not arrived.
    reach_minutes: int = Field(default=3, sa_column_kwargs={"server_default": "3"})
    # See `store.opening_hours`; on this row, since all acts on issues read it. None: always open.
    opening_hours: dict[str, Any] | None = Field(
        default=None, sa_column=Column(ReadableDocument(none_as_null=True), nullable=True)
    )
    # Whether reminders of urgent issues wait for the opening, as all others do.
    urgent_waits: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    # By language: see `rules.site_texts`. On this row, since whatever shows a place reads it.
    place_names: dict[str, dict[str, str]] | None = Field(
        default=None,
        sa_column=Column(ReadableDocument(clean_place_names, none_as_null=True), nullable=True),
    )
    # When an admin first played a ladder through, or saved one.
    reminders_tried_at: datetime | None = instant(nullable=True)
    created_at: datetime = instant()


class Place(SQLModel, table=True):
    id: int = row_id()
    site_id: int = Field(foreign_key="site.id", index=True)
    code: str = Field(unique=True)  # in the QR code of the sign
    name: str
    sign_printed_at: datetime | None = instant(nullable=True)  # first
    removed_at: datetime | None = instant(nullable=True)


def _search_name(context: Any) -> str:
    """For a row that is inserted, by the ORM or by an INSERT of its own."""
    values = context.get_current_parameters()
    return searchable(f"{values['first_name']} {values['last_name']}")


# Ordered by its letters alone, on every database.
_KEY = String().with_variant(String(collation="C"), "postgresql")
_CLOSED_AT_IS_NULL = text("closed_at IS NULL")
_IS_OPEN: Any = {
    "sqlite_where": _CLOSED_AT_IS_NULL,
    "postgresql_where": _CLOSED_AT_IS_NULL,
}


class Person(SQLModel, table=True):
    __table_args__ = (
        CheckConstraint("role IN ('employee', 'lead', 'admin')", name="role"),
        # "Who is on shift here?" is asked for every nudge.
        Index("ix_person_site_shift", "site_id", "on_shift_until"),
        # Lists of people by name: of all sites, and of one.
        Index("ix_person_name", "search_name", "id", **_IS_OPEN),
        Index("ix_person_site_name", "site_id", "search_name", "id", **_IS_OPEN),
    )
    id: int = row_id()
    site_id: int = Field(foreign_key="site.id")
    first_name: str
    last_name: str
    # Search key (`rules.text`), kept together with the name.
    search_name: str = Field(
        default=None,
        sa_column=Column(_KEY, nullable=False, default=_search_name, server_default=text("''")),
    )
    role: str
    phone: str | None = None  # a number or extension that colleagues may call
    language: str | None = None  # BCP 47, one of `language.known`. None: that of the site
    on_shift_until: datetime | None = instant(nullable=True)
    storage_key_version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    # See `acts.vault.tag_of`. None: derived from the present secret.
    tag: str | None = None
    # Who set that end, or ended the shift: see ShiftSource. None: nobody, or unknown.
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
    """What a person can do, in their own words."""

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    word: str = Field(primary_key=True, index=True)  # as first written by anybody


class Device(SQLModel, table=True):
    """One signed-in phone or browser: a session that can be revoked."""

    id: int = row_id()
    person_id: int = Field(foreign_key="person.id", index=True)
    token_hash: str = Field(unique=True)
    label: str
    # The person's version at sign-in: this device may read what was sealed since.
    storage_key_version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    created_at: datetime = instant()
    seen_at: datetime = instant()
    expires_at: datetime = instant()
    ended_at: datetime | None = instant(nullable=True)


class Invite(SQLModel, table=True):
    """A single-use invite: for a new person, or for another device of a known person."""

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
