"""Rotation of keys: when links end, tags that outlive the secret, how often it was changed."""

import sqlalchemy as sa
from alembic import op

from push.columns import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("status_link", sa.Column("ends_at", UtcDateTime(), nullable=True))
    op.add_column("person", sa.Column("tag", sa.String(), nullable=True))
    count = sa.Column("rotations", sa.Integer(), nullable=False, server_default="0")
    op.add_column("installation", count)


def downgrade() -> None:
    op.drop_column("installation", "rotations")
    op.drop_column("person", "tag")
    op.drop_column("status_link", "ends_at")
