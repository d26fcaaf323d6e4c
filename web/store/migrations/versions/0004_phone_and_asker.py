"""a colleague's number to call, and who asked for an owner change"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("phone", sa.String(), nullable=True))
    # Without a foreign key, which on SQLite would copy the table.
    op.add_column("owner_change", sa.Column("asked_by", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("owner_change", "asked_by")
    op.drop_column("person", "phone")
