"""The version of the key that seals what a person's phones keep, and that at each sign-in."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("person", "device"):
        column = sa.Column("vault_version", sa.Integer(), nullable=False, server_default="0")
        op.add_column(table, column)


def downgrade() -> None:
    for table in ("device", "person"):
        op.drop_column(table, "vault_version")
