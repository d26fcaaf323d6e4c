"""What every request uses: settings, database, keys and the clock, attached by create_app."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from flask import current_app, g
from sqlmodel import Session

from web.config import Config, Keys
from web.store.engine import Database

_A_MOMENT = 0.25  # seconds


@dataclass(frozen=True)
class AppContext:
    config: Config
    database: Database
    keys: Keys
    clock: Callable[[], datetime]
    version: str  # of this release; part of static paths and ETags


def utc_now() -> datetime:
    """The clock of every request, unless a test has set another."""
    return datetime.now(UTC)


def app_context() -> AppContext:
    return cast(AppContext, current_app.extensions["ownit"])


def now() -> datetime:
    """The time of this request: the same from its beginning to its end."""
    if "now" not in g:
        g.now = app_context().clock()
    return cast(datetime, g.now)


def reading() -> AbstractContextManager[Session]:
    return app_context().database.read()


def writing() -> AbstractContextManager[Session]:
    return app_context().database.write()


def writing_in_passing() -> AbstractContextManager[Session]:
    """For writes of pages that are only looked at: nobody waits for them."""
    return app_context().database.write(_A_MOMENT)
