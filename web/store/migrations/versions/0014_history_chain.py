"""A hash chain over all events, and triggers that no SQL verb gets around."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from push.columns import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_KEPT = ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version")
_KEPT_TOO = ("commitment", "hash")
_EVENT = sa.table(
    "event",
    sa.column("id", sa.Integer),
    sa.column("issue_id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("actor_id", sa.Integer),
    sa.column("at", UtcDateTime),
    sa.column("tapped_at", UtcDateTime),
    sa.column("version", sa.Integer),
    sa.column("text", sa.String),
    sa.column("data", sa.JSON),
    sa.column("salt", sa.String),
    sa.column("commitment", sa.String),
    sa.column("hash", sa.String),
)


def upgrade() -> None:
    _drop_old_guards()
    op.add_column("event", sa.Column("salt", sa.String(), nullable=True))
    op.add_column("event", sa.Column("commitment", sa.String(), nullable=True))
    op.add_column("event", sa.Column("hash", sa.String(), nullable=True))
    op.create_table(
        "history_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_history_head_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_head")),
    )
    _chain()
    _sqlite_guards() if _is_sqlite() else _postgres_guards()


def downgrade() -> None:
    if _is_sqlite():
        for name in ("event_append", "event_no_update", "event_no_delete"):
            op.execute(f"DROP TRIGGER {name}")
    else:
        for name in ("event_append", "event_no_change", "event_no_truncate"):
            op.execute(f"DROP TRIGGER {name} ON event")
    op.drop_table("history_head")
    if not _is_sqlite():
        for name in ("append_event", "keep_event", "keep_history_head"):
            op.execute(f"DROP FUNCTION {name}()")
    for name in ("hash", "commitment", "salt"):
        op.drop_column("event", name)
    _make_old_guards()


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _chain() -> None:
    """Events written before there was a chain get their place in it."""
    bind, previous, last, count = op.get_bind(), "0" * 64, 0, 0
    for event in _events(bind):
        salt = None if event.text is None else secrets.token_hex(16)
        commitment = salt and _commitment(salt, event.text)
        previous, last, count = _hash(previous, event, commitment), event.id, count + 1
        written = {"salt": salt, "commitment": commitment, "hash": previous}
        bind.execute(sa.update(_EVENT).where(_EVENT.c.id == event.id).values(written))
    insert = sa.text("INSERT INTO history_head VALUES (1, :last, :count, :hash)")
    bind.execute(insert, {"last": last, "count": count, "hash": previous})


def _events(bind: sa.Connection) -> Iterator[Any]:
    last = 0
    while True:
        page = sa.select(_EVENT).where(_EVENT.c.id > last).order_by(_EVENT.c.id).limit(1000)
        rows = bind.execute(page).all()
        if not rows:
            return
        yield from rows
        last = rows[-1].id


def _commitment(salt: str, text: str) -> str:
    return hmac.digest(salt.encode(), text.encode("utf-8", "surrogatepass"), "sha256").hex()


def _hash(previous: str, event: Any, commitment: str | None) -> str:
    """As `web.rules.event_hash` did it when this was written: a migration keeps its own copy."""
    content = [event.issue_id, event.kind, event.actor_id, _instant(event.at)]
    content += [_instant(event.tapped_at), event.version, event.data, commitment]
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}{canonical}".encode()).hexdigest()


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None


def _sqlite_guards() -> None:
    """By effect, not by verb: REPLACE deletes without firing a DELETE trigger, but what it inserts
    has an id that is not the newest. RAISE(ABORT) undoes the whole statement whatever its OR says.
    """
    same = " AND ".join(f"NEW.{one} IS OLD.{one}" for one in (*_KEPT, "data", *_KEPT_TOO))
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


def _postgres_guards() -> None:
    new = ", ".join(f"NEW.{one}" for one in (*_KEPT, "data::text", *_KEPT_TOO))
    op.execute(
        "CREATE FUNCTION keep_event() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
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
        "CREATE FUNCTION keep_history_head() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'events are never changed'; END $$"
    )
    triggers = {
        "event_no_change BEFORE UPDATE OR DELETE ON event FOR EACH ROW": "keep_event",
        "event_no_truncate BEFORE TRUNCATE ON event": "keep_event",
        "event_append AFTER INSERT ON event FOR EACH ROW": "append_event",
        "history_head_no_change BEFORE INSERT OR DELETE OR TRUNCATE ON history_head": (
            "keep_history_head"
        ),
    }
    for trigger, function in triggers.items():
        op.execute(f"CREATE TRIGGER {trigger} EXECUTE FUNCTION {function}()")


def _drop_old_guards() -> None:
    if _is_sqlite():
        op.execute("DROP TRIGGER event_no_update")
        op.execute("DROP TRIGGER event_no_delete")
    else:
        op.execute("DROP TRIGGER event_no_change ON event")
        op.execute("DROP FUNCTION refuse_event_change()")


def _make_old_guards() -> None:
    if _is_sqlite():
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER event_no_{verb.lower()} BEFORE {verb} ON event "
                "BEGIN SELECT RAISE(ABORT, 'events are never changed'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'events are never changed'; END $$"
    )
    op.execute(
        "CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON event "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_event_change()"
    )
