"""Fields and constraints that the tables of push share."""

from typing import Any, cast

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Table,
)
from sqlalchemy.sql.elements import conv
from sqlmodel import Field, SQLModel

from push.columns import UtcDateTime, UtcDateTimeOrNone


def instant(nullable: bool = True) -> Any:
    return Field(default=None, sa_type=UtcDateTime, nullable=nullable)


def instant_or_none() -> Any:
    """For rows that all phones of a push service depend on."""
    return Field(default=None, sa_type=UtcDateTimeOrNone, nullable=True)


def row_id() -> Any:
    return Field(default=None, primary_key=True)


def refers_to(name: str, target: str, ondelete: str, nullable: bool) -> Any:
    key = ForeignKey(target, name=conv(name), ondelete=ondelete)
    return Field(default=None, sa_column=Column(key, nullable=nullable, index=False))


def named_check(name: str, rule: str) -> CheckConstraint:
    """A CHECK with a fixed name, whatever naming convention the metadata has."""
    return CheckConstraint(rule, name=conv(name))


def table_of(model: type[SQLModel]) -> Table:
    """The Core table behind a model, for the statements that must be fast."""
    return cast(Table, model.__table__)  # type: ignore[attr-defined]
