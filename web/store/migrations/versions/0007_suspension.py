"""whether reminders are suspended, as they are after a restore"""

import sqlalchemy as sa
from alembic import op

from push.columns import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "push_suspension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("since", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_push_suspension_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_suspension")),
    )


def downgrade() -> None:
    op.drop_table("push_suspension")
