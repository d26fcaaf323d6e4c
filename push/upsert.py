"""INSERT … ON CONFLICT, which SQLite and PostgreSQL share but SQLAlchemy spells per engine."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

from push.model_fields import table_of

Insert = sqlite.Insert | postgresql.Insert


def insert_into(session: Session, model: type[SQLModel]) -> Insert:
    """An insert with `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return insert_for(session.get_bind().dialect.name, model)


def insert_for(dialect: str, model: type[SQLModel]) -> Insert:
    """For a statement that is cached: `dialect` is SQLAlchemy's name of the engine."""
    if dialect == "sqlite":
        return sqlite.insert(table_of(model))
    return postgresql.insert(table_of(model))
