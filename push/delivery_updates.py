"""Moves deliveries by their verdicts. Knows nothing of phones, channels or push services.

A delivery moves only while the lease that sent it is the newest, so that neither a late worker nor
an answer to a superseded nudge revives anything.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, update
from sqlmodel import Session

from push.leased import Leased
from push.model_fields import table_of
from push.models import Delivery, DeliveryState
from push.undeliverable import note_unreachable
from push.verdict import DeliveryResult, Verdict

Judged = tuple[Leased, Verdict]


def each(results: Iterable[tuple[Leased, Verdict]]) -> list[Judged]:
    """By delivery, in the order of ids: members of one notification share its verdict."""
    judged = [(row, verdict) for lease, verdict in results for row in lease.members]
    return sorted(judged, key=_by_id)


def move_all(session: Session, judged: Sequence[Judged], now: datetime) -> set[str]:
    """Returns the subjects of messages that nothing can reach any more."""
    alike = defaultdict[tuple[Any, ...], list[int]](list)
    for row, verdict in judged:
        alike[row.attempt, *_move(row, verdict, now).values()].append(row.id)
    connection = session.connection()
    # Equal moves are one statement: a digest may have thousands of members.
    for (attempt, *values), ids in alike.items():
        moved = dict(zip(_MOVED, values, strict=True))
        connection.execute(_MOVE, {"b_ids": ids, "b_attempt": attempt} | moved)
    dead = [row.id for row, verdict in judged if verdict.row is DeliveryResult.DEAD]
    return note_unreachable(session, dead) if dead else set()


_MOVED = ("state", "next_at", "reason", "tries", "is_minimal", "accepted_at")
_TABLE = table_of(Delivery)
_MOVE = (
    update(_TABLE)
    .where(
        _TABLE.c.id.in_(bindparam("b_ids", expanding=True)),
        _TABLE.c.attempt == bindparam("b_attempt"),
        _TABLE.c.state == DeliveryState.LEASED,
    )
    .values({name: bindparam(name) for name in _MOVED})
)


def _by_id(judged: Judged) -> int:
    return judged[0].id


def _move(lease: Leased, verdict: Verdict, now: datetime) -> dict[str, Any]:
    """The row's new values. A retry beyond the end of the message makes it dead."""
    is_accepted = verdict.row is DeliveryResult.ACCEPTED
    state = {
        DeliveryResult.ACCEPTED: DeliveryState.ACCEPTED,
        DeliveryResult.DEAD: DeliveryState.DEAD,
        DeliveryResult.RETRY: DeliveryState.PENDING,
    }[verdict.row]
    again = min(now + timedelta(seconds=verdict.wait), lease.expires_at)
    return {
        "state": state,
        "next_at": again if verdict.row is DeliveryResult.RETRY else None,
        "reason": None if is_accepted else verdict.reason,
        "tries": lease.tries + verdict.was_tried,
        "is_minimal": lease.is_minimal or verdict.minimal,
        "accepted_at": now if is_accepted else None,
    }
