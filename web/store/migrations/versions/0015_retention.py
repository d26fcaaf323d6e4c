"""When an issue's words were erased, the erase list, and indexes that find what is due."""

import sqlalchemy as sa
from alembic import op

from push.columns import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_ERASABLE = sa.text("state = 'resolved' AND (erased_at IS NULL OR erased_at < resolved_at)")


def upgrade() -> None:
    op.add_column("issue", sa.Column("erased_at", UtcDateTime(), nullable=True))
    op.create_index(
        "ix_issue_erasable",
        "issue",
        ["resolved_at"],
        sqlite_where=_ERASABLE,
        postgresql_where=_ERASABLE,
    )
    op.create_index("ix_photo_at", "photo", ["at"])
    op.create_index("ix_tap_at", "tap", ["at"])
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_ref", sa.String(), nullable=False),
        sa.Column("extent", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("extent IN ('customer', 'all')", name=op.f("ck_erasure_extent")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_erasure_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )


def downgrade() -> None:
    op.drop_table("erasure")
    op.drop_index("ix_tap_at", "tap")
    op.drop_index("ix_photo_at", "photo")
    op.drop_index("ix_issue_erasable", "issue")
    op.drop_column("issue", "erased_at")
