"""The country of a site's telephone numbers; none: that of its time zone."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("site", sa.Column("country", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("site", "country")
