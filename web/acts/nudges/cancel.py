"""Cancellation notices: people who were nudged and need not look any more learn it, silently; so do
the other phones of whoever acts.

They replace the nudge, also while it waits at the push service: same subject, so the same `Topic`,
and the same tag.
"""

from datetime import datetime, timedelta

from sqlmodel import col, select

from push import receipts
from push.nudge import Nudge
from web.acts.core.tap import Tap, Unit
from web.acts.nudges.context import nudge_context, on_shift
from web.acts.nudges.enqueue import LIFE
from web.acts.nudges.queued_nudge import QueuedNudge
from web.acts.nudges.text import NudgeContext, handled
from web.rules.text import isolated
from web.rules.vocabulary import IssueState
from web.store.tables.accounts import Person
from web.store.tables.issues import Issue

_STILL_SHOWN = timedelta(hours=12)  # an older nudge has been seen, or is of no use


def cancellations_for(unit: Unit, issue: Issue, subject: str) -> list[QueuedNudge]:
    """To everybody on shift whose phone may show a nudge of this subject, of the actor’s phones to
    the others; to nobody if nobody has acted."""
    if not isinstance(unit, Tap):
        return []
    device, since = str(unit.actor.device_id), unit.now - _STILL_SHOWN
    notified = receipts.people_notified(
        unit.session, subject, since, actor=str(unit.actor_id), device=device
    )
    if not notified:
        return []
    query = select(Person).where(col(Person.id).in_([int(one) for one in notified]))
    people = [
        person
        for person in unit.session.exec(query.order_by(col(Person.id)))
        if on_shift(person, unit.now)
    ]
    if not people:
        return []
    actor, context = unit.session.get_one(Person, unit.actor_id), nudge_context(unit.session, issue)
    return [
        QueuedNudge(
            subject,
            _nudge(issue, context, actor, person, unit.now),
            but_device=device if person.id == unit.actor_id else None,
        )
        for person in people
    ]


def _nudge(issue: Issue, context: NudgeContext, actor: Person, to: Person, now: datetime) -> Nudge:
    title, body = handled(
        context,
        IssueState(issue.state),
        isolated(actor.first_name),
        by_owner=actor.id == issue.owner_id,
        to_owner=to.id == issue.owner_id,
    )
    return Nudge(
        person=str(to.id),
        title=title,
        body=body,
        path=f"/issues/{issue.ref}",
        tag=issue.ref,
        expires_at=now + LIFE,
        loud=False,
    )
