"""From when on an issue's words are kept for their time, also those written after an erasure."""

import sqlalchemy as sa
from alembic import op

from push.columns import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_ERASABLE = sa.text("state = 'resolved' AND (erased_at IS NULL OR erased_at < resolved_at)")
_DATED = sa.text("retention_from IS NOT NULL")
# Of issues that were erased: what was written since, which nothing would have erased. It counts
# from the newest resolution, where it was written before that.
_SINCE = (
    "SELECT min(event.at) FROM event WHERE event.issue_id = issue.id AND event.text <> ''",
    "SELECT min(created_at) FROM status_link WHERE status_link.issue_id = issue.id",
)


def upgrade() -> None:
    op.add_column("issue", sa.Column("retention_from", UtcDateTime(), nullable=True))
    op.execute(f"UPDATE issue SET retention_from = resolved_at WHERE {_ERASABLE}")  # noqa: S608
    for found in _SINCE:
        undated = "state = 'resolved' AND retention_from IS NULL"
        op.execute(f"UPDATE issue SET retention_from = ({found}) WHERE {undated}")  # noqa: S608
    op.execute("UPDATE issue SET retention_from = resolved_at WHERE retention_from < resolved_at")
    op.drop_index("ix_issue_erasable", "issue")
    op.create_index(
        "ix_issue_retention",
        "issue",
        ["retention_from"],
        sqlite_where=_DATED,
        postgresql_where=_DATED,
    )


def downgrade() -> None:
    op.drop_index("ix_issue_retention", "issue")
    op.create_index(
        "ix_issue_erasable",
        "issue",
        ["resolved_at"],
        sqlite_where=_ERASABLE,
        postgresql_where=_ERASABLE,
    )
    op.drop_column("issue", "retention_from")
