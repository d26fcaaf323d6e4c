"""The tables of push. Rows only: people, devices and subjects are opaque text here.

SQLModel's table classes do not validate, so invariants are CHECK constraints. The order of row
locks is in `locks`.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    Index,
    UniqueConstraint,
)
from sqlalchemy import text as sql
from sqlalchemy.sql.elements import conv
from sqlmodel import Field, SQLModel

from push.columns import Document
from push.model_fields import instant, instant_or_none, named_check, refers_to, row_id


class DeliveryState(StrEnum):
    PENDING = "pending"  # to be sent at next_at
    LEASED = "leased"  # a worker has it until next_at; then it is due again
    ACCEPTED = "accepted"  # the push service took it
    DEAD = "dead"  # will not be sent; `reason` says why
    SUPERSEDED = "superseded"  # answered or replaced before it was sent


OPEN = (DeliveryState.PENDING, DeliveryState.LEASED)


class Subscription(SQLModel, table=True):
    """A device that can be sent to: one live push subscription per signed-in device."""

    __tablename__ = "push_subscription"
    __table_args__ = (
        UniqueConstraint("endpoint_hash", name=conv("uq_push_subscription_endpoint_hash")),
        UniqueConstraint("device", name=conv("uq_push_subscription_device")),
        Index("ix_push_subscription_person", "person"),
        named_check("ck_push_subscription_strikes", "strikes >= 0"),
    )
    id: int = row_id()
    person: str
    device: str
    endpoint: str
    endpoint_hash: str
    origin: str  # scheme, host and port of the endpoint: the key of its circuit breaker
    p256dh: str
    auth: str
    vapid_key: str  # id of the key that this subscription was made with
    created_at: datetime = instant(nullable=False)
    last_ok_at: datetime | None = instant()
    last_shown_at: datetime | None = instant()
    strikes: int = 0  # refusals in a row of this subscription alone
    struck_at: datetime | None = instant()  # the first of them
    paused_until: datetime | None = instant()
    quarantined_at: datetime | None = instant()
    quarantine_reason: str | None = None
    # Where the browser says so, or its key was replaced.
    expires_at: datetime | None = instant()


class Channel(SQLModel, table=True):
    """Another way to reach a person, for when none of their phones shows a nudge."""

    __tablename__ = "push_channel"
    __table_args__ = (UniqueConstraint("person", "kind", name=conv("uq_push_channel_person")),)
    id: int = row_id()
    person: str
    kind: str  # one of those that this installation has configured
    address: str  # theirs alone: secrets are settings
    created_at: datetime = instant(nullable=False)
    last_ok_at: datetime | None = instant()
    failed_at: datetime | None = instant()  # time of the last attempt, if it failed
    failure_reason: str | None = None


class GoneSubscription(SQLModel, table=True):
    """What remains of a subscription that its push service ended (404 or 410).

    A browser may hand in the same endpoint again; it is then told to subscribe anew.
    """

    __tablename__ = "push_gone_subscription"
    endpoint_hash: str = Field(primary_key=True)
    at: datetime = instant(nullable=False)
    reason: str


class Message(SQLModel, table=True):
    """The outbox: one nudge for one person, written in the transaction that calls for it."""

    __tablename__ = "push_message"
    __table_args__ = (
        UniqueConstraint("key", name=conv("uq_push_message_key")),
        Index("ix_push_message_subject", "subject"),
    )
    id: int = row_id()
    key: str
    person: str
    subject: str
    # Written by `Nudge.content`, validated by `content.parse` when read.
    content: dict[str, Any] = Field(sa_column=Column(Document, nullable=False))
    expires_at: datetime = instant(nullable=False)
    created_at: datetime = instant(nullable=False)
    unreachable: str | None = None  # why no device of the person could be sent to


class Delivery(SQLModel, table=True):
    """One message on its way to one phone or channel."""

    __tablename__ = "push_delivery"
    __table_args__ = (
        UniqueConstraint("receipt", name=conv("uq_push_delivery_receipt")),
        Index("ix_push_delivery_message", "message_id"),
        Index("ix_push_delivery_subscription", "subscription_id"),
        Index("ix_push_delivery_channel", "channel_id"),
        Index("ix_push_delivery_carried", "carried_by"),
        # The sending pass asks twice a second which rows are due: it costs what is due,
        # not what was ever sent.
        Index(
            "ix_push_delivery_due",
            "next_at",
            sqlite_where=sql("next_at IS NOT NULL"),
            postgresql_where=sql("next_at IS NOT NULL"),
        ),
        named_check(
            "ck_push_delivery_state",
            "state IN ('pending', 'leased', 'accepted', 'dead', 'superseded')",
        ),
        named_check(
            "ck_push_delivery_next_at",
            "(state IN ('pending', 'leased')) = (next_at IS NOT NULL)",
        ),
        named_check("ck_push_delivery_dead", "state <> 'dead' OR reason IS NOT NULL"),
        named_check("ck_push_delivery_attempt", "attempt >= 0"),
    )
    id: int = row_id()
    message_id: int = refers_to("fk_push_delivery_message", "push_message.id", "CASCADE", False)
    subscription_id: int | None = refers_to(
        "fk_push_delivery_subscription", "push_subscription.id", "SET NULL", True
    )
    # Instead of a phone. Not a foreign key: adding one would copy this table on SQLite.
    channel_id: int | None = None
    carried_by: int | None = None  # the delivery whose notification includes this one
    state: str
    attempt: int = 0  # number of leases; the fencing token of the newest one
    # Attempts that really reached the push service; what was given back untried does not count.
    tries: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    next_at: datetime | None = instant()  # when a worker must look at this row again
    reason: str | None = None
    # By an escalation, not by somebody's act just now: it waits for the rest of a backlog, and all
    # of it is one notification (see `leases.find`).
    deferrable: bool = Field(default=False, sa_column_kwargs={"server_default": sql("false")})
    is_minimal: bool = False  # the full payload was too large for the push service
    accepted_at: datetime | None = instant()
    superseded_at: datetime | None = instant()
    shown_at: datetime | None = instant()
    opened_at: datetime | None = instant()
    receipt: str  # unguessable; authorises the phone's reports "shown" and "opened"


class Origin(SQLModel, table=True):
    """How a push service has answered lately."""

    __tablename__ = "push_origin"
    __table_args__ = (named_check("ck_push_origin_failures", "failures >= 0"),)
    origin: str = Field(primary_key=True)
    failures: int = 0  # in a row
    last_ok_at: datetime | None = instant_or_none()
    paused_until: datetime | None = instant_or_none()
    reason: str | None = None  # a sentence for admins, until something is accepted again


class Escalation(SQLModel, table=True):
    """State of a subject's escalation. `next_at` NULL: it has stopped."""

    __tablename__ = "push_escalation"
    __table_args__ = (
        UniqueConstraint("subject", "trigger", name=conv("uq_push_escalation_subject")),
        # The advancing pass asks twice a second which ladders are due.
        Index(
            "ix_push_escalation_due",
            "next_at",
            sqlite_where=sql("next_at IS NOT NULL"),
            postgresql_where=sql("next_at IS NOT NULL"),
        ),
        # A changed policy is applied to what runs by the old one.
        Index(
            "ix_push_escalation_policy",
            "trigger",
            "policy",
            sqlite_where=sql("next_at IS NOT NULL"),
            postgresql_where=sql("next_at IS NOT NULL"),
        ),
        # Times that are still to come: see `clock_skew`.
        Index("ix_push_escalation_checked", "checked_at"),
        Index("ix_push_escalation_started", "started_at"),
        named_check("ck_push_escalation_cycle", "cycle >= 1"),
        named_check("ck_push_escalation_step", "step >= 0"),
    )
    id: int = row_id()
    subject: str
    trigger: str
    cycle: int = 1  # number of restarts: keys of nudges differ between cycles
    step: int = 0
    anchor_at: datetime = instant(nullable=False)
    next_at: datetime | None = instant()  # when a worker checks it
    # Time of the next step. A check may come earlier: was the last nudge shown? NULL beside a
    # check: there is no further step.
    step_at: datetime | None = instant()
    checked_at: datetime | None = instant()  # when a worker last checked it
    started_at: datetime = instant(nullable=False)
    policy: int = Field(
        default=0, sa_column_kwargs={"server_default": "0"}
    )  # the caller's version of the policy that this cycle runs by
