"""The kinds of trouble: a database that is busy or away, and what is refused with a sentence."""

from sqlalchemy.exc import InterfaceError, OperationalError

# Worth another try: no connection, a lock that was waited for too long, a deadlock.
AWAY = (OperationalError, InterfaceError)


class Unfit(Exception):
    """This program and the database do not fit together, said in a sentence. A worker that meets
    it stops: what it goes on with could be wrong."""


class Refused(Exception):
    """What a person or their phone hands in cannot be kept, said in a sentence.

    `resubscribe`: the browser should drop this subscription and make a new one.
    """

    def __init__(self, sentence: str, *, resubscribe: bool = False) -> None:
        super().__init__(sentence)
        self.resubscribe = resubscribe
