"""Tables of full text: FTS5 on SQLite, with rows under their ids, and tsvectors on PostgreSQL.

They have no models: migrations make them, and the modules that fill them have their SQL.
"""

from dataclasses import dataclass

from sqlalchemy import bindparam, text
from sqlmodel import Session

_PAGES = 500  # merged in one transaction: some milliseconds


@dataclass(frozen=True)
class FullText:
    name: str  # of the table
    key: str  # its id on PostgreSQL; on SQLite it is `rowid`

    def forget(self, session: Session, ids: list[int]) -> None:
        """Remove these rows. On SQLite their words leave the file with `compact`."""
        key = "rowid" if is_sqlite(session) else self.key
        gone = text(f"DELETE FROM {self.name} WHERE {key} IN :ids")  # noqa: S608 - of ours
        if ids:
            bound = gone.bindparams(bindparam("ids", expanding=True))
            session.connection().execute(bound, {"ids": ids})


SIMILAR_STEP = FullText("similar_step", "step_id")
ISSUE_TEXT = FullText("issue_text", "issue_id")
TABLES = (SIMILAR_STEP, ISSUE_TEXT)


def compact(session: Session, *, begins: bool) -> bool:
    """FTS5 marks what is deleted, and drops it when segments are merged; here all of them are,
    some pages at a time (https://sqlite.org/fts5.html#the_merge_command). Returns whether more
    is left."""
    if not is_sqlite(session):
        return False
    more = [_merge(session, table.name, begins=begins) for table in TABLES]  # each of them
    return any(more)


def is_its_table(name: str | None) -> bool:
    """Whether a table is of full text, or one that FTS5 made for it: none has a model."""
    return any(name == one.name or (name or "").startswith(f"{one.name}_") for one in TABLES)


def is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _merge(session: Session, table: str, *, begins: bool) -> bool:
    connection = session.connection()
    changes = text("SELECT total_changes()")
    before = connection.execute(changes).scalar_one()
    merge = text(f"INSERT INTO {table}({table}, rank) VALUES('merge', :pages)")
    connection.execute(merge, {"pages": -_PAGES if begins else _PAGES})
    return bool(connection.execute(changes).scalar_one() - before >= 2)
