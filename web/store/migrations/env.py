"""Runs migrations on the connection, and in the transaction, that `web.store.migrate` opened."""

from alembic import context

# Their tables become part of the metadata.
import push.models
import push.worker_models  # noqa: F401
import web.store.identity
import web.store.tables.accounts
import web.store.tables.allowances
import web.store.tables.causes
import web.store.tables.figures
import web.store.tables.followers
import web.store.tables.guesses
import web.store.tables.handoffs
import web.store.tables.history
import web.store.tables.issues
import web.store.tables.nudges
import web.store.tables.phrases
import web.store.tables.practice
import web.store.tables.privacy
import web.store.tables.probe
import web.store.tables.repeated_asks
import web.store.tables.thanks  # noqa: F401
from web.store.full_text import is_its_table
from web.store.tables.base import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite cannot alter most things in place: Alembic then copies the table.
    render_as_batch=True,
    compare_type=True,
    # Tables of full text are not of the models.
    include_name=lambda name, kind, _: kind != "table" or not is_its_table(name),
    transactional_ddl=False,  # the caller's transaction is the one
)
context.run_migrations()
