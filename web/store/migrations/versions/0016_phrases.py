"""words that help, of a site"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "site_phrases",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("own", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_site_phrases_site_id_site")
        ),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_site_phrases")),
    )


def downgrade() -> None:
    op.drop_table("site_phrases")
