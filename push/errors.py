"""Errors of push: a database that is busy or away, and refusals with a sentence."""

from sqlalchemy.exc import InterfaceError, OperationalError

# Worth another attempt: no connection, a lock timeout, a deadlock.
TRANSIENT_ERRORS = (OperationalError, InterfaceError)
_SQLITE_ERROR = 1  # SQLite's result code for a wrong statement
_LIMIT_EXCEEDED = "54"  # PostgreSQL's class of SQLSTATE for a statement beyond its limits


def is_transient(error: BaseException) -> bool:
    """Whether the database is busy or away. False where the statement itself is to blame, such as
    one that meets unreadable data: repeated, it would fail for ever."""
    if not isinstance(error, TRANSIENT_ERRORS):
        return False
    original = error.orig
    is_wrong = getattr(original, "sqlite_errorcode", None) == _SQLITE_ERROR
    return not is_wrong and not str(getattr(original, "sqlstate", "")).startswith(_LIMIT_EXCEEDED)


def gettext_noop(message: str) -> str:
    """Marks a sentence that people read; the caller looks it up in the language of its reader."""
    return message


class IncompatibleDatabase(Exception):
    """This program and the database do not fit together, as a sentence. A worker that meets it
    stops."""


class InvalidInput(Exception):
    """What a person or their phone hands in cannot be stored, as a marked sentence.

    `resubscribe`: the browser should drop this subscription and make a new one.
    """

    def __init__(self, sentence: str, *, resubscribe: bool = False) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.resubscribe = resubscribe
