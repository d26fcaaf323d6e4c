"""Facts for the list of first steps, which installations that are at work need not see."""

import sqlalchemy as sa
from alembic import op

from push.columns import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_COLUMNS = (
    ("organisation", "setup_hidden_at"),
    ("place", "sign_printed_at"),
    ("site", "reminders_tried_at"),
)


def upgrade() -> None:
    for table, column in _COLUMNS:
        op.add_column(table, sa.Column(column, UtcDateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE organisation SET setup_hidden_at = (SELECT min(created_at) FROM site) "
        "WHERE (SELECT count(*) FROM person) > 1"
    )


def downgrade() -> None:
    for table, column in reversed(_COLUMNS):
        op.drop_column(table, column)
