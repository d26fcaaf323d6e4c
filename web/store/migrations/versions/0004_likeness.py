"""The full-text index of done steps, filled from those that are done already.

It stands beside the models: FTS5's virtual table and PostgreSQL's tsvector have nothing in common.
"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_DONE = sa.text(
    "SELECT step.id, step.need, issue.words FROM step JOIN issue ON issue.id = step.issue_id"
    " WHERE step.state = 'done'"
)
_INSERT = {
    "sqlite": "INSERT INTO likeness (rowid, need, words) VALUES (:id, :need, :words)",
    "postgresql": "INSERT INTO likeness (step_id, need, words) VALUES (:id,"
    " to_tsvector('english', CAST(:need AS text)), to_tsvector('english', CAST(:words AS text)))",
}


def upgrade() -> None:
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE likeness USING"
            " fts5(need, words, tokenize = 'porter unicode61 remove_diacritics 2')"
        )
    else:
        op.execute(
            "CREATE TABLE likeness (step_id integer CONSTRAINT pk_likeness PRIMARY KEY"
            " CONSTRAINT fk_likeness_step_id_step REFERENCES step,"
            " need tsvector NOT NULL, words tsvector NOT NULL)"
        )
        # Without a list of what is not yet in the index, which every question would read.
        op.execute(
            "CREATE INDEX ix_likeness_need_words ON likeness USING gin (need, words)"
            " WITH (fastupdate = off)"
        )
    insert = sa.text(_INSERT[bind.dialect.name])
    for row in bind.execute(_DONE).all():
        values = {"id": row.id, "need": _kept(row.need), "words": _kept(row.words)}
        bind.execute(insert, values)


def downgrade() -> None:
    op.execute("DROP TABLE likeness")


def _kept(text: str) -> str:
    """As `web.store.likeness` did it when this was written: a migration keeps its own copy."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in apart if not unicodedata.category(char).startswith("M"))
    return " ".join(word[:40] for word in re.findall(r"[^\W_]+", plain)[:80])
