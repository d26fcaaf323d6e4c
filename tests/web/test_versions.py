"""A program never goes on with the tables of another version: web says so, the worker stops."""

import threading

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import event, text

from push.errors import IncompatibleDatabase
from push.leased import ToPhone
from push.verdict import Verdict
from tests.support.versions import NEWER, OLDER, know_an_older_version, set_version
from tests.web.answers import HTMX
from tests.web.world import World
from web.rules.vocabulary import EventKind
from web.store import engine, migrate, schema
from web.store.engine import Database
from web.store.schema import WrongSchema

SENTENCES = {"GET": "Own It is being updated. Reload", "POST": "updated, so this was not done."}
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def every_read_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not only once a second, which a test would have to wait for."""
    monkeypatch.setattr(engine, "LOOK_EVERY", 0.0)


@pytest.fixture
def an_older_version(monkeypatch: pytest.MonkeyPatch) -> None:
    know_an_older_version(monkeypatch)


def test_the_newest_number_is_the_newest_migration() -> None:
    scripts = ScriptDirectory(str(migrate._FOLDER))
    assert scripts.get_current_head() == schema.HEAD
    assert sorted(one.revision for one in scripts.walk_revisions()) == schema.KNOWN


@pytest.mark.usefixtures("an_older_version")
@pytest.mark.parametrize("version", [NEWER, OLDER])
def test_pages_and_taps_get_503_and_nothing_is_written(world: World, version: str) -> None:
    ref = world.report()
    set_version(world.database, version)
    for headers in ({}, HTMX, JSON):
        answers = {
            "GET": world.owner.get(f"/issues/{ref}", headers=headers),
            "POST": world.owner.post(
                f"/issues/{ref}/note", {"text": "Kept"}, key="note-while-old", headers=headers
            ),
        }
        for method, answer in answers.items():
            assert (answer.status, answer.headers["Retry-After"]) == (503, "20")
            assert SENTENCES[method] in answer.text
    assert world.nobody.get("/healthz").status == 200
    set_version(world.database)
    assert world.kinds(ref) == [EventKind.REPORTED, EventKind.OWNED]
    again = world.owner.post(f"/issues/{ref}/note", {"text": "Kept"}, key="note-while-old")
    assert again.status in (200, 303)
    assert world.kinds(ref) == [EventKind.REPORTED, EventKind.OWNED, EventKind.NOTED]


def test_a_column_that_went_a_moment_ago_is_an_update_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL is asked only once a second, so a read may meet tables that were just changed."""
    ref = world.report()
    monkeypatch.setattr(engine, "LOOK_EVERY", 3600.0)
    assert world.owner.get(f"/issues/{ref}").status == 200
    with world.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE issue RENAME COLUMN words TO story"))
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{NEWER}'"))
    answer = world.owner.get(f"/issues/{ref}")
    assert answer.status == 503
    assert SENTENCES["GET"] in answer.text


def test_a_unit_that_writes_is_over_before_a_migration_begins(database: Database) -> None:
    """Else it would write what it had looked at into tables that changed in between."""
    begun, done = threading.Event(), threading.Event()

    def migrate_away() -> None:
        begun.set()
        migrate.downgrade(database, "base")
        done.set()

    with database.write() as session:
        thread = threading.Thread(target=migrate_away)
        thread.start()
        assert begun.wait(10)
        assert not done.wait(0.5)
        session.connection().execute(text("SELECT count(*) FROM issue"))
        assert not done.is_set()
    assert done.wait(30)
    thread.join()
    with pytest.raises(WrongSchema), database.write():
        pass


@pytest.mark.usefixtures("an_older_version")
@pytest.mark.parametrize("version", [NEWER, OLDER])
def test_a_worker_meets_another_version_and_stops(database: Database, version: str) -> None:
    from push.worker import Worker
    from tests.push.bench import NobodyToTell

    class NothingIsSent:
        async def send_all(
            self, leases: object, recheck: object, stop: object = None
        ) -> list[tuple[ToPhone, Verdict]]:
            raise AssertionError("it went on sending")

        async def close(self) -> None:
            """Nothing is open."""

    worker = Worker(database, NobodyToTell(), NothingIsSent())
    worker.once()
    set_version(database, version)
    with pytest.raises(IncompatibleDatabase):
        worker.run()


def test_a_unit_asks_in_one_statement(database: Database) -> None:
    """SQLite is asked by the driver alone; PostgreSQL in one round trip."""
    seen: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: seen.append(call[2]))
    with database.write():
        pass
    about = [one for one in seen if "alembic_version" in one]
    assert len(about) == (0 if database.is_sqlite else 1)
