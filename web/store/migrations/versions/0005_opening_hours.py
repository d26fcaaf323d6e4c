"""opening hours of a site"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("site", sa.Column("opening_hours", sa.JSON(none_as_null=True), nullable=True))
    op.add_column(
        "site",
        sa.Column("urgent_waits", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    op.drop_column("site", "urgent_waits")
    op.drop_column("site", "opening_hours")
