"""What SQLite knows of the sizes of tables and indexes, to choose how it reads them. PostgreSQL
finds out by itself (autovacuum)."""

from sqlmodel import Session

# Rows that are read of each index: some hundred milliseconds at first, ten later. With a limit
# SQLite keeps no samples of what is stored (`sqlite_stat4`), which would outlive its erasure.
_LIMIT = "PRAGMA analysis_limit=1000"
# Of all tables that have grown or shrunk tenfold, not only those that this connection read.
_OPTIMIZE = "PRAGMA optimize(0x10002)"


def refresh(session: Session) -> None:
    """In a writing unit on SQLite."""
    connection = session.connection()
    for statement in (_LIMIT, _OPTIMIZE):
        connection.exec_driver_sql(statement).close()
