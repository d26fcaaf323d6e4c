"""INSERT … ON CONFLICT, which SQLite and PostgreSQL both have but SQLAlchemy spells per engine."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

from push.models import table_of

Insert = sqlite.Insert | postgresql.Insert


def insert_into(session: Session, model: type[SQLModel]) -> Insert:
    """An insert that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table_of(model))
    return postgresql.insert(table_of(model))
