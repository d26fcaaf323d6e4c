"""Tells people of a change at once, in the change's own transaction and in the order of locks.

What waits for the same subjects is silenced: the newest news is the only one worth a push.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from push import locks, outbox, superseding
from web.acts.core.tap import Unit
from web.acts.nudges.queued_nudge import QueuedNudge

LIFE = timedelta(hours=1)  # of news: afterwards the page tells it better


def replace_and_enqueue(unit: Unit, silenced: Collection[str], told: Sequence[QueuedNudge]) -> None:
    """Silence what waits for `silenced`, then enqueue `told`. What makes others' phones ring by
    hand has a limit: see `manual_limit.apply_limit`."""
    locks.ladders(unit.session, silenced)
    locks.keep_phones(unit.session, {one.nudge.person for one in told})
    kept = {one.subject for one in told if one.keeps_sound}
    loud = {one for one in kept if superseding.has_loud_pending(unit.session, one)}
    superseding.supersede_many(unit.session, silenced, unit.now)
    for one in told:
        is_loud = one.nudge.loud or one.subject in loud
        outbox.enqueue(
            unit.session,
            # An act is done once, by its own key; so is this.
            key=f"{one.subject}:{uuid4()}",
            subject=one.subject,
            nudge=replace(one.nudge, loud=is_loud),
            now=unit.now,
        )
