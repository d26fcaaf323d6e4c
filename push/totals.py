"""Totals since the beginning, for monitors. Knows names and reasons only.

Rows of the outbox are pruned, so totals cannot be counted from them.

`counts.note(session, Tally.SENT, times=3)` collects in memory, as often as needed;
`totals.write(session)` adds it, once, as the unit of work's last statement.

A unit of work that is rolled back counts nothing.
"""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from sqlmodel import Session, select

from push.upsert import insert_into
from push.verdict import DeliveryResult, Verdict
from push.worker_models import Count

Totals = dict[tuple[str, str], int]  # by (name, reason); without zeros
_NOTED = "push.totals"


class Tally(StrEnum):
    """What is counted: deliveries to one device each."""

    SENT = "sent"  # accepted by a push service or channel
    RETRIED = "retried"  # failed for a reason, tried again
    DEAD = "dead"  # given up for a reason
    SHOWN = "shown"
    OPENED = "opened"


_BY_ROW = {
    DeliveryResult.ACCEPTED: Tally.SENT,
    DeliveryResult.RETRY: Tally.RETRIED,
    DeliveryResult.DEAD: Tally.DEAD,
}


def note(session: Session, what: Tally, reason: str = "", times: int = 1) -> None:
    """Collect it until `write`; no statement."""
    _noted(session)[what.value, reason] += times


def note_answers(session: Session, verdicts: Iterable[Verdict]) -> None:
    """One for each delivery, also where the answer comes too late to move its row.

    Each member of a digest counts; what was given back untried does not.
    """
    for verdict in verdicts:
        if verdict.was_tried:
            reason = "" if verdict.row is DeliveryResult.ACCEPTED else str(verdict.reason)
            note(session, _BY_ROW[verdict.row], reason)


def write(session: Session) -> None:
    """Add what was collected to the totals: one row for each name and reason.

    All units of work update the same few rows. So this comes after every other lock (see `locks`),
    just before the commit, and in one order: no deadlocks.
    """
    noted = sorted((key, times) for key, times in _noted(session).items() if times)
    session.info.pop(_NOTED, None)
    if not noted:
        return
    session.flush()
    rows = [{"name": name, "reason": why, "value": times} for (name, why), times in noted]
    statement = insert_into(session, Count).values(rows)
    more = {"value": Count.value + statement.excluded.value}
    session.connection().execute(
        statement.on_conflict_do_update(index_elements=["name", "reason"], set_=more)
    )


def totals(session: Session) -> Totals:
    """All totals."""
    return {(row.name, row.reason): row.value for row in session.exec(select(Count)).all()}


def _noted(session: Session) -> Counter[tuple[str, str]]:
    noted: Counter[tuple[str, str]] = session.info.setdefault(_NOTED, Counter())
    return noted
