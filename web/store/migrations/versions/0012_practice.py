"""who practises, and how far they are"""

import sqlalchemy as sa
from alembic import op

from web.store.tables.base import ReadableDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_TIMES = ("owned_at", "asked_at", "updated_at", "finished_at", "hidden_at", "reminded_at")


def upgrade() -> None:
    op.create_table(
        "practice",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(), nullable=False),
        *(sa.Column(name, ReadableDateTime(timezone=True), nullable=True) for name in _TIMES),
        sa.Column("update_words", sa.String(), nullable=True),
        sa.Column("resolution_words", sa.String(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], "fk_practice_person_id_person"),
        sa.PrimaryKeyConstraint("person_id", name="pk_practice"),
    )


def downgrade() -> None:
    op.drop_table("practice")
