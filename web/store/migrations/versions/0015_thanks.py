"""thanks, and to whom they are"""

import sqlalchemy as sa
from alembic import op

from push.columns import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "thanks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("resolved_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_thanks_issue_id_issue")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_thanks_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thanks")),
    )
    op.create_index(op.f("ix_thanks_issue_id"), "thanks", ["issue_id"])
    op.create_table(
        "thanks_recipient",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thanks_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("wall_site_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["thanks_id"], ["thanks.id"], name=op.f("fk_thanks_recipient_thanks_id_thanks")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_thanks_recipient_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["wall_site_id"], ["site.id"], name=op.f("fk_thanks_recipient_wall_site_id_site")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thanks_recipient")),
        sa.UniqueConstraint("thanks_id", "person_id", name=op.f("uq_thanks_recipient_thanks_id")),
    )
    op.create_index("ix_thanks_recipient_person", "thanks_recipient", ["person_id", "id"])
    op.create_index("ix_thanks_recipient_wall", "thanks_recipient", ["wall_site_id", "id"])


def downgrade() -> None:
    op.drop_table("thanks_recipient")
    op.drop_table("thanks")
