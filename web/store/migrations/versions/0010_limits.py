"""Nudges made by hand, for their limit; and the row by which a server sees that it can write."""

import sqlalchemy as sa
from alembic import op

from push.columns import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hand_nudge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sender_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sender_id"], ["person.id"], name=op.f("fk_hand_nudge_sender_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_hand_nudge_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issue.id"], name=op.f("fk_hand_nudge_issue_id_issue")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_nudge")),
    )
    op.create_index("ix_hand_nudge_sender_at", "hand_nudge", ["sender_id", "at"])
    op.create_table(
        "write_probe",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_write_probe_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_write_probe")),
    )


def downgrade() -> None:
    op.drop_table("write_probe")
    op.drop_index("ix_hand_nudge_sender_at", table_name="hand_nudge")
    op.drop_table("hand_nudge")
