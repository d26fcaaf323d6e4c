"""Puts together what most commands need: settings, keys and an open database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.exc import DBAPIError

from web.cli import keys
from web.cli.terminal import Stop
from web.config import Config, ConfigError, Keys
from web.store.engine import Database
from web.store.schema import WrongSchema


@dataclass(frozen=True)
class Installation:
    config: Config
    keys: Keys
    database: Database


def settings() -> Config:
    """Raises Stop, with a sentence, for a setting that cannot work."""
    try:
        return Config.from_env()
    except ConfigError as error:
        raise Stop(str(error), code=2) from None


@contextmanager
def opened() -> Iterator[Installation]:
    """Raises Stop, with a sentence, where something stands in the way."""
    config = settings()
    found = keys.load_or_make(config)
    database = Database(config.database_url)
    try:
        yield Installation(config, found, database)
    except WrongSchema as wrong:
        raise Stop(str(wrong)) from None
    except DBAPIError as error:
        raise Stop(f"The database did not answer as it should: {reason(error)}") from error
    finally:
        database.close()


@contextmanager
def migrated() -> Iterator[Installation]:
    """As `opened`, with the tables of this version."""
    from web.cli import upgrading

    with opened() as installation:
        upgrading.upgrade(installation)
        yield installation


@contextmanager
def ready() -> Iterator[Installation]:
    """As `opened`, where the tables are those of this version: nothing is migrated."""
    with opened() as installation:
        installation.database.require_schema()
        yield installation


def reason(error: DBAPIError) -> str:
    """The first line of what the database said: the rest is the statement, with its values."""
    return str(error.orig).strip().partition("\n")[0]


def now() -> datetime:
    """The clock of the program."""
    return datetime.now(UTC)
