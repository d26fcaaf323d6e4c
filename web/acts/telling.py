"""Tells people of a change at once, in the change's own transaction and in the order of locks.

What waits for the same subjects is silenced: the newest news is the only one worth a push.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from sqlmodel import Session

from push import locks, outbox
from web.acts.hand_limit import Sender, soften
from web.acts.message import Told

LIFE = timedelta(hours=1)  # of news: afterwards the page tells it better


def tell(
    session: Session,
    silenced: Collection[str],
    told: Sequence[Told],
    now: datetime,
    by: Sender | None = None,
) -> None:
    """Silence what waits for `silenced`, then enqueue `told`. `by`: whoever makes others' phones
    ring by hand, which has a limit."""
    told = soften(session, by, told, now) if by else told
    locks.ladders(session, silenced)
    locks.keep_phones(session, {one.nudge.person for one in told})
    kept = {one.subject for one in told if one.keeps_sound}
    loud = {one for one in kept if outbox.waits_loudly(session, one)}
    outbox.supersede_many(session, silenced, now)
    for one in told:
        is_loud = one.nudge.loud or one.subject in loud
        outbox.enqueue(
            session,
            # An act is done once, by its own key; so is this.
            key=f"{one.subject}:{uuid4()}",
            subject=one.subject,
            nudge=replace(one.nudge, loud=is_loud),
            now=now,
        )
