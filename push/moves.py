"""Moves deliveries as their verdicts say. Knows nothing of phones, channels or push services.

A delivery moves only while the lease that sent it is still the newest one, so that neither a
worker that woke up late nor an answer to a superseded nudge can bring anything back.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, update
from sqlmodel import Session

from push.leases import Leased, note_unreachable
from push.models import Delivery, DeliveryState, table_of
from push.verdict import Row, Verdict

Judged = tuple[Leased, Verdict]


def each(results: Iterable[tuple[Leased, Verdict]]) -> list[Judged]:
    """By delivery, in the order of ids: what one notification said shares its verdict."""
    judged = [(row, verdict) for lease, verdict in results for row in lease.carries or (lease,)]
    return sorted(judged, key=_by_id)


def move_all(session: Session, judged: Sequence[Judged], now: datetime) -> set[str]:
    """Gives the subjects of messages that nothing can reach any more."""
    table = table_of(Delivery)
    held = (
        table.c.id == bindparam("b_id"),
        table.c.attempt == bindparam("b_attempt"),
        table.c.state == DeliveryState.LEASED,
    )
    statement = update(table).where(*held).values({name: bindparam(name) for name in _MOVED})
    session.connection().execute(statement, [_move(row, verdict, now) for row, verdict in judged])
    dead = [row.id for row, verdict in judged if verdict.row is Row.DEAD]
    return note_unreachable(session, dead) if dead else set()


_MOVED = ("state", "next_at", "reason", "tries", "is_minimal", "accepted_at")


def _by_id(judged: Judged) -> int:
    return judged[0].id


def _move(lease: Leased, verdict: Verdict, now: datetime) -> dict[str, Any]:
    """The row's new values. A retry never waits beyond the end of the message: it is dead then."""
    is_accepted = verdict.row is Row.ACCEPTED
    state = {
        Row.ACCEPTED: DeliveryState.ACCEPTED,
        Row.DEAD: DeliveryState.DEAD,
        Row.RETRY: DeliveryState.PENDING,
    }[verdict.row]
    again = min(now + timedelta(seconds=verdict.wait), lease.expires_at)
    return {
        "b_id": lease.id,
        "b_attempt": lease.attempt,
        "state": state,
        "next_at": again if verdict.row is Row.RETRY else None,
        "reason": None if is_accepted else verdict.reason,
        "tries": lease.tries + verdict.was_tried,
        "is_minimal": lease.is_minimal or verdict.minimal,
        "accepted_at": now if is_accepted else None,
    }
