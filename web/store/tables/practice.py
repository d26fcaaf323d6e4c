"""Who practises, and how far they are: rows only, as in `tables`."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from web.store.tables.base import instant


class Practice(SQLModel, table=True):
    """One made-up issue of a person. The times are of this round, `finished_at` of the newest that
    was finished."""

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    station: str  # rules.practice.Station
    owned_at: datetime | None = instant(nullable=True)
    asked_at: datetime | None = instant(nullable=True)
    updated_at: datetime | None = instant(nullable=True)
    # What they wrote in this round, until it ends.
    update_words: str | None = None
    resolution_words: str | None = None
    message_id: int | None = None  # of the push with which Robin answers; no key: it is pruned
    finished_at: datetime | None = instant(nullable=True)
    hidden_at: datetime | None = instant(nullable=True)  # put away from home
    reminded_at: datetime | None = instant(nullable=True)  # by a lead, once
