"""The limit of nudges that people make by hand: asks, owner changes, answers, tests.

One loud nudge about an issue in ten minutes for each sender and recipient, thirty an hour for each
sender. What exceeds it is silent (see `enqueue.replace_and_enqueue`), or refused where the sound is
its purpose. Escalations are not limited here.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import col, select

from push import superseding
from web.acts.core.tap import Tap
from web.acts.nudges.queued_nudge import QueuedNudge
from web.language.messages import ngettext
from web.rules.issues import Refusal
from web.rules.manual_limit import PER_ISSUE, PER_SENDER, WINDOW
from web.rules.vocabulary import SilentReason
from web.store.tables.nudges import ManualNudge

_AHEAD = timedelta(minutes=10)  # later entries were written while the clock was wrong


def apply_limit(tap: Tap, issue_id: int, nudges: Sequence[QueuedNudge]) -> tuple[QueuedNudge, ...]:
    """The same nudges, silent beyond the limit; records each loud one."""
    return tuple(queued for queued, _why in _limited(tap, issue_id, nudges))


def apply_limit_to_ask(
    tap: Tap, issue_id: int, nudges: Sequence[QueuedNudge]
) -> tuple[tuple[QueuedNudge, ...], dict[str, SilentReason]]:
    """For a nudge that asks one person, with what the event of the ask says about the limit."""
    pairs = _limited(tap, issue_id, nudges)
    why = next((reason for _queued, reason in pairs if reason), None)
    return tuple(queued for queued, _why in pairs), {"silent": why} if why else {}


def refuse_more(tap: Tap, person_id: int, subject: str) -> Refusal | None:
    """For nudges without use when silent; records one that is not refused."""
    made = _made_by(tap)
    until = _limited_until(tap, made)
    if until is None:
        _record(tap, made, [_row(tap, None, person_id, subject)])
        return None
    minutes = max(-(-(until - tap.now) // timedelta(minutes=1)), 1)
    return Refusal(
        ngettext(
            "You have sent %(sent)s reminders with sound in an hour. Try again in %(num)s minute.",
            "You have sent %(sent)s reminders with sound in an hour. Try again in %(num)s minutes.",
            minutes,
            sent=PER_SENDER,
        )
    )


def _limited(
    tap: Tap, issue_id: int, nudges: Sequence[QueuedNudge]
) -> list[tuple[QueuedNudge, SilentReason | None]]:
    if not any(queued.nudge.loud for queued in nudges):
        return [(queued, None) for queued in nudges]
    made, pairs = _made_by(tap), list[tuple[QueuedNudge, SilentReason | None]]()
    new = list[ManualNudge]()
    for queued in nudges:
        person_id = int(queued.nudge.person)
        why = _why_silent(tap, issue_id, person_id, [*made, *new]) if queued.nudge.loud else None
        pairs.append((_silent(queued) if why else queued, why))
        if queued.nudge.loud and why is None:
            new.append(_row(tap, issue_id, person_id, queued.subject))
    _record(tap, made, new)
    return pairs


def _why_silent(
    tap: Tap, issue_id: int, person_id: int, made: Sequence[ManualNudge]
) -> SilentReason | None:
    if _is_recent(tap, issue_id, person_id, made):
        return SilentReason.RECENT
    return SilentReason.LIMIT if _limited_until(tap, made) else None


def _is_recent(tap: Tap, issue_id: int, person_id: int, made: Sequence[ManualNudge]) -> bool:
    """Whether one about this issue has been loud, or is about to be. One that was superseded before
    it was sent does not count."""
    subjects = {
        one.subject
        for one in _within(tap, PER_ISSUE, made)
        if (one.person_id, one.issue_id) == (person_id, issue_id)
    }
    return any(
        superseding.was_notified(tap.session, subject, str(person_id))
        or superseding.has_loud_pending(tap.session, subject)
        for subject in subjects
    )


def _limited_until(tap: Tap, made: Sequence[ManualNudge]) -> datetime | None:
    """When the hour's limit is free again: when its oldest nudge is an hour old. Two acts of one
    person at one moment may both be the last one."""
    times = [one.at for one in _within(tap, WINDOW, made)]
    return min(times) + WINDOW if len(times) >= PER_SENDER else None


def _within(tap: Tap, span: timedelta, made: Sequence[ManualNudge]) -> list[ManualNudge]:
    return [one for one in made if tap.now - span < one.at <= tap.now + _AHEAD]


def _made_by(tap: Tap) -> Sequence[ManualNudge]:
    """The actor's: of an hour, so few, and older ones until the next is recorded."""
    return tap.session.exec(select(ManualNudge).where(ManualNudge.sender_id == tap.actor.id)).all()


def _row(tap: Tap, issue_id: int | None, person_id: int, subject: str) -> ManualNudge:
    return ManualNudge(
        sender_id=tap.actor.id, person_id=person_id, issue_id=issue_id, subject=subject, at=tap.now
    )


def _record(tap: Tap, made: Sequence[ManualNudge], new: Sequence[ManualNudge]) -> None:
    """And forgets what is over."""
    if new and any(one.at <= tap.now - WINDOW for one in made):
        old = (
            col(ManualNudge.sender_id) == tap.actor.id,
            col(ManualNudge.at) <= tap.now - WINDOW,
        )
        tap.session.execute(delete(ManualNudge).where(*old))
    tap.session.add_all(new)
    tap.session.flush()


def _silent(queued: QueuedNudge) -> QueuedNudge:
    return replace(queued, nudge=replace(queued.nudge, loud=False))
