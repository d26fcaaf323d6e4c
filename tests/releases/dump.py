"""`make release-data`: keeps a store of this version, which all later ones must upgrade.

To be run once for a release, after its last migration: `tests/releases/VERSION/` is never changed
again. It may be run again until then, and writes other ids and keys each time.
"""

import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.releases.loading import dump
from tests.releases.story import tell
from tests.support.clock import Clock
from tests.support.postgres import Postgres
from tests.support.tables import make_tables
from tests.web.world import World
from web.store.engine import Database

FOLDER = Path(__file__).parent
PROJECT = FOLDER.parents[1] / "pyproject.toml"


def main() -> None:
    folder = FOLDER / tomllib.loads(PROJECT.read_text())["project"]["version"]
    folder.mkdir(exist_ok=True)
    for kind, made in (("sqlite", _sqlite), ("postgres", _postgres)):
        with made() as url:
            database = Database(url)
            make_tables(database)
            tell(World(database, Clock()))
            database.close()
            (folder / f"{kind}.sql").write_text(dump(url))


@contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder) / 'store.sqlite3'}"


@contextmanager
def _postgres() -> Iterator[str]:
    with Postgres().new_database(empty=True) as url:
        yield url


if __name__ == "__main__":
    main()
