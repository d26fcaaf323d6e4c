"""Databases and programs of other versions than this one."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from web.store import migrate, schema
from web.store.engine import Database
from web.store.schema import HEAD

OLDER = "0000"  # of no migration, but `know_an_older_version` makes it one
NEXT = f"{int(HEAD) + 1:04}"  # the migration of the next release
NEWER = "9999"  # no migration of ours has this number

# Many statements, so that it can be killed between them; one of them changes all people.
_NEXT_MIGRATION = f'''
import sqlalchemy as sa
from alembic import op

revision, down_revision = "{NEXT}", "{HEAD}"
TABLES = ("site", "place", "person", "issue", "step", "photo", "push_message")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("next_release", sa.Integer(), nullable=True))
        op.execute(f"UPDATE {{table}} SET next_release = 1")
        op.create_index(f"ix_{{table}}_next_release", table, ["next_release"])
'''


def know_an_older_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on a database of version OLDER is one that this program could upgrade."""
    monkeypatch.setattr(schema, "KNOWN", [OLDER, *schema.KNOWN])


def become_the_next_release(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on this program has one more migration, and databases of today are older ones.
    Its migrations are written into `folder`."""
    migrations = folder / "migrations-of-the-next-release"
    shutil.copytree(migrate._FOLDER, migrations, dirs_exist_ok=True)
    (migrations / "versions" / f"{NEXT}_next_release.py").write_text(_NEXT_MIGRATION)
    monkeypatch.setattr(migrate, "_FOLDER", migrations)
    monkeypatch.setattr(schema, "KNOWN", [*schema.KNOWN, NEXT])
    monkeypatch.setattr(schema, "HEAD", NEXT)


def set_version(database: Database, version: str = HEAD) -> None:
    with database.engine.begin() as connection:
        connection.execute(
            text("UPDATE alembic_version SET version_num = :version"), {"version": version}
        )


def version_of(database: Database) -> str:
    with database.engine.connect() as connection:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
