"""The walk: steps, owner changes, what people can do and may do, and the time for an answer."""

import sqlalchemy as sa
from alembic import op

from push.columns import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "site", sa.Column("near_minutes", sa.Integer(), server_default="5", nullable=False)
    )
    op.add_column(
        "site", sa.Column("message_minutes", sa.Integer(), server_default="15", nullable=False)
    )
    op.add_column("tap", sa.Column("step_id", sa.Integer(), nullable=True))
    _authority()
    _skill()
    _step()
    _owner_change()


def downgrade() -> None:
    op.drop_table("owner_change")
    op.drop_table("step")
    op.drop_table("skill")
    op.drop_table("authority")
    op.drop_column("tap", "step_id")
    op.drop_column("site", "message_minutes")
    op.drop_column("site", "near_minutes")


def _authority() -> None:
    op.create_table(
        "authority",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.CheckConstraint("role IN ('employee', 'lead', 'admin')", name=op.f("ck_authority_role")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_authority_site_id_site")),
        sa.PrimaryKeyConstraint("site_id", "role", name=op.f("pk_authority")),
    )


def _skill() -> None:
    op.create_table(
        "skill",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_skill_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", "word", name=op.f("pk_skill")),
    )
    op.create_index("ix_skill_word", "skill", ["word"], unique=False)


def _step() -> None:
    op.create_table(
        "step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("helper_id", sa.Integer(), nullable=True),
        sa.Column("need", sa.String(), nullable=False),
        sa.Column("introduction", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("answer_by", UtcDateTime(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("could", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('asked', 'accepted')) = (ended_at IS NULL)", name=op.f("ck_step_ended")
        ),
        sa.CheckConstraint(
            "helper_id IS NOT NULL OR (introduction = 'in_person'"
            " AND state IN ('asked', 'withdrawn'))",
            name=op.f("ck_step_helper"),
        ),
        sa.CheckConstraint(
            "introduction IN ('in_person', 'call', 'message', 'none')",
            name=op.f("ck_step_introduction"),
        ),
        sa.CheckConstraint(
            "state IN ('asked', 'accepted', 'done', 'declined', 'withdrawn')",
            name=op.f("ck_step_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('accepted', 'done') OR accepted_at IS NOT NULL", name=op.f("ck_step_yes")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_step_asked_by_person")),
        sa.ForeignKeyConstraint(
            ["helper_id"], ["person.id"], name=op.f("fk_step_helper_id_person")
        ),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_step_issue_id_issue")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step")),
    )
    op.create_index("ix_step_helper", "step", ["helper_id", "state", "asked_at"], unique=False)
    op.create_index("ix_step_issue", "step", ["issue_id", "id"], unique=False)
    op.create_index(
        "uq_step_open",
        "step",
        ["issue_id", "helper_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('asked', 'accepted')"),
        postgresql_where=sa.text("state IN ('asked', 'accepted')"),
    )


def _owner_change() -> None:
    op.create_table(
        "owner_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("answer_by", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(state = 'asked') = (ended_at IS NULL)", name=op.f("ck_owner_change_ended")
        ),
        sa.CheckConstraint(
            "reason IN ('shift_ends', 'absence', 'better_placed')",
            name=op.f("ck_owner_change_reason"),
        ),
        sa.CheckConstraint(
            "state IN ('asked', 'accepted', 'declined', 'withdrawn')",
            name=op.f("ck_owner_change_state"),
        ),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_owner_change_another")),
        sa.ForeignKeyConstraint(
            ["from_id"], ["person.id"], name=op.f("fk_owner_change_from_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issue.id"], name=op.f("fk_owner_change_issue_id_issue")
        ),
        sa.ForeignKeyConstraint(
            ["to_id"], ["person.id"], name=op.f("fk_owner_change_to_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owner_change")),
    )
    op.create_index("ix_owner_change_from", "owner_change", ["from_id", "state"], unique=False)
    op.create_index("ix_owner_change_issue", "owner_change", ["issue_id", "id"], unique=False)
    op.create_index("ix_owner_change_to", "owner_change", ["to_id", "state"], unique=False)
    op.create_index(
        "uq_owner_change_open",
        "owner_change",
        ["issue_id"],
        unique=True,
        sqlite_where=sa.text("state = 'asked'"),
        postgresql_where=sa.text("state = 'asked'"),
    )
