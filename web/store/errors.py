"""What faults of a database, or waiting for it, mean to a person."""

from enum import StrEnum

from sqlalchemy.exc import DBAPIError, OperationalError


class NotFound(Exception):
    """It does not exist, or this person may not see it: the same answer for both."""


class Ended(NotFound):
    """A link or code that was used or revoked, or is too old. Not a guess."""


class Busy(Exception):
    """Too many writers at this moment: nothing was done, and it is worth another try."""


class Fault(StrEnum):
    """What is wrong with the database. Everything else is a fault of the program."""

    BUSY = "busy"  # or away for a moment
    FULL = "full"
    BROKEN = "broken"  # cannot be read or written until somebody repairs it


# SQLite's messages for its result codes (sqlite3ErrStr), which never change: not every driver gives
# the codes.
_SQLITE = {
    "database is locked": Fault.BUSY,
    "database table is locked": Fault.BUSY,
    "database schema is locked": Fault.BUSY,
    "interrupted": Fault.BUSY,
    "database or disk is full": Fault.FULL,
    "disk i/o error": Fault.BROKEN,
    "unable to open database file": Fault.BROKEN,
    "attempt to write a readonly database": Fault.BROKEN,
    "database disk image is malformed": Fault.BROKEN,
    "file is not a database": Fault.BROKEN,
    "locking protocol": Fault.BROKEN,
    "large file support is disabled": Fault.BROKEN,
}
# PostgreSQL's SQLSTATE, whole or by class: the first match (PostgreSQL, appendix A).
_POSTGRESQL = {
    "53100": Fault.FULL,
    "53": Fault.BUSY,  # memory, connections
    "40": Fault.BUSY,  # serialization, deadlock
    "55P03": Fault.BUSY,  # lock_timeout
    "57": Fault.BUSY,  # statement_timeout, shutting down, starting up
    "08": Fault.BUSY,  # connection
    "25006": Fault.BROKEN,  # read only: a standby
    "25P03": Fault.BUSY,  # idle_in_transaction_session_timeout
    "58": Fault.BROKEN,  # I/O
    "XX001": Fault.BROKEN,  # a damaged page
    "XX002": Fault.BROKEN,  # a damaged index
}


def fault_of(error: DBAPIError) -> Fault | None:
    """None: the request was wrong, not the database."""
    state = getattr(error.orig, "sqlstate", None)
    table, error_text = (_POSTGRESQL, state) if state else (_SQLITE, str(error.orig).lower())
    found = next((fault for start, fault in table.items() if error_text.startswith(start)), None)
    if found is None and isinstance(error, OperationalError) and not state:
        return Fault.BUSY  # unreachable
    return found
