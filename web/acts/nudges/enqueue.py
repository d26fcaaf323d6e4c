"""Enqueues nudges of a change, in its transaction and in the order of locks.

Pending ones of the same subjects are superseded: only the newest is worth a push.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from push import locks, outbox, superseding
from push.outbox import QueuedMessage
from web.acts.core.tap import Tap, Unit
from web.acts.nudges.manual_limit import apply_limit_to_ask
from web.acts.nudges.queued_nudge import QueuedNudge
from web.store.subjects import subject_of
from web.store.tables.issues import Issue

LIFE = timedelta(hours=1)  # lifetime of news; afterwards the page tells it better


def replace_and_enqueue(
    unit: Unit, silenced: Collection[str], nudges: Sequence[QueuedNudge]
) -> None:
    """Supersede what is pending for `silenced`, then enqueue `nudges`. Nudges by hand are limited:
    see `manual_limit.apply_limit`."""
    locks.ladders(unit.session, silenced)
    locks.keep_phones(unit.session, {queued.nudge.person for queued in nudges})
    kept = {queued.subject for queued in nudges if queued.stays_loud}
    loud = {one for one in kept if superseding.has_loud_pending(unit.session, one)}
    if silenced:
        superseding.supersede_many(unit.session, silenced, unit.now)
    # The act is applied once, by its own key; so is each nudge.
    outbox.enqueue_each(
        unit.session,
        [
            QueuedMessage(
                key=f"{queued.subject}:{uuid4()}",
                subject=queued.subject,
                nudge=replace(queued.nudge, loud=queued.nudge.loud or queued.subject in loud),
                but_device=queued.but_device,
            )
            for queued in nudges
        ],
        unit.now,
    )


def enqueue_request(
    tap: Tap, issue: Issue, event: dict[str, Any], nudges: Sequence[QueuedNudge]
) -> None:
    """Nudges that ask one person for something, within the actor's limit. `event`: the data of the
    request's event, which records why a nudge is silent."""
    within_limit, silent = apply_limit_to_ask(tap, issue.id, nudges)
    event.update(silent)
    replace_and_enqueue(tap, (subject_of(issue.id),), within_limit)
