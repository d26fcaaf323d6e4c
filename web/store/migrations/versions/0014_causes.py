"""causes, what is linked to them, and patterns of issues that are alike"""

import sqlalchemy as sa
from alembic import op

from push.columns import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_OPEN = sa.text("cause_id IS NULL AND dismissed_at IS NULL")
# By name: columns of issues, and which rows.
_INDEXES = {
    "ix_issue_cause": (("cause_id",), "cause_id IS NOT NULL"),
    "ix_issue_causes": (("site_id", "place"), "is_cause"),
}


def upgrade() -> None:
    no = sa.false()
    op.add_column("issue", sa.Column("is_cause", sa.Boolean(), server_default=no, nullable=False))
    op.add_column("issue", sa.Column("cause_id", sa.Integer(), nullable=True))
    for name, (columns, where) in _INDEXES.items():
        rows = sa.text(where)
        op.create_index(name, "issue", list(columns), sqlite_where=rows, postgresql_where=rows)
    op.create_table(
        "pattern",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("found_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("dismissed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("cause_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["cause_id"], ["issue.id"], name="fk_pattern_cause_id_issue"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_pattern_site_id_site"),
        sa.PrimaryKeyConstraint("id", name="pk_pattern"),
    )
    op.create_index(
        "ix_pattern_open", "pattern", ["site_id"], sqlite_where=_OPEN, postgresql_where=_OPEN
    )
    op.create_table(
        "pattern_issue",
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("pattern_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name="fk_pattern_issue_issue_id_issue"),
        sa.ForeignKeyConstraint(
            ["pattern_id"], ["pattern.id"], name="fk_pattern_issue_pattern_id_pattern"
        ),
        sa.PrimaryKeyConstraint("issue_id", name="pk_pattern_issue"),
    )
    op.create_index("ix_pattern_issue_pattern_id", "pattern_issue", ["pattern_id"])
    op.create_table(
        "pattern_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_pattern_look_only_one")),
        sa.PrimaryKeyConstraint("id", name="pk_pattern_look"),
    )


def downgrade() -> None:
    for table in ("pattern_look", "pattern_issue", "pattern"):
        op.drop_table(table)
    for name in _INDEXES:
        op.drop_index(name, "issue")
    op.drop_column("issue", "cause_id")
    op.drop_column("issue", "is_cause")
