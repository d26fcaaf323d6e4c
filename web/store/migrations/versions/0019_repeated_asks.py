"""what people ask leads again and again, and indexes for what was used"""

import sqlalchemy as sa
from alembic import op

from push.columns import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "repeated_ask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("dismissed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("allowance_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_repeated_ask_site_id_site")
        ),
        sa.ForeignKeyConstraint(
            ["allowance_id"], ["allowance.id"], name=op.f("fk_repeated_ask_allowance_id_allowance")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repeated_ask")),
    )
    op.create_index("ix_repeated_ask_site", "repeated_ask", ["site_id", "asked_at"])
    op.create_table(
        "repeated_ask_step",
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("repeated_ask_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["step_id"], ["step.id"], name=op.f("fk_repeated_ask_step_step_id_step")
        ),
        sa.ForeignKeyConstraint(
            ["repeated_ask_id"],
            ["repeated_ask.id"],
            name=op.f("fk_repeated_ask_step_repeated_ask_id_repeated_ask"),
        ),
        sa.PrimaryKeyConstraint("step_id", name=op.f("pk_repeated_ask_step")),
    )
    op.create_index(
        op.f("ix_repeated_ask_step_repeated_ask_id"), "repeated_ask_step", ["repeated_ask_id"]
    )
    op.create_index("ix_allowance_use_at", "allowance_use", ["at"])
    op.create_index("ix_allowance_use_allowance", "allowance_use", ["allowance_id", "at"])


def downgrade() -> None:
    op.drop_index("ix_allowance_use_allowance", "allowance_use")
    op.drop_index("ix_allowance_use_at", "allowance_use")
    op.drop_table("repeated_ask_step")
    op.drop_table("repeated_ask")
