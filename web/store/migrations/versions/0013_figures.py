"""figures of issues, for the report, and up to which event they are counted"""

import sqlalchemy as sa
from alembic import op

from push.columns import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_COUNTS = (
    *("promises_due", "promises_kept", "steps", "cold_steps", "reopened", "authority_used"),
    *("settled", "not_yet", "sent_away"),
)
_MAYBE = ("place_id", "cause_id", "seconds_to_owner", "seconds_to_resolved", "retold")


def upgrade() -> None:
    op.create_table(
        "figures_progress",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_figures_progress_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figures_progress")),
    )
    op.create_table(
        "issue_figures",
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("promise_at", UtcDateTime(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _COUNTS),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in _MAYBE),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issue.id"], name=op.f("fk_issue_figures_issue_id_issue")
        ),
        sa.PrimaryKeyConstraint("issue_id", name=op.f("pk_issue_figures")),
    )
    op.create_index("ix_issue_figures_site", "issue_figures", ["site_id", "day"])
    op.create_index("ix_issue_figures_day", "issue_figures", ["day"])


def downgrade() -> None:
    op.drop_table("issue_figures")
    op.drop_table("figures_progress")
