"""Counts what has happened since the beginning, for monitors. Knows names and reasons only.

Rows of the outbox are forgotten after a while, so that a total cannot be counted from them.

    counts.note(session, Tally.SENT, times=3)  # as often as it suits, in memory
    counts.write(session)                      # once, as the unit of work's last statement

A unit of work that is rolled back has counted nothing.
"""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from sqlmodel import Session, select

from push.models import Count
from push.upsert import insert_into
from push.verdict import DeliveryResult, Verdict

Totals = dict[tuple[str, str], int]  # by (name, reason); what never happened is not in it
_NOTED = "push.totals"


class Tally(StrEnum):
    """What is counted: nudges on their way to one device each."""

    SENT = "sent"  # a push service, or another channel, took it
    RETRIED = "retried"  # it did not, for a reason, and is asked again
    DEAD = "dead"  # given up, for a reason
    SHOWN = "shown"
    OPENED = "opened"


_BY_ROW = {
    DeliveryResult.ACCEPTED: Tally.SENT,
    DeliveryResult.RETRY: Tally.RETRIED,
    DeliveryResult.DEAD: Tally.DEAD,
}


def note(session: Session, what: Tally, reason: str = "", times: int = 1) -> None:
    """Remember it until `write`; asks nothing of the database."""
    _noted(session)[what.value, reason] += times


def note_answers(session: Session, verdicts: Iterable[Verdict]) -> None:
    """One for each delivery, also where the answer comes too late to move its row: it was given.

    Several that one notification said are several, and what was given back untried was no try.
    """
    for verdict in verdicts:
        if verdict.was_tried:
            reason = "" if verdict.row is DeliveryResult.ACCEPTED else str(verdict.reason)
            note(session, _BY_ROW[verdict.row], reason)


def write(session: Session) -> None:
    """Add what was noted to the totals: one row for each name and reason.

    Everybody adds to the same few rows. So this comes after every other lock (see `locks`),
    just before the commit, and always in the same order: two workers never wait in a circle.
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
    """All that was ever counted."""
    return {(row.name, row.reason): row.value for row in session.exec(select(Count)).all()}


def _noted(session: Session) -> Counter[tuple[str, str]]:
    noted: Counter[tuple[str, str]] = session.info.setdefault(_NOTED, Counter())
    return noted
