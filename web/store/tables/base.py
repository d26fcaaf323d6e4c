"""What every table shares: names of constraints, and columns for times, documents and row ids.

A value that cannot be read, as after a change by hand, costs itself: an error would fail every
other row of the same query.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Dialect, MetaData
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from push.columns import UtcDateTime

# Every constraint has a name: SQLite's batch migrations need it.
NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING
metadata: MetaData = SQLModel.metadata


# Beyond these a time may not be counted with in every zone. What is unreadable is long past: a
# promise is late, a session has ended.
_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2199, 12, 31, tzinfo=UTC)


class ReadableDateTime(UtcDateTime):
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        process: Any = super().result_processor(dialect, coltype)

        def read(value: Any) -> Any:
            try:
                at = process(value)
            except (ValueError, TypeError, OverflowError):
                return _FIRST
            return at and min(max(at, _FIRST), _LAST)

        return read


def _as_it_is(document: Any) -> Any:
    return document


class ReadableDocument(TypeDecorator[Any]):
    """JSON. An invalid document is read as an empty one. `clean`: what of it can be used."""

    impl = JSON
    cache_ok = True

    def __init__(
        self, clean: Callable[[Any], Any] = _as_it_is, *, none_as_null: bool = False
    ) -> None:
        super().__init__(none_as_null=none_as_null)
        self.clean = clean

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        process: Any = super().result_processor(dialect, coltype)

        def read(value: Any) -> Any:
            try:
                document = process(value) if process else value
            except (ValueError, RecursionError):
                document = {}
            return self.clean(document)

        return read


def instant(nullable: bool = False) -> Any:
    return Field(default=None, sa_type=ReadableDateTime, nullable=nullable)


def row_id() -> Any:
    return Field(default=None, primary_key=True)
