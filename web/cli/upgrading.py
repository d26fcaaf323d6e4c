"""Migrates a database to this version's tables; on SQLite copies it first."""

import logging
from pathlib import Path

from sqlalchemy.engine import make_url

from push.errors import TRANSIENT_ERRORS
from web.cli.files import require_space
from web.cli.installation import Installation, is_damaged, now
from web.cli.terminal import Stop
from web.config import Config
from web.store import migrate, schema
from web.store.schema import WrongSchema

log = logging.getLogger(__name__)
KEEP_COPIES = 3
_PREFIX = "before-update-"


def upgrade(installation: Installation, *, keep_copy: bool = True) -> None:
    """Raises Stop, with a sentence, on failure: then everything is as before. `keep_copy`: of the
    database as it was, on SQLite."""
    made: list[Path] = []

    def copy_first(found: str) -> None:
        if keep_copy and installation.database.is_sqlite:
            made.append(_copy(installation.config, found))

    try:
        migrate.upgrade(installation.database, before=copy_first)
    except (WrongSchema, Stop):
        raise
    except Exception as error:
        if (isinstance(error, TRANSIENT_ERRORS) or is_damaged(error)) and not made:
            raise  # it was not begun
        log.exception("A migration failed.")
        raise Stop(
            f"The database could not be brought to version {schema.HEAD}, and is as it was before. "
            f"{_where(made)}Report this with the lines above, and start the Own It that you had."
        ) from error
    if made:
        _forget_old(made[0].parent)


def _copy(config: Config, found: str) -> Path:
    from web.cli.sqlite_copy import copy

    source = Path(make_url(config.database_url).database or "")
    folder = config.data_dir / "backups"
    # As much again for rewritten tables.
    require_space(source, config.data_dir, "The database was not updated: its copy and the update")
    stamp = now().strftime("%Y%m%dT%H%M%S.%fZ")
    target = folder / f"{_PREFIX}{found}-to-{schema.HEAD}-{stamp}.sqlite3"
    copy(source, target)
    about = (found, schema.HEAD, target)
    log.warning("The database is updated from %s to %s. Its copy is %s.", *about)
    return target


def _forget_old(folder: Path) -> None:
    copies = sorted(folder.glob(f"{_PREFIX}*.sqlite3"), key=lambda path: path.stat().st_mtime)
    for old in copies[:-KEEP_COPIES]:
        old.unlink(missing_ok=True)


def _where(made: list[Path]) -> str:
    return f"A copy of it is in {made[0]}. " if made else ""
