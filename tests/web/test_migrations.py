"""Migrations: up, down and up again with data, and nothing left between tables and models."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

import push.models  # noqa: F401  (its tables are part of the metadata)
from tests.support.clock import Clock
from tests.support.versions import become_the_next_release
from tests.web.world import World
from web.store import migrate, schema
from web.store.engine import Database
from web.store.similar_steps import is_its_table
from web.store.tables.base import metadata


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Database]:
    database = Database(empty_database_url)
    yield database
    database.close()


def tables(database: Database) -> set[str]:
    """Those of the models; the index of done steps stands beside them."""
    found = inspect(database.engine).get_table_names()
    return {name for name in found if not is_its_table(name)} - {"alembic_version"}


def everything(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names()) - {"alembic_version"}


def test_up_down_and_up_again(empty: Database) -> None:
    assert not migrate.is_current(empty)
    migrate.upgrade(empty)
    assert migrate.is_current(empty)
    assert tables(empty) == set(metadata.tables)
    World(empty, Clock()).report()
    migrate.downgrade(empty, "base")
    assert everything(empty) == set()
    assert not migrate.is_current(empty)
    migrate.upgrade(empty)
    assert tables(empty) == set(metadata.tables)
    world = World(empty, Clock())
    assert world.owner.get(f"/issues/{world.report()}").status == 200


def test_one_step_at_a_time(empty: Database) -> None:
    script = ScriptDirectory(str(migrate._FOLDER))
    steps = [one.revision for one in reversed(list(script.walk_revisions()))]
    assert steps == schema.KNOWN
    for step in steps:
        migrate.upgrade(empty, step)
    assert migrate.is_current(empty)
    for step in reversed(["base", *steps[:-1]]):
        migrate.downgrade(empty, step)
    assert everything(empty) == set()


def test_a_second_upgrade_changes_nothing(empty: Database) -> None:
    migrate.upgrade(empty)
    World(empty, Clock()).report()
    migrate.upgrade(empty)
    assert migrate.is_current(empty)


def test_models_and_tables_are_the_same(database: Database) -> None:
    with database.engine.connect() as connection:
        options = {
            "compare_type": True,
            "compare_server_default": True,
            "include_name": lambda name, kind, _: kind != "table" or not is_its_table(name),
        }
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def test_every_check_and_index_of_the_models_is_in_the_database(database: Database) -> None:
    """What comparing metadata does not look at: CHECKs."""
    found = inspect(database.engine)
    for name, model in metadata.tables.items():
        checks = {one["name"] for one in found.get_check_constraints(name)}
        wanted = {
            str(one.name) for one in model.constraints if type(one).__name__ == "CheckConstraint"
        }
        assert wanted <= {str(one) for one in checks}, name


def test_a_migration_that_fails_leaves_the_old_state(
    empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate.upgrade(empty)
    before = columns(empty)
    become_the_next_release(tmp_path, monkeypatch)
    real = migrate.command.upgrade

    def failing(*arguments: object) -> None:
        real(*arguments)  # type: ignore[arg-type]
        raise RuntimeError("power cut")

    monkeypatch.setattr(migrate.command, "upgrade", failing)
    with pytest.raises(RuntimeError, match="power cut"):
        migrate.upgrade(empty)
    assert columns(empty) == before
    monkeypatch.setattr(migrate.command, "upgrade", real)
    migrate.upgrade(empty)
    assert migrate.is_current(empty)
    assert columns(empty) > before


def columns(database: Database) -> set[str]:
    found = inspect(database.engine)
    return {f"{name}.{one['name']}" for name in tables(database) for one in found.get_columns(name)}


def test_the_path_may_have_a_percent_sign(empty: Database) -> None:
    migrate.upgrade(empty)
    with empty.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 1
