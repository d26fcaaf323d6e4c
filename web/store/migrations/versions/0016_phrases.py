"""words that help, of a site; figures of causes"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_FIGURES = ("causes", "causes_closed", "causes_back")


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
    for name in _FIGURES:
        column = sa.Column(name, sa.Integer(), server_default="0", nullable=False)
        op.add_column("issue_figures", column)
    # From the beginning: issues that are counted already are passed over.
    op.execute("UPDATE figures_progress SET event_id = 0")


def downgrade() -> None:
    op.execute("DELETE FROM issue_figures WHERE causes = 1")
    for name in _FIGURES:
        op.drop_column("issue_figures", name)
    op.drop_table("site_phrases")
