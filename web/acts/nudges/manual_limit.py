"""The limit of nudges that people make by hand: asks, owner changes, answers, tests.

One loud nudge about an issue in ten minutes for each sender and recipient, thirty an hour for each
sender. What exceeds it is silent (see `enqueue.replace_and_enqueue`), or refused where the sound is
its purpose. Escalations are not limited here.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import col, func, select

from push import superseding
from web.acts.core.tap import Tap
from web.acts.nudges.queued_nudge import QueuedNudge
from web.rules.issues import Refusal
from web.rules.manual_limit import PER_ISSUE, PER_SENDER, WINDOW
from web.rules.vocabulary import SilentReason
from web.store.tables.nudges import ManualNudge

_AHEAD = timedelta(minutes=10)  # later entries were written while the clock was wrong


def apply_limit(tap: Tap, issue_id: int, nudges: Sequence[QueuedNudge]) -> tuple[QueuedNudge, ...]:
    """The same nudges, silent beyond the limit; records each loud one."""
    return tuple(_without_sound(tap, issue_id, queued)[0] for queued in nudges)


def apply_limit_to_ask(
    tap: Tap, issue_id: int, nudges: Sequence[QueuedNudge]
) -> tuple[tuple[QueuedNudge, ...], dict[str, SilentReason]]:
    """For a nudge that asks one person, with what the event of the ask says about the limit."""
    pairs = [_without_sound(tap, issue_id, queued) for queued in nudges]
    why = next((reason for _, reason in pairs if reason), None)
    return tuple(queued for queued, _ in pairs), {"silent": why} if why else {}


def refuse_more(tap: Tap, person_id: int, subject: str) -> Refusal | None:
    """For nudges without use when silent; records one that is not refused."""
    until = _limited_until(tap)
    if until is None:
        _write(tap, None, person_id, subject)
        return None
    minutes = max(-(-(until - tap.now) // timedelta(minutes=1)), 1)
    unit = "minute" if minutes == 1 else "minutes"
    return Refusal(f"You have sent {PER_SENDER} in an hour. Try again in {minutes} {unit}.")


def _without_sound(
    tap: Tap, issue_id: int, queued: QueuedNudge
) -> tuple[QueuedNudge, SilentReason | None]:
    if not queued.nudge.loud:
        return queued, None
    person_id = int(queued.nudge.person)
    if _count_recent(tap, issue_id, person_id):
        return _silent(queued), SilentReason.RECENT
    if _limited_until(tap):
        return _silent(queued), SilentReason.LIMIT
    _write(tap, issue_id, person_id, queued.subject)
    return queued, None


def _count_recent(tap: Tap, issue_id: int, person_id: int) -> bool:
    """Whether one about this issue has been loud, or is about to be. One that was superseded before
    it was sent does not count."""
    query = select(ManualNudge.subject).where(
        ManualNudge.sender_id == tap.actor.id,
        ManualNudge.person_id == person_id,
        ManualNudge.issue_id == issue_id,
        col(ManualNudge.at) > tap.now - PER_ISSUE,
        col(ManualNudge.at) <= tap.now + _AHEAD,
    )
    return any(
        superseding.was_notified(tap.session, subject, str(person_id))
        or superseding.has_loud_pending(tap.session, subject)
        for subject in set(tap.session.exec(query).all())
    )


def _limited_until(tap: Tap) -> datetime | None:
    """When the hour's limit is free again: when its oldest nudge is an hour old. Two acts of one
    person at one moment may both be the last one."""
    query = select(func.count(), func.min(col(ManualNudge.at))).where(
        ManualNudge.sender_id == tap.actor.id,
        col(ManualNudge.at) > tap.now - WINDOW,
        col(ManualNudge.at) <= tap.now + _AHEAD,
    )
    count, oldest = tap.session.exec(query).one()
    return oldest + WINDOW if count >= PER_SENDER else None


def _write(tap: Tap, issue_id: int | None, person_id: int, subject: str) -> None:
    old = delete(ManualNudge).where(
        col(ManualNudge.sender_id) == tap.actor.id, col(ManualNudge.at) <= tap.now - WINDOW
    )
    tap.session.execute(old)
    tap.session.add(
        ManualNudge(
            sender_id=tap.actor.id,
            person_id=person_id,
            issue_id=issue_id,
            subject=subject,
            at=tap.now,
        )
    )
    tap.session.flush()


def _silent(queued: QueuedNudge) -> QueuedNudge:
    return replace(queued, nudge=replace(queued.nudge, loud=False))
