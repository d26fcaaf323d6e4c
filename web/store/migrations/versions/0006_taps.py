"""Taps that waited on a phone: when they were tapped, and what their issue's version was. Small
copies of photos, for reading without a network."""

import sqlalchemy as sa
from alembic import op

from push.columns import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("event", sa.Column("tapped_at", UtcDateTime(), nullable=True))
    op.add_column("event", sa.Column("version", sa.Integer(), nullable=True))
    op.add_column("photo", sa.Column("small", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("photo", "small")
    op.drop_column("event", "version")
    op.drop_column("event", "tapped_at")
