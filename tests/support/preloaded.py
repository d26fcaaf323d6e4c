"""What `tests.support.forks` loads once: the modules and templates that forked processes use.

Nothing here leaves a connection, a file or a thread open, so that a fork shares no such thing.
"""

import gc
from importlib import import_module

from tests.support.clock import Clock
from tests.web.compiled import COMPILED
from tests.web.configured import config, keys
from web.app import create_app
from web.store.engine import Database

MODULES = (
    "pytest",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "push.worker",
    "tests.crash.a_worker",
    "tests.crash.hanging",
    "tests.crash.ladders_worker",
    "tests.races.rush",
    "web.acts.escalation_plan",
    "web.cli.sample",
)


def load() -> None:
    for name in MODULES:
        import_module(name)
    database = Database("sqlite:///never-opened")
    environment = create_app(config(), database, keys(), Clock()).jinja_env
    environment.bytecode_cache = COMPILED
    for name in environment.list_templates(extensions=["html"]):
        environment.get_template(name)
    database.close()
    gc.collect()
    gc.freeze()  # a collection in a fork would write to, and so copy, every page that is shared


load()
