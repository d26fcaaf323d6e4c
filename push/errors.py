"""The kinds of trouble: a database that is busy or away, and what is refused with a sentence."""

from sqlalchemy.exc import InterfaceError, OperationalError

# Worth another try: no connection, a lock that was waited for too long, a deadlock.
TRANSIENT_ERRORS = (OperationalError, InterfaceError)
_SQLITE_ERROR = 1  # SQLite's result code for a statement that is wrong
_LIMIT_EXCEEDED = "54"  # PostgreSQL's class of SQLSTATE for a statement that is too much


def is_transient(error: BaseException) -> bool:
    """Whether the database is busy or away. Not where the statement itself is to blame, as one is
    that meets what nobody can read: tried again, it would fail for ever."""
    if not isinstance(error, TRANSIENT_ERRORS):
        return False
    said = error.orig
    is_wrong = getattr(said, "sqlite_errorcode", None) == _SQLITE_ERROR
    return not is_wrong and not str(getattr(said, "sqlstate", "")).startswith(_LIMIT_EXCEEDED)


class IncompatibleDatabase(Exception):
    """This program and the database do not fit together, said in a sentence. A worker that meets
    it stops: what it goes on with could be wrong."""


class InvalidInput(Exception):
    """What a person or their phone hands in cannot be kept, said in a sentence.

    `resubscribe`: the browser should drop this subscription and make a new one.
    """

    def __init__(self, sentence: str, *, resubscribe: bool = False) -> None:
        super().__init__(sentence)
        self.resubscribe = resubscribe
