"""The language in which words are written now: that of a request's reader or of a recipient.

It belongs to the context of the code that runs (`contextvars`), so rules and acts need not pass it
on. Nobody has chosen one at the command line and in logs: they are English.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from web.language.known import ENGLISH, Language

_current: ContextVar[Language | Callable[[], Language]] = ContextVar("language", default=ENGLISH)


def current_language() -> Language:
    chosen = _current.get()
    if isinstance(chosen, Language):
        return chosen
    # Whoever finds out may write words as well: they are English.
    _current.set(ENGLISH)
    language = chosen()
    _current.set(language)
    return language


def is_chosen() -> bool:
    """Whether a word was written, so that the language is known."""
    return isinstance(_current.get(), Language)


def choose_language(language: Language | Callable[[], Language]) -> None:
    """For the rest of this context; a callable is called once, when the first word is written."""
    _current.set(language)


@contextmanager
def in_language(language: Language) -> Iterator[None]:
    """Words for somebody else, such as the recipient of a message."""
    before = _current.set(language)
    try:
        yield
    finally:
        _current.reset(before)
