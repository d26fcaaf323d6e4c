"""Column types that behave the same on SQLite and PostgreSQL."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, DateTime, Dialect, Text, cast, type_coerce
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator, TypeEngine


class UtcDateTime(TypeDecorator[datetime]):
    """An instant in UTC. Refuses naive datetimes; always returns aware ones.

    SQLite has no time zones: there it is stored as UTC without one, in a text form that sorts by
    time.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime, its zone is unknown: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class UtcDateTimeOrNone(UtcDateTime):
    """For rows that many others depend on: an invalid value, which SQLite accepts, is read as
    None."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        process: Any = super().result_processor(dialect, coltype)

        def read(value: Any) -> Any:
            try:
                return process(value)
            except (ValueError, TypeError):
                return None

        return read


class Document(TypeDecorator[Any]):
    """A JSON document. An invalid one, which SQLite accepts, is read as None: an error would fail
    every other row of the same query."""

    impl = JSON
    cache_ok = True

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        # As text: PostgreSQL's driver would parse it, and raise, before this type is asked.
        return type_coerce(cast(column, Text), _DocumentText())

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        return self.impl_instance.coerce_compared_value(op, value)


class _DocumentText(TypeDecorator[Any]):
    impl = Text
    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        try:
            return None if value is None else json.loads(value)
        except (ValueError, RecursionError):
            return None
