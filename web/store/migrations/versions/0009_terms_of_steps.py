"""done steps by the stems of their words, in the language of their site or owner"""

import sqlalchemy as sa
from alembic import op

from web.store.similar_steps import row, statement_for

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_BATCH = 500
_DONE = sa.text(
    "SELECT step.id, step.need, issue.words,"
    " coalesce(site.language, person.language, 'en') AS language"
    " FROM step JOIN issue ON issue.id = step.issue_id JOIN site ON site.id = issue.site_id"
    " LEFT JOIN person ON person.id = issue.owner_id"
    " WHERE step.state = 'done' AND issue.erased_at IS NULL AND step.id > :after"
    " ORDER BY step.id LIMIT :most"
)


def upgrade() -> None:
    if _is_sqlite():
        _create_on_sqlite("ascii tokenchars '#'", "detail = column")
    else:
        op.execute("DELETE FROM similar_step")
    connection = op.get_bind()
    write, after = statement_for(connection), 0
    while steps := connection.execute(_DONE, {"after": after, "most": _BATCH}).all():
        for step in steps:
            connection.execute(write, row(*step))
        after = steps[-1].id


def downgrade() -> None:
    """Empty: the version before makes its own rows."""
    if _is_sqlite():
        _create_on_sqlite("porter unicode61 remove_diacritics 2")
    else:
        op.execute("DELETE FROM similar_step")


def _create_on_sqlite(tokenizer: str, *options: str) -> None:
    op.execute("DROP TABLE similar_step")
    how = ", ".join(("need", "words", f'tokenize = "{tokenizer}"', *options))
    op.execute(f"CREATE VIRTUAL TABLE similar_step USING fts5({how})")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
