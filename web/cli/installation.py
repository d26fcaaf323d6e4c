"""What most commands need: settings, keys and an open database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy.exc import DBAPIError

from push.errors import IncompatibleDatabase
from web.cli import keys, new_key_files
from web.cli.terminal import Stop
from web.config import Config, ConfigError, Keys
from web.store import identity
from web.store.engine import Database

_SQLITE_CORRUPT, _SQLITE_NOTADB = 11, 26
_DAMAGED = (
    "Move its files to another folder, and put the newest backup in their place with `ownit "
    "restore FILE`."
)


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
def opened(config: Config | None = None) -> Iterator[Installation]:
    """With the settings of the environment by default. Raises Stop, with a sentence, on any
    obstacle."""
    config = config or settings()
    found = keys.load_or_make(config)
    database = Database(config.database_url)
    try:
        with with_sentences():
            yield Installation(config, found, database)
    finally:
        database.close()


@contextmanager
def with_sentences() -> Iterator[None]:
    """Raises Stop, with a sentence, where the database cannot be used."""
    try:
        yield
    except IncompatibleDatabase as wrong:
        raise Stop(str(wrong)) from None
    except DBAPIError as error:
        raise Stop(f"The database did not answer as it should: {reason(error)}") from error


@contextmanager
def migrated() -> Iterator[Installation]:
    """As `opened`, with the tables of this version."""
    from web.cli import upgrading

    with opened() as installation:
        upgrading.upgrade(installation)
        yield with_own_keys(installation)


@contextmanager
def ready() -> Iterator[Installation]:
    """As `opened`; requires the tables of this version, migrates nothing."""
    with opened() as installation:
        installation.database.require_schema()
        yield with_own_keys(installation)


def require_front_end() -> None:
    """Raises Stop where what pages load has not been built."""
    from web.http.assets import is_built

    if not is_built():
        raise Stop("The scripts and style sheets are not built yet: run `make setup` first.")


def with_own_keys(installation: Installation) -> Installation:
    """Compares the keys with the database's from now on. Raises Stop for a database of other keys;
    one without keys gets these."""
    found, database = installation.keys.fingerprint, installation.database
    with database.read() as session:
        theirs = identity.fingerprint_in(session)
    if theirs is None:
        with database.write() as session:
            theirs = identity.claim(session, found, now())
    if theirs != found:
        if not new_key_files.finish(installation.config.data_dir, theirs):
            raise Stop(other_keys(installation.config))
        installation = replace(installation, keys=keys.load_or_make(installation.config))
    database.keys = theirs
    return installation


def other_keys(config: Config) -> str:
    return (
        f"The keys in {config.data_dir} are not those of this database, so nothing was started: "
        "notifications would stop. Copy links.key and vapid.pem into that folder (and old-keys, "
        "if there is one), from the data folder of the Own It that uses this database already, or "
        "from your copy of them. If they are lost for good, run `ownit keys adopt`."
    )


def reason(error: DBAPIError) -> str:
    """The first line of the database's message: the rest is the statement, with its values."""
    message = str(error.orig).strip().partition("\n")[0]
    return f"{message}. {_DAMAGED}" if is_damaged(error) else message


def is_damaged(error: BaseException) -> bool:
    """Whether SQLite reports that its file is no database, or damaged."""
    code = getattr(getattr(error, "orig", None), "sqlite_errorcode", None)
    return code in (_SQLITE_CORRUPT, _SQLITE_NOTADB)


def now() -> datetime:
    """The clock of the program."""
    return datetime.now(UTC)
