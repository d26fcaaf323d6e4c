"""Whether the clock goes on steadily, and indexes for what was planned while it was ahead."""

import sqlalchemy as sa
from alembic import op

from push.columns import UtcDateTimeOrNone

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_BY = {"told": "told_at", "started": "started_at"}


def upgrade() -> None:
    op.create_table(
        "push_clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("read_at", UtcDateTimeOrNone(), nullable=True),
        sa.Column("steady_since", UtcDateTimeOrNone(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_push_clock_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_clock")),
    )
    for name, column in _BY.items():
        op.create_index(f"ix_push_escalation_{name}", "push_escalation", [column])


def downgrade() -> None:
    for name in _BY:
        op.drop_index(f"ix_push_escalation_{name}", "push_escalation")
    op.drop_table("push_clock")
