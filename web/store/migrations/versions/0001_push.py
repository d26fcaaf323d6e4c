"""The tables of push: phones, the outbox, ladders."""

import sqlalchemy as sa
from alembic import op

from push.columns import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _push_escalation()
    _push_gone_subscription()
    _push_message()
    _push_origin()
    _push_subscription()
    _push_delivery()


def downgrade() -> None:
    op.drop_table("push_delivery")
    op.drop_table("push_subscription")
    op.drop_table("push_origin")
    op.drop_table("push_message")
    op.drop_table("push_gone_subscription")
    op.drop_table("push_escalation")


def _push_escalation() -> None:
    op.create_table(
        "push_escalation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("trigger", sa.String(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("anchor_at", UtcDateTime(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=True),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("cycle >= 1", name=op.f("ck_push_escalation_cycle")),
        sa.CheckConstraint("step >= 0", name=op.f("ck_push_escalation_step")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("subject", "trigger", name=op.f("uq_push_escalation_subject")),
    )
    op.create_index(
        "ix_push_escalation_due",
        "push_escalation",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )


def _push_gone_subscription() -> None:
    op.create_table(
        "push_gone_subscription",
        sa.Column("endpoint_hash", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("endpoint_hash"),
    )


def _push_message() -> None:
    op.create_table(
        "push_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("unreachable", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key", name=op.f("uq_push_message_key")),
    )
    op.create_index("ix_push_message_subject", "push_message", ["subject"], unique=False)


def _push_origin() -> None:
    op.create_table(
        "push_origin",
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_ok_at", UtcDateTime(), nullable=True),
        sa.Column("paused_until", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_push_origin_failures")),
        sa.PrimaryKeyConstraint("origin"),
    )


def _push_subscription() -> None:
    op.create_table(
        "push_subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("endpoint", sa.String(), nullable=False),
        sa.Column("endpoint_hash", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("p256dh", sa.String(), nullable=False),
        sa.Column("auth", sa.String(), nullable=False),
        sa.Column("vapid_key", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_ok_at", UtcDateTime(), nullable=True),
        sa.Column("last_shown_at", UtcDateTime(), nullable=True),
        sa.Column("strikes", sa.Integer(), nullable=False),
        sa.Column("struck_at", UtcDateTime(), nullable=True),
        sa.Column("paused_until", UtcDateTime(), nullable=True),
        sa.Column("quarantined_at", UtcDateTime(), nullable=True),
        sa.Column("quarantined_why", sa.String(), nullable=True),
        sa.CheckConstraint("strikes >= 0", name=op.f("ck_push_subscription_strikes")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("device", name=op.f("uq_push_subscription_device")),
        sa.UniqueConstraint("endpoint_hash", name=op.f("uq_push_subscription_endpoint_hash")),
    )
    op.create_index("ix_push_subscription_person", "push_subscription", ["person"], unique=False)


def _push_delivery() -> None:
    op.create_table(
        "push_delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("is_minimal", sa.Boolean(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("superseded_at", UtcDateTime(), nullable=True),
        sa.Column("shown_at", UtcDateTime(), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('pending', 'leased')) = (next_at IS NOT NULL)",
            name=op.f("ck_push_delivery_next_at"),
        ),
        sa.CheckConstraint(
            "state <> 'dead' OR reason IS NOT NULL", name=op.f("ck_push_delivery_dead")
        ),
        sa.CheckConstraint(
            "state IN ('pending', 'leased', 'accepted', 'dead', 'superseded')",
            name=op.f("ck_push_delivery_state"),
        ),
        sa.CheckConstraint("attempt >= 0", name=op.f("ck_push_delivery_attempt")),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["push_message.id"],
            name=op.f("fk_push_delivery_message"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["push_subscription.id"],
            name=op.f("fk_push_delivery_subscription"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("receipt", name=op.f("uq_push_delivery_receipt")),
    )
    op.create_index(
        "ix_push_delivery_due",
        "push_delivery",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_index("ix_push_delivery_message", "push_delivery", ["message_id"], unique=False)
    op.create_index(
        "ix_push_delivery_subscription", "push_delivery", ["subscription_id"], unique=False
    )
