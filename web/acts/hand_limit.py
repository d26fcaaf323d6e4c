"""The one limit for nudges that people make by hand: asks, owner changes, answers, tests.

A nudge about one issue makes a sound once in ten minutes for each sender and person nudged, and
each sender has thirty an hour in all. What is over makes no sound (see `telling.tell`), or is
refused where a sound is all that it is. Ladders are not limited here: they have times of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from push import outbox
from web.acts.message import Told
from web.rules.issue import Refusal
from web.rules.sound_limit import PER_ISSUE, PER_SENDER, WINDOW
from web.rules.words import SilentReason
from web.store.nudge_tables import HandNudge

_AHEAD = timedelta(minutes=10)  # what is later than this was written while the clock was wrong


@dataclass(frozen=True)
class Sender:
    """Who has acted, and about which issue; None: about none."""

    person_id: int
    issue_id: int | None = None


def soften(session: Session, by: Sender, told: Sequence[Told], now: datetime) -> tuple[Told, ...]:
    """The same, without a sound where the limit is reached; notes each one with a sound."""
    return tuple(_softened(session, by, one, now)[0] for one in told)


def soften_ask(
    session: Session, by: Sender, told: Sequence[Told], now: datetime
) -> tuple[tuple[Told, ...], dict[str, SilentReason]]:
    """The same for what asks one person, and what the event of the ask says of a limit."""
    pairs = [_softened(session, by, one, now) for one in told]
    why = next((reason for _, reason in pairs if reason), None)
    return tuple(one for one, _ in pairs), {"silent": why} if why else {}


def refuse_more(
    session: Session, sender_id: int, person_id: int, subject: str, now: datetime
) -> Refusal | None:
    """For what is of no use without a sound; notes it where it is not refused."""
    until = _spent_until(session, sender_id, now)
    if until is None:
        _write(session, Sender(sender_id), person_id, subject, now)
        return None
    minutes = max(-(-(until - now) // timedelta(minutes=1)), 1)
    unit = "minute" if minutes == 1 else "minutes"
    return Refusal(f"That makes {PER_SENDER} in an hour. Try again in {minutes} {unit}.")


def _softened(
    session: Session, by: Sender, told: Told, now: datetime
) -> tuple[Told, SilentReason | None]:
    if not told.nudge.loud:
        return told, None
    person_id = int(told.nudge.person)
    if _rang(session, by, person_id, now):
        return _silent(told), SilentReason.RECENT
    if _spent_until(session, by.person_id, now):
        return _silent(told), SilentReason.LIMIT
    _write(session, by, person_id, told.subject, now)
    return told, None


def _rang(session: Session, by: Sender, person_id: int, now: datetime) -> bool:
    """Whether one about this issue has rung, or is about to. One that was taken back before it
    went out has not."""
    query = select(HandNudge.subject).where(
        HandNudge.sender_id == by.person_id,
        HandNudge.person_id == person_id,
        HandNudge.issue_id == by.issue_id,
        col(HandNudge.at) > now - PER_ISSUE,
        col(HandNudge.at) <= now + _AHEAD,
    )
    return any(
        outbox.has_rung(session, subject, str(person_id)) or outbox.waits_loudly(session, subject)
        for subject in set(session.exec(query).all())
    )


def _spent_until(session: Session, sender_id: int, now: datetime) -> datetime | None:
    """Where the hour's are used up: when the oldest of them is an hour old. Two acts of one person
    at one moment may both be the last one."""
    query = select(func.count(), func.min(col(HandNudge.at))).where(
        HandNudge.sender_id == sender_id,
        col(HandNudge.at) > now - WINDOW,
        col(HandNudge.at) <= now + _AHEAD,
    )
    count, oldest = session.exec(query).one()
    return oldest + WINDOW if count >= PER_SENDER else None


def _write(session: Session, by: Sender, person_id: int, subject: str, now: datetime) -> None:
    old = delete(HandNudge).where(
        col(HandNudge.sender_id) == by.person_id, col(HandNudge.at) <= now - WINDOW
    )
    session.execute(old)
    session.add(
        HandNudge(
            sender_id=by.person_id,
            person_id=person_id,
            issue_id=by.issue_id,
            subject=subject,
            at=now,
        )
    )
    session.flush()


def _silent(told: Told) -> Told:
    return replace(told, nudge=replace(told.nudge, loud=False))
