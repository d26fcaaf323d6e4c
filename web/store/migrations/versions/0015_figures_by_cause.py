"""figures of issues by their cause"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("issue_figures", sa.Column("cause_id", sa.Integer(), nullable=True))
    # Counted anew: of some the cause is known already.
    op.execute("DELETE FROM issue_figures")
    op.execute("DELETE FROM figures_progress")


def downgrade() -> None:
    op.drop_column("issue_figures", "cause_id")
