"""All tables, the full-text index of done steps, and the triggers that guard the events."""

import sqlalchemy as sa
from alembic import op

from push.columns import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_EVENT_COLUMNS = ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version")
_EVENT_HASHES = ("commitment", "hash")
_GENESIS = "0" * 64  # of the hash chain: what the first event follows


def upgrade() -> None:
    for create in _TABLES.values():
        create()
    if _is_sqlite():
        _similar_step_on_sqlite()
        _guard_events_on_sqlite()
    else:
        _similar_step_on_postgres()
        _guard_events_on_postgres()


def downgrade() -> None:
    op.execute("DROP TABLE similar_step")
    for name in reversed(_TABLES):
        op.drop_table(name)
    if not _is_sqlite():  # there triggers are part of their tables
        for name in ("append_event", "refuse_event_change", "refuse_history_head_change"):
            op.execute(f"DROP FUNCTION {name}()")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime(), nullable=nullable)


def _key(name: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(name))


def _unique(name: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(name))


def _check(name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(name))


def _reference(name: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(name))


def _partial_index(
    name: str, table: str, columns: list[str], where: str, *, unique: bool = False
) -> None:
    condition = sa.text(where)
    op.create_index(
        name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition
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
        _instant("created_at"),
        _instant("last_ok_at", nullable=True),
        _instant("last_shown_at", nullable=True),
        sa.Column("strikes", sa.Integer(), nullable=False),
        _instant("struck_at", nullable=True),
        _instant("paused_until", nullable=True),
        _instant("quarantined_at", nullable=True),
        sa.Column("quarantine_reason", sa.String(), nullable=True),
        _instant("expires_at", nullable=True),
        _check("ck_push_subscription_strikes", "strikes >= 0"),
        _key("pk_push_subscription", "id"),
        _unique("uq_push_subscription_device", "device"),
        _unique("uq_push_subscription_endpoint_hash", "endpoint_hash"),
    )
    op.create_index("ix_push_subscription_person", "push_subscription", ["person"])


def _push_gone_subscription() -> None:
    op.create_table(
        "push_gone_subscription",
        sa.Column("endpoint_hash", sa.String(), nullable=False),
        _instant("at"),
        sa.Column("reason", sa.String(), nullable=False),
        _key("pk_push_gone_subscription", "endpoint_hash"),
    )


def _push_channel() -> None:
    op.create_table(
        "push_channel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        _instant("created_at"),
        _instant("last_ok_at", nullable=True),
        _instant("failed_at", nullable=True),
        sa.Column("failure_reason", sa.String(), nullable=True),
        _key("pk_push_channel", "id"),
        _unique("uq_push_channel_person", "person", "kind"),
    )


def _push_message() -> None:
    op.create_table(
        "push_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        _instant("expires_at"),
        _instant("created_at"),
        sa.Column("unreachable", sa.String(), nullable=True),
        _key("pk_push_message", "id"),
        _unique("uq_push_message_key", "key"),
    )
    op.create_index("ix_push_message_subject", "push_message", ["subject"])


def _push_delivery() -> None:
    op.create_table(
        "push_delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=True),
        sa.Column("channel_id", sa.Integer(), nullable=True),
        sa.Column("carried_by", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        _instant("next_at", nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("deferrable", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.Column("is_minimal", sa.Boolean(), nullable=False),
        _instant("accepted_at", nullable=True),
        _instant("superseded_at", nullable=True),
        _instant("shown_at", nullable=True),
        _instant("opened_at", nullable=True),
        sa.Column("receipt", sa.String(), nullable=False),
        _check("ck_push_delivery_attempt", "attempt >= 0"),
        _check("ck_push_delivery_dead", "state <> 'dead' OR reason IS NOT NULL"),
        _check(
            "ck_push_delivery_next_at", "(state IN ('pending', 'leased')) = (next_at IS NOT NULL)"
        ),
        _check(
            "ck_push_delivery_state",
            "state IN ('pending', 'leased', 'accepted', 'dead', 'superseded')",
        ),
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
        _key("pk_push_delivery", "id"),
        _unique("uq_push_delivery_receipt", "receipt"),
    )
    op.create_index("ix_push_delivery_carried", "push_delivery", ["carried_by"])
    op.create_index("ix_push_delivery_channel", "push_delivery", ["channel_id"])
    _partial_index("ix_push_delivery_due", "push_delivery", ["next_at"], "next_at IS NOT NULL")
    op.create_index("ix_push_delivery_message", "push_delivery", ["message_id"])
    op.create_index("ix_push_delivery_subscription", "push_delivery", ["subscription_id"])


def _push_origin() -> None:
    op.create_table(
        "push_origin",
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        _instant("last_ok_at", nullable=True),
        _instant("paused_until", nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        _check("ck_push_origin_failures", "failures >= 0"),
        _key("pk_push_origin", "origin"),
    )


def _push_escalation() -> None:
    op.create_table(
        "push_escalation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("trigger", sa.String(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        _instant("anchor_at"),
        _instant("next_at", nullable=True),
        _instant("step_at", nullable=True),
        _instant("checked_at", nullable=True),
        _instant("started_at"),
        sa.Column("policy", sa.Integer(), nullable=False, server_default="0"),
        _check("ck_push_escalation_cycle", "cycle >= 1"),
        _check("ck_push_escalation_step", "step >= 0"),
        _key("pk_push_escalation", "id"),
        _unique("uq_push_escalation_subject", "subject", "trigger"),
    )
    op.create_index("ix_push_escalation_checked", "push_escalation", ["checked_at"])
    _partial_index("ix_push_escalation_due", "push_escalation", ["next_at"], "next_at IS NOT NULL")
    _partial_index(
        "ix_push_escalation_policy", "push_escalation", ["trigger", "policy"], "next_at IS NOT NULL"
    )
    op.create_index("ix_push_escalation_started", "push_escalation", ["started_at"])


def _push_heartbeat() -> None:
    op.create_table(
        "push_heartbeat",
        sa.Column("worker", sa.String(), nullable=False),
        _instant("started_at"),
        _instant("cycle_at"),
        sa.Column("cycles", sa.Integer(), nullable=False),
        _key("pk_push_heartbeat", "worker"),
    )


def _push_clock() -> None:
    op.create_table(
        "push_clock",
        sa.Column("id", sa.Integer(), nullable=False),
        _instant("read_at", nullable=True),
        _instant("steady_since", nullable=True),
        _check("ck_push_clock_one", "id = 1"),
        _key("pk_push_clock", "id"),
    )


def _push_count() -> None:
    op.create_table(
        "push_count",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        _key("pk_push_count", "name", "reason"),
    )


def _organisation() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        _check("ck_organisation_only_one", "id = 1"),
        _key("pk_organisation", "id"),
    )


def _installation() -> None:
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("keys", sa.String(), nullable=False),
        _instant("since"),
        sa.Column("rotations", sa.Integer(), nullable=False, server_default="0"),
        _check("ck_installation_only_one", "id = 1"),
        _key("pk_installation", "id"),
    )


def _write_probe() -> None:
    op.create_table(
        "write_probe",
        sa.Column("id", sa.Integer(), nullable=False),
        _instant("at"),
        _check("ck_write_probe_only_one", "id = 1"),
        _key("pk_write_probe", "id"),
    )


def _guess() -> None:
    op.create_table(
        "guess",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        _instant("until"),
        _key("pk_guess", "source"),
    )
    op.create_index("ix_guess_until", "guess", ["until"])


def _site() -> None:
    op.create_table(
        "site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("shows_text", sa.Boolean(), nullable=False),
        sa.Column("near_minutes", sa.Integer(), nullable=False, server_default="5"),
        sa.Column("message_minutes", sa.Integer(), nullable=False, server_default="15"),
        sa.Column("reach_minutes", sa.Integer(), nullable=False, server_default="3"),
        _instant("created_at"),
        _key("pk_site", "id"),
    )


def _authority() -> None:
    op.create_table(
        "authority",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        _check("ck_authority_role", "role IN ('employee', 'lead', 'admin')"),
        _reference("fk_authority_site_id_site", "site_id", "site"),
        _key("pk_authority", "site_id", "role"),
    )


def _place() -> None:
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        _instant("removed_at", nullable=True),
        _reference("fk_place_site_id_site", "site_id", "site"),
        _key("pk_place", "id"),
        _unique("uq_place_code", "code"),
    )
    op.create_index("ix_place_site_id", "place", ["site_id"])


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("search_name", sa.String(), nullable=False, server_default=sa.text("''")),
        sa.Column("role", sa.String(), nullable=False),
        _instant("on_shift_until", nullable=True),
        sa.Column("storage_key_version", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("tag", sa.String(), nullable=True),
        sa.Column("shift_source", sa.String(), nullable=True),
        _instant("created_at"),
        _instant("closed_at", nullable=True),
        _check("ck_person_role", "role IN ('employee', 'lead', 'admin')"),
        _reference("fk_person_site_id_site", "site_id", "site"),
        _key("pk_person", "id"),
    )
    op.create_index("ix_person_site_shift", "person", ["site_id", "on_shift_until"])


def _skill() -> None:
    op.create_table(
        "skill",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        _reference("fk_skill_person_id_person", "person_id", "person"),
        _key("pk_skill", "person_id", "word"),
    )
    op.create_index("ix_skill_word", "skill", ["word"])


def _device() -> None:
    op.create_table(
        "device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("storage_key_version", sa.Integer(), nullable=False, server_default="0"),
        _instant("created_at"),
        _instant("seen_at"),
        _instant("expires_at"),
        _instant("ended_at", nullable=True),
        _reference("fk_device_person_id_person", "person_id", "person"),
        _key("pk_device", "id"),
        _unique("uq_device_token_hash", "token_hash"),
    )
    op.create_index("ix_device_person_id", "device", ["person_id"])


def _invite() -> None:
    op.create_table(
        "invite",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        _instant("created_at"),
        _instant("expires_at"),
        _instant("claimed_at", nullable=True),
        sa.Column("claim_hash", sa.String(), nullable=True),
        sa.Column("device_id", sa.Integer(), nullable=True),
        _instant("revoked_at", nullable=True),
        _check("ck_invite_role", "role IN ('employee', 'lead', 'admin')"),
        _reference("fk_invite_created_by_person", "created_by", "person"),
        _reference("fk_invite_device_id_device", "device_id", "device"),
        _reference("fk_invite_person_id_person", "person_id", "person"),
        _reference("fk_invite_site_id_site", "site_id", "site"),
        _key("pk_invite", "id"),
        _unique("uq_invite_code_hash", "code_hash"),
        _unique("uq_invite_token_hash", "token_hash"),
    )


def _weekly_hours() -> None:
    op.create_table(
        "weekly_hours",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        _check("ck_weekly_hours_minutes", "starts BETWEEN 0 AND 1439 AND ends BETWEEN 0 AND 1439"),
        _check("ck_weekly_hours_weekday", "weekday BETWEEN 0 AND 6"),
        _reference("fk_weekly_hours_person_id_person", "person_id", "person"),
        _key("pk_weekly_hours", "person_id", "weekday", "starts"),
    )


def _policy() -> None:
    op.create_table(
        "policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("trigger", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        _instant("made_at"),
        sa.Column("made_by", sa.Integer(), nullable=False),
        _check("ck_policy_version", "version >= 1"),
        _reference("fk_policy_made_by_person", "made_by", "person"),
        _reference("fk_policy_site_id_site", "site_id", "site"),
        _key("pk_policy", "id"),
        _unique("uq_policy_site_id", "site_id", "trigger", "version"),
    )


def _issue() -> None:
    op.create_table(
        "issue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("urgency", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("customer_name", sa.String(), nullable=True),
        sa.Column("customer_contact", sa.String(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        _instant("promise_at", nullable=True),
        _instant("promised_at", nullable=True),
        _instant("acknowledged_at", nullable=True),
        _instant("waiting_since", nullable=True),
        _instant("owned_at", nullable=True),
        _instant("resolved_at", nullable=True),
        _instant("created_at"),
        _instant("touched_at"),
        _instant("erased_at", nullable=True),
        _instant("retention_from", nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _check("ck_issue_owner", "(state = 'unowned') = (owner_id IS NULL)"),
        _check("ck_issue_promise", "state <> 'owned' OR promise_at IS NOT NULL"),
        _check("ck_issue_resolved", "(state = 'resolved') = (resolved_at IS NOT NULL)"),
        _check("ck_issue_state", "state IN ('unowned', 'owned', 'resolved')"),
        _check("ck_issue_urgency", "urgency IN ('now', 'today', 'later')"),
        _reference("fk_issue_owner_id_person", "owner_id", "person"),
        _reference("fk_issue_reporter_id_person", "reporter_id", "person"),
        _reference("fk_issue_site_id_site", "site_id", "site"),
        _key("pk_issue", "id"),
        _unique("uq_issue_ref", "ref"),
    )
    op.create_index("ix_issue_created", "issue", ["site_id", "created_at"])
    _partial_index("ix_issue_late", "issue", ["site_id", "promise_at"], "state = 'owned'")
    _partial_index("ix_issue_owned", "issue", ["owner_id", "promise_at"], "state = 'owned'")
    _partial_index("ix_issue_retention", "issue", ["retention_from"], "retention_from IS NOT NULL")
    op.create_index("ix_issue_site", "issue", ["site_id", "touched_at"])
    _partial_index("ix_issue_unowned", "issue", ["site_id", "waiting_since"], "state = 'unowned'")


def _event() -> None:
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        _instant("at"),
        _instant("tapped_at", nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("salt", sa.String(), nullable=True),
        sa.Column("commitment", sa.String(), nullable=True),
        sa.Column("hash", sa.String(), nullable=True),
        _reference("fk_event_actor_id_person", "actor_id", "person"),
        _reference("fk_event_issue_id_issue", "issue_id", "issue"),
        _key("pk_event", "id"),
    )
    op.create_index("ix_event_issue", "event", ["issue_id", "id"])


def _history_head() -> None:
    op.create_table(
        "history_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        _check("ck_history_head_only_one", "id = 1"),
        _key("pk_history_head", "id"),
    )
    op.execute(f"INSERT INTO history_head VALUES (1, 0, 0, '{_GENESIS}')")  # noqa: S608 - ours


def _photo() -> None:
    op.create_table(
        "photo",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
        sa.Column("small", sa.LargeBinary(), nullable=True),
        _instant("at"),
        _reference("fk_photo_issue_id_issue", "issue_id", "issue"),
        _reference("fk_photo_person_id_person", "person_id", "person"),
        _key("pk_photo", "id"),
    )
    op.create_index("ix_photo_at", "photo", ["at"])
    op.create_index("ix_photo_issue_id", "photo", ["issue_id"])


def _status_link() -> None:
    op.create_table(
        "status_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        _instant("created_at"),
        _instant("revoked_at", nullable=True),
        _instant("ends_at", nullable=True),
        _reference("fk_status_link_issue_id_issue", "issue_id", "issue"),
        _reference("fk_status_link_person_id_person", "person_id", "person"),
        _key("pk_status_link", "id"),
        _unique("uq_status_link_token_hash", "token_hash"),
    )
    op.create_index("ix_status_link_issue_id", "status_link", ["issue_id"])


def _applied_tap() -> None:
    op.create_table(
        "applied_tap",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        _instant("at"),
        sa.Column("ref", sa.String(), nullable=True),
        sa.Column("sentence", sa.String(), nullable=True),
        sa.Column("harmless", sa.Boolean(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=True),
        _reference("fk_applied_tap_person_id_person", "person_id", "person"),
        _key("pk_applied_tap", "person_id", "key"),
    )
    op.create_index("ix_applied_tap_at", "applied_tap", ["at"])


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
        _instant("asked_at"),
        _instant("answer_by"),
        _instant("accepted_at", nullable=True),
        _instant("ended_at", nullable=True),
        sa.Column("decline_reason", sa.String(), nullable=True),
        sa.Column("proposed_helper", sa.String(), nullable=True),
        _check("ck_step_accepted", "state NOT IN ('accepted', 'done') OR accepted_at IS NOT NULL"),
        _check("ck_step_ended", "(state IN ('asked', 'accepted')) = (ended_at IS NULL)"),
        _check(
            "ck_step_helper",
            "helper_id IS NOT NULL OR (introduction = 'in_person'"
            " AND state IN ('asked', 'withdrawn'))",
        ),
        _check("ck_step_introduction", "introduction IN ('in_person', 'call', 'message', 'none')"),
        _check("ck_step_state", "state IN ('asked', 'accepted', 'done', 'declined', 'withdrawn')"),
        _reference("fk_step_asked_by_person", "asked_by", "person"),
        _reference("fk_step_helper_id_person", "helper_id", "person"),
        _reference("fk_step_issue_id_issue", "issue_id", "issue"),
        _key("pk_step", "id"),
    )
    op.create_index("ix_step_helper", "step", ["helper_id", "state", "asked_at"])
    op.create_index("ix_step_issue", "step", ["issue_id", "id"])
    _partial_index("ix_step_unanswered", "step", ["answer_by"], "state = 'asked'")
    _partial_index(
        "uq_step_open",
        "step",
        ["issue_id", "helper_id"],
        "state IN ('asked', 'accepted')",
        unique=True,
    )


def _owner_change() -> None:
    op.create_table(
        "owner_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reason_text", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        _instant("asked_at"),
        _instant("answer_by"),
        _instant("ended_at", nullable=True),
        _check("ck_owner_change_another", "from_id <> to_id"),
        _check("ck_owner_change_ended", "(state = 'asked') = (ended_at IS NULL)"),
        _check("ck_owner_change_reason", "reason IN ('shift_ends', 'absence', 'better_placed')"),
        _check("ck_owner_change_state", "state IN ('asked', 'accepted', 'declined', 'withdrawn')"),
        _reference("fk_owner_change_from_id_person", "from_id", "person"),
        _reference("fk_owner_change_issue_id_issue", "issue_id", "issue"),
        _reference("fk_owner_change_to_id_person", "to_id", "person"),
        _key("pk_owner_change", "id"),
    )
    op.create_index("ix_owner_change_from", "owner_change", ["from_id", "state"])
    op.create_index("ix_owner_change_issue", "owner_change", ["issue_id", "id"])
    op.create_index("ix_owner_change_to", "owner_change", ["to_id", "state"])
    _partial_index(
        "uq_owner_change_open", "owner_change", ["issue_id"], "state = 'asked'", unique=True
    )


def _deferred_nudge() -> None:
    op.create_table(
        "deferred_nudge",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        _instant("at"),
        _reference("fk_deferred_nudge_issue_id_issue", "issue_id", "issue"),
        _reference("fk_deferred_nudge_person_id_person", "person_id", "person"),
        _key("pk_deferred_nudge", "person_id", "subject"),
    )
    op.create_index("ix_deferred_nudge_issue_id", "deferred_nudge", ["issue_id"])


def _manual_nudge() -> None:
    op.create_table(
        "manual_nudge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sender_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        _instant("at"),
        _reference("fk_manual_nudge_issue_id_issue", "issue_id", "issue"),
        _reference("fk_manual_nudge_person_id_person", "person_id", "person"),
        _reference("fk_manual_nudge_sender_id_person", "sender_id", "person"),
        _key("pk_manual_nudge", "id"),
    )
    op.create_index("ix_manual_nudge_sender_at", "manual_nudge", ["sender_id", "at"])


def _erasure() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_ref", sa.String(), nullable=False),
        sa.Column("extent", sa.String(), nullable=False),
        _instant("at"),
        sa.Column("person_id", sa.Integer(), nullable=True),
        _check("ck_erasure_extent", "extent IN ('customer', 'all')"),
        _reference("fk_erasure_person_id_person", "person_id", "person"),
        _key("pk_erasure", "id"),
    )


def _similar_step_on_sqlite() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE similar_step USING"
        " fts5(need, words, tokenize = 'porter unicode61 remove_diacritics 2')"
    )


def _similar_step_on_postgres() -> None:
    op.execute(
        "CREATE TABLE similar_step (step_id integer CONSTRAINT pk_similar_step PRIMARY KEY"
        " CONSTRAINT fk_similar_step_step_id_step REFERENCES step,"
        " need tsvector NOT NULL, words tsvector NOT NULL)"
    )
    # No list of pending entries, which every query would have to read.
    op.execute(
        "CREATE INDEX ix_similar_step_need_words ON similar_step USING gin (need, words)"
        " WITH (fastupdate = off)"
    )


def _guard_events_on_sqlite() -> None:
    """By effect, not by verb: REPLACE deletes without firing a DELETE trigger, but what it inserts
    has an id that is not the newest. RAISE(ABORT) undoes the whole statement whatever its OR says.
    """
    same = " AND ".join(
        f"NEW.{one} IS OLD.{one}" for one in (*_EVENT_COLUMNS, "data", *_EVENT_HASHES)
    )
    op.execute(
        "CREATE TRIGGER event_append AFTER INSERT ON event BEGIN"
        " SELECT RAISE(ABORT, 'events are only appended')"
        " WHERE NEW.id <= (SELECT event_id FROM history_head);"
        " UPDATE history_head SET event_id = NEW.id, events = events + 1, hash = NEW.hash; END"
    )
    op.execute(
        "CREATE TRIGGER event_no_update BEFORE UPDATE ON event"
        f" WHEN NOT (NEW.text IS NULL AND NEW.salt IS NULL AND {same})"
        " BEGIN SELECT RAISE(ABORT, 'events are never changed'); END"
    )
    guarded = (("event", "DELETE"), ("history_head", "DELETE"), ("history_head", "INSERT"))
    for table, verb in guarded:
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
            " BEGIN SELECT RAISE(ABORT, 'events are never changed'); END"
        )


def _guard_events_on_postgres() -> None:
    new = ", ".join(f"NEW.{one}" for one in (*_EVENT_COLUMNS, "data::text", *_EVENT_HASHES))
    op.execute(
        "CREATE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF TG_OP = 'UPDATE' THEN IF NEW.text IS NULL AND NEW.salt IS NULL"
        f" AND ({new}) IS NOT DISTINCT FROM ({new.replace('NEW.', 'OLD.')})"
        " THEN RETURN NEW; END IF; END IF;"
        " RAISE EXCEPTION 'events are never changed'; END $$"
    )
    op.execute(
        "CREATE FUNCTION append_event() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " UPDATE history_head SET event_id = NEW.id, events = events + 1, hash = NEW.hash"
        " WHERE event_id < NEW.id;"
        " IF NOT FOUND THEN RAISE EXCEPTION 'events are only appended'; END IF;"
        " RETURN NULL; END $$"
    )
    op.execute(
        "CREATE FUNCTION refuse_history_head_change() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'events are never changed'; END $$"
    )
    triggers = {
        "event_no_change BEFORE UPDATE OR DELETE ON event FOR EACH ROW": "refuse_event_change",
        "event_no_truncate BEFORE TRUNCATE ON event": "refuse_event_change",
        "event_append AFTER INSERT ON event FOR EACH ROW": "append_event",
        "history_head_no_change BEFORE INSERT OR DELETE OR TRUNCATE ON history_head": (
            "refuse_history_head_change"
        ),
    }
    for trigger, function in triggers.items():
        op.execute(f"CREATE TRIGGER {trigger} EXECUTE FUNCTION {function}()")


# In the order in which they refer to one another.
_TABLES = {
    "push_subscription": _push_subscription,
    "push_gone_subscription": _push_gone_subscription,
    "push_channel": _push_channel,
    "push_message": _push_message,
    "push_delivery": _push_delivery,
    "push_origin": _push_origin,
    "push_escalation": _push_escalation,
    "push_heartbeat": _push_heartbeat,
    "push_clock": _push_clock,
    "push_count": _push_count,
    "organisation": _organisation,
    "installation": _installation,
    "write_probe": _write_probe,
    "guess": _guess,
    "site": _site,
    "authority": _authority,
    "place": _place,
    "person": _person,
    "skill": _skill,
    "device": _device,
    "invite": _invite,
    "weekly_hours": _weekly_hours,
    "policy": _policy,
    "issue": _issue,
    "event": _event,
    "history_head": _history_head,
    "photo": _photo,
    "status_link": _status_link,
    "applied_tap": _applied_tap,
    "step": _step,
    "owner_change": _owner_change,
    "deferred_nudge": _deferred_nudge,
    "manual_nudge": _manual_nudge,
    "erasure": _erasure,
}
