"""Nudges that escalate: policies, weekly hours, what waits for a shift, other channels, the
worker’s pulse. Ladders that run already keep their next time."""

import sqlalchemy as sa
from alembic import op

from push.columns import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_SITE_OF = {
    "issue": "SELECT site_id FROM issue WHERE subject = 'issue:' || issue.id",
    "step": "SELECT issue.site_id FROM issue JOIN step ON step.issue_id = issue.id"
    " WHERE subject = 'step:' || step.id",
    "change": "SELECT issue.site_id FROM issue JOIN owner_change AS moved"
    " ON moved.issue_id = issue.id WHERE subject = 'change:' || moved.id",
    "shift": "SELECT site_id FROM person WHERE subject = 'shift:' || person.id",
}
_OWNED = sa.text("state = 'owned'")
_ASKED = sa.text("state = 'asked'")
_RUNS = sa.text("next_at IS NOT NULL")


def upgrade() -> None:
    _channels()
    _pulse()
    _policy()
    _weekly_hours()
    _held_nudge()
    op.add_column("push_escalation", _instant("step_at"))
    op.add_column("push_escalation", _instant("told_at"))
    op.add_column(
        "push_escalation", sa.Column("policy", sa.Integer(), server_default="0", nullable=False)
    )
    op.execute("UPDATE push_escalation SET step_at = next_at")
    _partial_index("ix_push_escalation_policy", "push_escalation", ["trigger", "policy"], _RUNS)
    # They began by what is shipped, which has the number of its site, negative.
    for kind, site in _SITE_OF.items():
        op.execute(
            f"UPDATE push_escalation SET policy = -COALESCE(({site}), 0)"  # noqa: S608 - ours
            f" WHERE subject LIKE '{kind}:%'"
        )
    op.add_column("push_subscription", _instant("expires_at"))
    op.add_column("issue", _instant("acknowledged_at"))
    op.add_column(
        "site", sa.Column("reach_minutes", sa.Integer(), server_default="3", nullable=False)
    )
    _partial_index("ix_issue_late", "issue", ["site_id", "promise_at"], _OWNED)
    op.create_index("ix_issue_created", "issue", ["site_id", "created_at"], unique=False)
    _partial_index("ix_step_silent", "step", ["answer_by"], _ASKED)


def downgrade() -> None:
    op.drop_index("ix_step_silent", "step")
    op.drop_index("ix_issue_created", "issue")
    op.drop_index("ix_issue_late", "issue")
    op.drop_column("site", "reach_minutes")
    op.drop_column("issue", "acknowledged_at")
    op.drop_column("push_subscription", "expires_at")
    op.drop_index("ix_push_escalation_policy", "push_escalation")
    op.drop_column("push_escalation", "policy")
    op.drop_column("push_escalation", "told_at")
    op.drop_column("push_escalation", "step_at")
    op.drop_table("held_nudge")
    op.drop_table("weekly_hours")
    op.drop_table("policy")
    op.drop_table("push_count")
    op.drop_table("push_heartbeat")
    op.execute("DELETE FROM push_delivery WHERE channel_id IS NOT NULL")
    op.drop_index("ix_push_delivery_carried", "push_delivery")
    op.drop_index("ix_push_delivery_channel", "push_delivery")
    op.drop_column("push_delivery", "tries")
    op.drop_column("push_delivery", "carried_by")
    op.drop_column("push_delivery", "channel_id")
    op.drop_table("push_channel")


def _instant(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime(timezone=True), nullable=nullable)


def _partial_index(name: str, table: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, table, columns, unique=False, sqlite_where=where, postgresql_where=where)


def _channels() -> None:
    op.create_table(
        "push_channel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        _instant("created_at", nullable=False),
        _instant("last_ok_at"),
        _instant("failed_at"),
        sa.Column("failed_why", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person", "kind", name=op.f("uq_push_channel_person")),
    )
    op.add_column("push_delivery", sa.Column("channel_id", sa.Integer(), nullable=True))
    op.add_column("push_delivery", sa.Column("carried_by", sa.Integer(), nullable=True))
    op.add_column(
        "push_delivery", sa.Column("tries", sa.Integer(), server_default="0", nullable=False)
    )
    op.execute("UPDATE push_delivery SET tries = attempt")
    op.create_index("ix_push_delivery_channel", "push_delivery", ["channel_id"], unique=False)
    op.create_index("ix_push_delivery_carried", "push_delivery", ["carried_by"], unique=False)


def _pulse() -> None:
    op.create_table(
        "push_heartbeat",
        sa.Column("worker", sa.String(), nullable=False),
        _instant("started_at", nullable=False),
        _instant("cycle_at", nullable=False),
        sa.Column("cycles", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("worker"),
    )
    op.create_table(
        "push_count",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", "reason"),
    )


def _policy() -> None:
    op.create_table(
        "policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("trigger", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rungs", sa.JSON(), nullable=False),
        _instant("made_at", nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_policy_version")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_policy_made_by_person")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_policy_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy")),
        sa.UniqueConstraint("site_id", "trigger", "version", name=op.f("uq_policy_site_id")),
    )


def _weekly_hours() -> None:
    op.create_table(
        "weekly_hours",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.CheckConstraint("starts <> ends", name=op.f("ck_weekly_hours_length")),
        sa.CheckConstraint(
            "starts BETWEEN 0 AND 1439 AND ends BETWEEN 0 AND 1439",
            name=op.f("ck_weekly_hours_minutes"),
        ),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_weekly_hours_weekday")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_weekly_hours_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", "weekday", name=op.f("pk_weekly_hours")),
    )


def _held_nudge() -> None:
    op.create_table(
        "held_nudge",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        _instant("at", nullable=False),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issue.id"], name=op.f("fk_held_nudge_issue_id_issue")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_held_nudge_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", "subject", name=op.f("pk_held_nudge")),
    )
    op.create_index("ix_held_nudge_issue_id", "held_nudge", ["issue_id"], unique=False)
