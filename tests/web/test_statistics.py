"""SQLite is told how large its tables are, and remembers nothing of what is in them."""

from sqlalchemy import text as sql

from tests.web.world import World
from web.cli.passes import RefreshStatistics, all_passes
from web.store.engine import Database


def counted(database: Database) -> dict[str, int]:
    """By index, how many rows it is believed to have."""
    with database.read() as session:
        query = sql("SELECT idx, stat FROM sqlite_stat1 WHERE idx IS NOT NULL")
        rows = session.connection().execute(query).all()
    return {row.idx: int(row.stat.split()[0]) for row in rows}


def report(world: World, count: int) -> None:
    for number in range(count):
        world.report(words=f"Xylophone {number}", customer_name="Quirin")


def test_the_sizes_of_tables_are_known_within_the_hour(one_world: World) -> None:
    refresh = RefreshStatistics(one_world.database, one_world.clock)
    report(one_world, 2)
    refresh()
    assert counted(one_world.database)["ix_issue_owned"] == 2
    assert counted(one_world.database)["ix_person_name"] == 5
    report(one_world, 40)
    refresh()
    assert counted(one_world.database)["ix_issue_owned"] == 2
    one_world.clock.forward(hours=1)
    refresh()
    assert counted(one_world.database)["ix_issue_owned"] == 42


def test_nothing_of_what_is_stored_is_copied(one_world: World) -> None:
    """It would outlive its erasure."""
    report(one_world, 30)
    RefreshStatistics(one_world.database, one_world.clock)()
    with one_world.database.read() as session:
        connection = session.connection()
        tables = connection.execute(
            sql("SELECT name FROM sqlite_master WHERE name LIKE 'sqlite_stat%'")
        ).scalars()
        for table in tables:
            rows = str(connection.exec_driver_sql(f"SELECT * FROM {table}").all()).lower()
            for secret in ("ana", "rothgeber", "quirin", "xyloph"):
                assert secret not in rows, table


def test_a_worker_does_it_on_sqlite_alone(world: World) -> None:
    passes = all_passes(world.database, world.database, world.config, world.clock)
    kinds = {type(one) for one in passes}
    assert (RefreshStatistics in kinds) is world.database.is_sqlite
