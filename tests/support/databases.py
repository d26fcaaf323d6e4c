"""Open databases that tests of one process use again: an engine compiles each statement once."""

from copy import copy
from functools import cache

from web.store.engine import LOOK_EVERY, Database


def opened(url: str) -> Database:
    """As a new `Database(url)` is; what a test listens to on its engine ends with the test."""
    one = copy(_first(url))
    one.engine = one.engine.execution_options()
    one._reads = one.engine.execution_options(**one._read_options())
    one._looked_at = -LOOK_EVERY
    return one


@cache
def _first(url: str) -> Database:
    return Database(url)
