"""History cannot be overwritten by any SQL verb, and what was done around the guards is found."""

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from tests.support.taps import unit_of
from tests.web.world import World
from web.acts.core import events as acts
from web.reads import event_chain
from web.rules.event_hash import GENESIS
from web.rules.vocabulary import EventKind
from web.store.engine import Database
from web.store.sqlite import driver
from web.store.tables.issues import Issue

ROW = "(issue_id, kind, at, data, hash) SELECT issue_id, 'noted', at, '{}', hash FROM event"
OLD_ROW = f"(id, {ROW[1:].replace('SELECT ', 'SELECT 1, ')} WHERE id = 1"
EVERYWHERE = [
    "UPDATE event SET text = 'nothing happened'",
    "UPDATE event SET text = NULL",
    "UPDATE event SET text = NULL, salt = NULL, kind = 'noted'",
    "UPDATE event SET text = NULL, salt = NULL, actor_id = NULL",
    "UPDATE event SET text = NULL, salt = NULL, data = '{\"a\": 1}'",
    "UPDATE event SET text = NULL, salt = NULL, commitment = NULL WHERE text IS NOT NULL",
    "UPDATE event SET id = id + 1000",
    "UPDATE event SET hash = 'f'",
    "DELETE FROM event",
    "DELETE FROM event WHERE id = 1",
    "DELETE FROM issue",
    f"INSERT INTO event {OLD_ROW}",
    f"INSERT INTO event (id, {ROW[1:].replace('SELECT ', 'SELECT 0, ')} WHERE id = 1",
    f"INSERT INTO event {OLD_ROW} ON CONFLICT (id) DO UPDATE SET kind = 'noted'",
    "DELETE FROM history_head",
    "INSERT INTO history_head VALUES (2, 0, 0, '')",
]
SQLITE = [
    *(f"INSERT OR {word} INTO event {OLD_ROW}" for word in ("REPLACE", "ROLLBACK", "ABORT")),
    *(f"INSERT OR {word} INTO event {OLD_ROW}" for word in ("FAIL", "IGNORE")),
    f"REPLACE INTO event {OLD_ROW}",
    *(f"UPDATE OR {word} event SET id = 2 WHERE id = 1" for word in ("REPLACE", "IGNORE")),
    "UPDATE OR REPLACE event SET kind = 'noted'",
    "INSERT OR REPLACE INTO history_head VALUES (1, 0, 0, '')",
]
MERGE = "MERGE INTO event USING (SELECT 1 AS id) AS one ON event.id = one.id WHEN MATCHED THEN"
POSTGRES = [
    "TRUNCATE event",
    "TRUNCATE issue CASCADE",
    "TRUNCATE history_head",
    f"{MERGE} UPDATE SET kind = 'noted'",
    f"{MERGE} DELETE",
    "WITH gone AS (DELETE FROM event RETURNING id) SELECT count(*) FROM gone",
]
COPY = "COPY event (id, issue_id, kind, at, data) FROM STDIN"


def rows(database: Database) -> list[tuple[object, ...]]:
    with database.read() as session:
        query = sql("SELECT id, issue_id, kind, actor_id, text, hash FROM event ORDER BY id")
        return [tuple(row) for row in session.connection().execute(query)]


def filled(world: World) -> str:
    ref = world.report()
    world.owner.act(ref, "note", text="The cable was loose")
    world.owner.act(ref, "note", text="It is loose again")
    return ref


def attempt(database: Database, change: str) -> None:
    """It may be refused or come to nothing: only its effect counts."""
    try:
        with database.write() as session:
            session.connection().execute(sql(change))
    except DBAPIError:
        pass


@pytest.mark.parametrize("change", EVERYWHERE)
def test_no_verb_changes_history(world: World, change: str) -> None:
    filled(world)
    before = rows(world.database)
    attempt(world.database, change)
    assert rows(world.database) == before
    assert verdict(world).fault is None


@pytest.mark.parametrize("change", SQLITE)
def test_no_verb_of_sqlite_changes_history(one_world: World, change: str) -> None:
    filled(one_world)
    before = rows(one_world.database)
    attempt(one_world.database, change)
    assert rows(one_world.database) == before
    assert verdict(one_world).fault is None


@pytest.fixture
def on_postgres(postgres_world: World) -> World:
    filled(postgres_world)
    return postgres_world


@pytest.mark.parametrize("change", POSTGRES)
def test_no_verb_of_postgresql_changes_history(on_postgres: World, change: str) -> None:
    before = rows(on_postgres.database)
    attempt(on_postgres.database, change)
    assert rows(on_postgres.database) == before
    assert verdict(on_postgres).fault is None


def test_copy_changes_no_history(on_postgres: World) -> None:
    before = rows(on_postgres.database)
    raw = on_postgres.database.engine.raw_connection()
    try:
        with (
            pytest.raises(Exception, match=r"duplicate key|only appended"),
            raw.cursor().copy(COPY) as copy,
        ):
            copy.write_row((1, 1, "noted", "2026-01-01T00:00:00Z", "{}"))
    finally:
        raw.rollback()
        raw.close()
    assert rows(on_postgres.database) == before


def verdict(world: World, *seen: str) -> event_chain.Verdict:
    with world.database.read() as session:
        return event_chain.verify(session, seen)


def unguarded(world: World, *changes: str) -> None:
    """What somebody does who may do anything with the database."""
    with world.database.engine.begin() as connection:
        if world.database.is_sqlite:
            for name in ("event_append", "event_no_update", "event_no_delete"):
                connection.execute(sql(f"DROP TRIGGER IF EXISTS {name}"))
        else:
            connection.execute(sql("ALTER TABLE event DISABLE TRIGGER USER"))
        for change in changes:
            connection.execute(sql(change))


def test_an_untouched_history_is_whole(world: World) -> None:
    assert verdict(world).fault is None
    filled(world)
    found = verdict(world)
    assert (found.fault, found.events) == (None, 4)
    with world.database.read() as session:
        assert event_chain.head(session) == (4, found.head)


@pytest.mark.parametrize(
    ("change", "row"),
    [
        ("UPDATE event SET kind = 'customer_told' WHERE id = 3", "Event 3 "),
        ("UPDATE event SET actor_id = NULL WHERE id = 2", "Event 2 "),
        ("UPDATE event SET at = '2020-01-01 00:00:00.000000' WHERE id = 1", "Event 1 "),
        ("UPDATE event SET data = '{\"step\": 1}' WHERE id = 4", "Event 4 "),
        ("UPDATE event SET text = 'The till was fine' WHERE id = 3", "words of event 3 "),
        ("UPDATE event SET text = 'Said later' WHERE id = 1", "words of event 1 "),
        ("UPDATE event SET text = NULL WHERE id = 4", "words of event 4 "),
        ("UPDATE event SET text = NULL, salt = NULL WHERE id = 4", "words of event 4 are gone"),
        ("DELETE FROM event WHERE id = 1", "Event 2 "),
        ("DELETE FROM event WHERE id = 2", "Event 3 "),
        ("DELETE FROM event WHERE id = 4", "ends after 3 events, and 4 "),
        ("DELETE FROM event", "ends after 0 events, and 4 "),
        ("UPDATE event SET id = 5 WHERE id = 3", "Event 4 "),
        ("UPDATE event SET hash = NULL WHERE id = 3", "Event 3 "),
        (f"INSERT INTO event (id, {ROW[1:].replace('SELECT ', 'SELECT 0, ')} WHERE id = 4", "Ev"),
    ],
)
def test_the_first_bad_row_is_named(world: World, change: str, row: str) -> None:
    filled(world)
    unguarded(world, change)
    found = verdict(world).fault
    assert found is not None
    assert row in found


def test_a_value_that_cannot_be_read_is_named(one_world: World) -> None:
    filled(one_world)
    unguarded(one_world, "UPDATE event SET data = '{' WHERE id = 2")
    assert verdict(one_world).fault == "Event 2 cannot be read."


def test_a_row_in_the_middle_is_found(world: World) -> None:
    filled(world)
    middle = f"INSERT INTO event (id, {ROW[1:].replace('SELECT ', 'SELECT 3, ')} WHERE id = 2"
    unguarded(
        world,
        "UPDATE event SET id = 5 WHERE id = 4",
        "UPDATE event SET id = 4 WHERE id = 3",
        middle,
    )
    assert "Event 3 " in str(verdict(world).fault)


def test_swapped_rows_are_found(world: World) -> None:
    filled(world)
    moves = ((3, 9), (4, 3), (9, 4))
    unguarded(world, *(f"UPDATE event SET id = {to} WHERE id = {which}" for which, to in moves))
    assert "Event 3 " in str(verdict(world).fault)


def test_a_head_seen_earlier_shows_a_history_that_was_written_anew(world: World) -> None:
    ref = filled(world)
    seen = verdict(world).head
    world.owner.act(ref, "note", text="One more")
    assert verdict(world, seen, GENESIS).fault is None
    head = "(SELECT hash FROM event WHERE id = 3)"
    unguarded(
        world,
        "DELETE FROM event WHERE id > 3",
        f"UPDATE history_head SET event_id = 3, events = 3, hash = {head}",
    )
    assert verdict(world).fault is None  # whoever can rewrite all of it leaves no trace inside
    assert seen in str(verdict(world, seen).fault)


def test_an_event_of_a_savepoint_that_is_rolled_back_did_not_happen(world: World) -> None:
    ref = world.report()
    with world.database.write() as session:
        issue = session.get_one(Issue, world.issue(ref).id)
        acts.append_event(unit_of(world, session), issue, EventKind.NOTED, "before")
        savepoint = session.begin_nested()
        acts.append_event(unit_of(world, session), issue, EventKind.NOTED, "lost")
        with session.begin_nested():
            acts.append_event(unit_of(world, session), issue, EventKind.NOTED, "lost as well")
        savepoint.rollback()
        with session.begin_nested():
            acts.append_event(unit_of(world, session), issue, EventKind.NOTED, "after")
    assert [one.text for one in world.events(ref)[2:]] == ["before", "after"]
    assert verdict(world).fault is None


def test_a_transaction_that_fails_leaves_no_event(world: World) -> None:
    ref = world.report()
    with world.database.write() as session:
        issue = session.get_one(Issue, world.issue(ref).id)
        acts.append_event(unit_of(world, session), issue, EventKind.NOTED, "lost")
        session.rollback()
    assert len(world.events(ref)) == 2


def test_verifying_reads_page_by_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_chain, "_PAGE", 2)
    ref = filled(world)
    world.owner.act(ref, "note", text="An odd one")
    assert (verdict(world).events, verdict(world).fault) == (5, None)
    unguarded(world, "DELETE FROM event WHERE id = 3")
    assert "Event 4 " in str(verdict(world).fault)


def test_a_copy_of_the_database_verifies_as_well(one_world: World, tmp_path: Path) -> None:
    filled(one_world)
    source = Path(str(one_world.database.engine.url.database))
    with closing(driver.connect(source)) as live, closing(driver.connect(tmp_path / "c")) as copy:
        live.backup(copy)
    copied = Database(f"sqlite:///{tmp_path / 'c'}")
    with copied.read() as session:
        assert event_chain.verify(session) == verdict(one_world)
    copied.close()


def test_words_have_a_commitment_that_cannot_be_guessed(world: World) -> None:
    """The same words twice: nothing that stays after erasing is the same."""
    ref = world.report()
    for _ in range(2):
        world.owner.act(ref, "note", text="Anna, 0171 234")
    one, other = world.events(ref)[2:]
    assert one.commitment != other.commitment
    assert one.salt != other.salt
