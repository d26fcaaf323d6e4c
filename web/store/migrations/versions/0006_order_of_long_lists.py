"""indexes that carry the order of long lists: people by name, all issues"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# By name: table, columns, and which rows.
_INDEXES = {
    "ix_person_name": ("person", ("search_name", "id"), "closed_at IS NULL"),
    "ix_person_site_name": ("person", ("site_id", "search_name", "id"), "closed_at IS NULL"),
    "ix_issue_all_unowned": ("issue", ("waiting_since",), "state = 'unowned'"),
    "ix_issue_all_owned": ("issue", ("promise_at",), "state = 'owned'"),
    "ix_issue_all_resolved": ("issue", ("touched_at",), "state = 'resolved'"),
    "ix_issue_resolved": ("issue", ("site_id", "touched_at"), "state = 'resolved'"),
}


def upgrade() -> None:
    _compare_names("C")
    for name, (table, columns, where) in _INDEXES.items():
        rows = sa.text(where)
        op.create_index(name, table, list(columns), sqlite_where=rows, postgresql_where=rows)


def downgrade() -> None:
    for name, (table, _columns, _where) in reversed(_INDEXES.items()):
        op.drop_index(name, table)
    _compare_names("default")


def _compare_names(collation: str) -> None:
    """SQLite compares letters by their numbers in any case."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("person", "search_name", type_=sa.String(collation=collation))
