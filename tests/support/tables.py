"""Makes the tables of a fresh database as the program itself would."""

import importlib.util

from sqlmodel import SQLModel

import web.store.tables  # noqa: F401 - loading it declares the tables
from web.store.engine import Database


def make_tables(database: Database) -> None:
    if importlib.util.find_spec("web.store.migrate"):
        importlib.import_module("web.store.migrate").upgrade(database)
    else:
        SQLModel.metadata.create_all(database.engine)
