"""Migrations: up, down and up again with data, and nothing left between tables and models."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, column, insert, inspect, select, table, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

import push.models  # noqa: F401  (its tables are part of the metadata)
from tests.support.clock import Clock
from tests.web.world import World
from web.reads import history
from web.rules.text import searchable
from web.store import migrate
from web.store.engine import Database
from web.store.likeness import alike, is_its_table
from web.store.tables import Issue, Person, metadata


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
    assert len(steps) > 1
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


def test_steps_done_before_there_was_an_index_are_found(empty: Database) -> None:
    migrate.upgrade(empty, "0003")
    now = Clock()()
    person = {"site_id": 1, "first_name": "Ana", "last_name": "", "role": "lead"}
    issue = {"ref": "A1", "site_id": 1, "reporter_id": 1, "state": "owned", "owner_id": 1}
    issue |= {"urgency": "now", "words": "Café till", "promise_at": now, "touched_at": now}
    step = {"issue_id": 1, "asked_by": 1, "helper_id": 1, "introduction": "call"}
    step |= {"asked_at": now, "answer_by": now, "ended_at": now, "accepted_at": now}
    with empty.engine.begin() as connection:
        for name, row in (
            ("site", {"name": "Store 12", "zone": "Europe/Berlin", "created_at": now}),
            ("person", person | {"created_at": now}),
            ("issue", issue | {"created_at": now, "version": 1}),
            ("step", step | {"id": 7, "need": "Fitting carpets", "state": "done"}),
            ("step", step | {"id": 8, "need": "Fit a carpet", "state": "declined"}),
        ):
            _insert(connection, name, row)
    migrate.upgrade(empty)
    with empty.read() as session:
        assert [step for step, _ in alike(session, "carpet fitted", "", 9)] == [7]
        assert [step for step, _ in alike(session, "", "CAFE", 9)] == [7]


def test_people_from_before_are_found_by_plain_names(empty: Database) -> None:
    migrate.upgrade(empty, "0007")
    now = Clock()()
    site = {"name": "Store 12", "zone": "Europe/Berlin", "created_at": now}
    person = {"site_id": 1, "first_name": "Søren", "last_name": "O’Neill", "role": "lead"}
    with empty.engine.begin() as connection:
        _insert(connection, "site", site)
        _insert(connection, "person", person | {"created_at": now})
    migrate.upgrade(empty)
    with empty.read() as session:
        found = session.execute(select(Person.search_name)).scalar_one()
    assert found == searchable("Søren O’Neill")


def test_people_from_before_are_found_in_all_spellings(empty: Database) -> None:
    migrate.upgrade(empty, "0016")
    now = Clock()()
    person = {"site_id": 1, "first_name": "Mary Ann", "last_name": "Đorđić", "role": "lead"}
    person |= {"search_name": "mary ann dordic", "vault_version": 0, "created_at": now}
    with empty.engine.begin() as connection:
        _insert(connection, "site", {"name": "Store 12", "zone": "UTC", "created_at": now})
        _insert(connection, "person", person)
    migrate.upgrade(empty)
    with empty.read() as session:
        found = session.execute(select(Person.search_name)).scalar_one()
    assert "maryann" in found


def test_events_older_than_the_chain_get_their_place_in_it(empty: Database) -> None:
    migrate.upgrade(empty, "0013")
    now = Clock()()
    person = {"site_id": 1, "first_name": "Ana", "last_name": "", "role": "lead"}
    issue = {"ref": "A1", "site_id": 1, "reporter_id": 1, "state": "owned", "owner_id": 1}
    issue |= {"urgency": "now", "words": "Till", "promise_at": now, "touched_at": now}
    event = {"issue_id": 1, "actor_id": 1, "at": now, "tapped_at": now}
    with empty.engine.begin() as connection:
        for name, row in (
            ("site", {"name": "Store 12", "zone": "Europe/Berlin", "created_at": now}),
            ("person", person | {"created_at": now}),
            ("issue", issue | {"created_at": now, "version": 1}),
            ("event", event | {"kind": "reported", "data": {"é": [1, None]}}),
            ("event", event | {"kind": "noted", "text": "The cable was loose", "data": {}}),
        ):
            _insert(connection, name, row)
    migrate.upgrade(empty)
    with empty.read() as session:
        found = history.verify(session)
        assert (found.events, found.fault) == (2, None)
        assert history.head(session) == (2, found.head)
    migrate.downgrade(empty, "0013")
    with pytest.raises(DBAPIError, match="never changed"), empty.engine.begin() as connection:
        connection.execute(text("DELETE FROM event"))
    migrate.upgrade(empty)
    with empty.read() as session:
        assert history.verify(session).events == 2


def _insert(connection: Connection, name: str, row: dict[str, Any]) -> None:
    """As far as the table of that time has the columns that models have by now."""
    known = {one["name"] for one in inspect(connection).get_columns(name)}
    columns = [one for one in metadata.tables[name].c if one.name in known]
    plain = [one for one in columns if one.default is not None and one.default.is_scalar]
    usual = {one.name: one.default.arg for one in plain}  # type: ignore[attr-defined]
    there = table(name, *(column(one.name, one.type) for one in columns))
    connection.execute(insert(there), usual | row)


def test_a_migration_that_fails_leaves_the_old_state(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate.upgrade(empty, "0001")
    before = tables(empty)
    real = migrate.command.upgrade

    def failing(*arguments: object) -> None:
        real(*arguments)  # type: ignore[arg-type]
        raise RuntimeError("power cut")

    monkeypatch.setattr(migrate.command, "upgrade", failing)
    with pytest.raises(RuntimeError, match="power cut"):
        migrate.upgrade(empty)
    assert tables(empty) == before
    monkeypatch.undo()
    migrate.upgrade(empty)
    assert migrate.is_current(empty)


def test_the_path_may_have_a_percent_sign(empty: Database) -> None:
    migrate.upgrade(empty)
    with empty.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 1


def test_several_parts_of_a_day_go_back_to_the_first(empty: Database) -> None:
    migrate.upgrade(empty, "0012")
    now = Clock()()
    person = {"site_id": 1, "first_name": "Ana", "last_name": "", "role": "lead"}
    day = {"person_id": 1, "weekday": 0}
    with empty.engine.begin() as connection:
        site = {"name": "Store 12", "zone": "Europe/Berlin", "created_at": now}
        _insert(connection, "site", site)
        _insert(connection, "person", person | {"created_at": now})
        _insert(connection, "weekly_hours", day | {"starts": 960, "ends": 1260})
    migrate.upgrade(empty, "0013")
    with empty.engine.begin() as connection:
        _insert(connection, "weekly_hours", day | {"starts": 360, "ends": 600})
        _insert(connection, "weekly_hours", day | {"weekday": 1, "starts": 0, "ends": 0})
    assert _hours(empty) == [(0, 360, 600), (0, 960, 1260), (1, 0, 0)]
    migrate.downgrade(empty, "0012")
    assert _hours(empty) == [(0, 360, 600)]
    migrate.upgrade(empty)
    assert _hours(empty) == [(0, 360, 600)]


def test_what_was_written_after_an_erasure_gets_a_time(empty: Database) -> None:
    migrate.upgrade(empty, "0016")
    now = Clock()()
    later = now + timedelta(days=100)
    resolved = {"state": "resolved", "resolved_at": now}
    erased = resolved | {"erased_at": now + timedelta(days=90)}
    # Erased by a clock ahead, opened again, and resolved before that time.
    ahead = {"resolved_at": later, "erased_at": later + timedelta(days=1)}
    issues = [resolved, erased, erased, erased, erased | {"resolved_at": later}, {}]
    issues += [resolved | ahead] * 2
    times = [now, later, later, None, later, None, later, later]
    with empty.engine.begin() as connection:
        _insert_issues(connection, issues)
        event = {"actor_id": 1, "kind": "noted", "data": {}, "salt": "s", "commitment": "c"}
        for number, at, text_ in ((2, later, "Later"), (4, later, None), (7, now, "Before")):
            about = {"issue_id": number, "at": at, "text": text_, "hash": f"{number}"}
            _insert(connection, "event", event | about)
        for number, at in ((3, later), (8, now)):
            link = {"issue_id": number, "nonce": "n", "token_hash": f"{number}", "person_id": 1}
            _insert(connection, "status_link", link | {"created_at": at})
    for _ in range(2):
        migrate.upgrade(empty)
        with empty.read() as session:
            query = select(Issue.retention_from).order_by(col(Issue.id))
            assert session.execute(query).scalars().all() == times
        migrate.downgrade(empty, "0016")


def _insert_issues(connection: Connection, issues: list[dict[str, Any]]) -> None:
    """Of one site and one owner; the ids count from 1."""
    now = Clock()()
    site = {"name": "Store 12", "zone": "Europe/Berlin", "created_at": now}
    _insert(connection, "site", site)
    person = {"site_id": 1, "first_name": "Ana", "last_name": "", "role": "lead"}
    _insert(connection, "person", person | {"created_at": now})
    usual = {"site_id": 1, "reporter_id": 1, "state": "owned", "owner_id": 1, "urgency": "now"}
    usual |= {"words": "", "promise_at": now, "touched_at": now, "created_at": now, "version": 1}
    for number, issue in enumerate(issues, start=1):
        _insert(connection, "issue", usual | {"ref": f"A{number}"} | issue)


def _hours(database: Database) -> list[tuple[int, ...]]:
    with database.engine.connect() as connection:
        rows = connection.execute(text("SELECT weekday, starts, ends FROM weekly_hours"))
        return sorted(tuple(row) for row in rows)
