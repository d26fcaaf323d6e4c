"""Handled means quiet: whoever was nudged and need not look any more is told so, without a sound.

The word takes the nudge’s own place, also while that still waits at the push service: it has the
same subject, so the same `Topic`, and the same tag.
"""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from push import receipts
from push.nudge import Nudge
from web.acts.message import Told
from web.acts.nudge_words import Spoken, handled
from web.acts.spoken import on_shift, spoken
from web.acts.telling import LIFE
from web.rules.text import isolated
from web.rules.words import State
from web.store.tables import Issue, Person

_STILL_SHOWN = timedelta(hours=12)  # a nudge that is older has been seen, or is of no use


def for_spared(session: Session, issue: Issue, subject: str, by: int, now: datetime) -> list[Told]:
    """To everybody on shift whose phone may show a nudge of this, but for who acted."""
    rung = receipts.rung(session, subject, now - _STILL_SHOWN) - {str(by)}
    if not rung:
        return []
    query = select(Person).where(col(Person.id).in_([int(one) for one in rung]))
    people = [one for one in session.exec(query.order_by(col(Person.id))) if on_shift(one, now)]
    if not people:
        return []
    actor, said = session.get_one(Person, by), spoken(session, issue)
    return [Told(subject, _nudge(issue, said, actor, one, now)) for one in people]


def _nudge(issue: Issue, said: Spoken, actor: Person, to: Person, now: datetime) -> Nudge:
    title, body = handled(
        said,
        State(issue.state),
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
