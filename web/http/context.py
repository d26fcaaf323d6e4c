"""What every request may use: settings, database, keys and the clock, joined by create_app."""

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
    version: str  # of this release: what static files and ETags hang on


def utc_now() -> datetime:
    """The clock of every request, unless a test has set another."""
    return datetime.now(UTC)


def app_context() -> AppContext:
    return cast(AppContext, current_app.extensions["ownit"])


def now() -> datetime:
    """The moment of this request: one and the same from its first line to its last."""
    if "now" not in g:
        g.now = app_context().clock()
    return cast(datetime, g.now)


def reading() -> AbstractContextManager[Session]:
    return app_context().database.read()


def writing() -> AbstractContextManager[Session]:
    return app_context().database.write()


def writing_in_passing() -> AbstractContextManager[Session]:
    """For what a page that is only looked at writes down besides: nobody waits for that."""
    return app_context().database.write(_A_MOMENT)
