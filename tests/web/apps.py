"""Apps that worlds lend and give back: making one takes longer than most tests."""

import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Flask

from tests.web.compiled import COMPILED
from web.app import attach, create_app
from web.config import Config, Keys
from web.store.engine import Database

Clock = Callable[[], datetime]


@dataclass(eq=False)
class Lent:
    """An app, and what a test may have changed of it, as it was at first."""

    config: Config
    app: Flask
    views: dict[str, Any] = field(init=False)
    names: dict[str, Any] = field(init=False)  # that every template knows

    def __post_init__(self) -> None:
        self.app.jinja_env.bytecode_cache = COMPILED
        self.views = dict(self.app.view_functions)
        self.names = dict(self.app.jinja_env.globals)

    def restore(self) -> None:
        self.app.view_functions = dict(self.views)
        environment = self.app.jinja_env
        if environment.globals != self.names:
            environment.globals.clear()
            environment.globals.update(self.names)
            # Templates that are loaded have the old ones.
            assert environment.cache is not None
            environment.cache.clear()


_free: list[Lent] = []


def lend(borrower: object, config: Config, database: Database, keys: Keys, clock: Clock) -> Flask:
    """An app that serves this database, until the borrower is gone."""
    found = next((one for one in _free if one.config == config), None)
    if found is None:
        found = Lent(config, create_app(config, database, keys, clock))
    else:
        _free.remove(found)
        found.restore()
        attach(found.app, config, database, keys, clock)
    weakref.finalize(borrower, _free.append, found)
    return found.app
