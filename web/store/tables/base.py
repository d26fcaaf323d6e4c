"""What every table shares: names of constraints, and fields for times and row ids."""

from typing import Any

from sqlalchemy import (
    MetaData,
)
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


def instant(nullable: bool = False) -> Any:
    return Field(default=None, sa_type=UtcDateTime, nullable=nullable)


def row_id() -> Any:
    return Field(default=None, primary_key=True)
