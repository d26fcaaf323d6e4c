"""The table of the guess limit."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from web.store.tables.base import ReadableDateTime


class Guess(SQLModel, table=True):
    """How often one source has guessed wrong within a window."""

    source: str = Field(primary_key=True)
    count: int
    until: datetime = Field(sa_type=ReadableDateTime, index=True)
