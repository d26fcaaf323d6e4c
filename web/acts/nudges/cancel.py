"""Cancellation notices: people who were nudged and need not look any more learn it, silently; so do
the other phones of whoever acts.

They replace the nudge, also while it waits at the push service: same subject, so the same `Topic`,
and the same tag.
"""

from collections.abc import Collection
from datetime import timedelta

from push import superseding
from push.nudge import Nudge
from push.superseding import Outstanding
from web.acts.core.tap import Tap
from web.acts.nudges.context import nudge_context, on_shift
from web.acts.nudges.enqueue import LIFE
from web.acts.nudges.queued_nudge import QueuedNudge
from web.acts.nudges.recipient import Text, nudge_to
from web.acts.nudges.text import NudgeContext, handled
from web.rules.vocabulary import IssueState
from web.store.row_cache import people_of
from web.store.tables.accounts import Person
from web.store.tables.issues import Issue

_STILL_SHOWN = timedelta(hours=12)  # an older nudge has been seen, or is of no use


def outstanding(tap: Tap, subject: str) -> Outstanding:
    device, since = str(tap.actor.device_id), tap.now - _STILL_SHOWN
    actor = str(tap.actor_id)
    return superseding.outstanding(tap.session, subject, since, actor=actor, device=device)


def cancellations_for(
    tap: Tap, issue: Issue, subject: str, notified: Collection[str]
) -> list[QueuedNudge]:
    """To those of them who are on shift; of the actor’s phones to the others."""
    if not notified:
        return []
    wanted = {int(one) for one in notified}
    # With whoever is named, so that all are read at once.
    known = people_of(tap.session, {*wanted, tap.actor.id, issue.owner_id})
    people = [known[id_] for id_ in sorted(wanted & known.keys()) if on_shift(known[id_], tap.now)]
    if not people:
        return []
    actor, context = tap.session.get_one(Person, tap.actor_id), nudge_context(tap.session, issue)
    return [
        QueuedNudge(
            subject,
            _nudge(tap, issue, context, actor, person),
            but_device=str(tap.actor.device_id) if person.id == tap.actor_id else None,
        )
        for person in people
    ]


def _nudge(tap: Tap, issue: Issue, context: NudgeContext, actor: Person, to: Person) -> Nudge:
    def words() -> Text:
        return handled(
            context,
            IssueState(issue.state),
            actor.first_name,
            by_owner=actor.id == issue.owner_id,
            to_owner=to.id == issue.owner_id,
        )

    return nudge_to(
        tap.session,
        to,
        words,
        path=f"/issues/{issue.ref}",
        tag=issue.ref,
        expires_at=tap.now + LIFE,
        loud=False,
    )
