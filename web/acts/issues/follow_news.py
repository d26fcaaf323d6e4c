"""Tells phones of customers what has changed for them: a pass of the worker, in small transactions.

Each phone has its own position in the events of its issue, which commits together with its message:
a worker that is killed tells nothing twice, and leaves nothing out. No act waits for it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Row, and_, or_, select, update
from sqlmodel import Session, col

from push.model_fields import table_of
from push.nudge import Button, Nudge
from web.acts.core.tap import Unit
from web.acts.issues import following
from web.acts.nudges.enqueue import replace_and_enqueue
from web.acts.nudges.queued_nudge import QueuedNudge
from web.acts.nudges.recipient import marks_of_language
from web.language.current import in_language
from web.language.dates import day_in_words
from web.language.known import ENGLISH, language_of
from web.language.messages import gettext as _
from web.rules.clock import time_of_day, time_zone
from web.rules.follow_news import FollowEvent, Shown, Told, sentence, to_tell
from web.rules.vocabulary import EventKind, IssueState
from web.store.row_cache import people_of
from web.store.subjects import follower
from web.store.tables.accounts import Person, Site
from web.store.tables.followers import Follower
from web.store.tables.issues import Event, Issue, StatusLink

LIFE = timedelta(hours=4)  # afterwards the page tells it better
# Where a browser opens it by itself, instead of our worker. No address of the page: it is a secret,
# and messages are stored.
PATH = "/f/"
_BATCH = 50  # phones of one transaction

_MOST = 500  # phones of one look

_NEWER = (
    select(col(Event.id))
    .where(col(Event.issue_id) == col(Issue.id), col(Event.id) > col(Follower.event_id))
    .exists()
)
_LIVE = select(col(StatusLink.id)).where(col(StatusLink.revoked_at).is_(None))


@dataclass(frozen=True)
class Found:
    """Who is told what, and whose following has ended; up to a batch of each."""

    told: tuple[tuple[Row[Any], Told], ...] = ()
    ended: tuple[int, ...] = ()
    more: bool = False

    def __bool__(self) -> bool:
        return bool(self.told or self.ended)


def look(session: Session, now: datetime) -> Found:
    """Reads only: one statement while nobody follows, or nothing has happened."""
    rows = session.connection().execute(_query(now)).all()
    ended = [row.id for row in rows if row.has_ended]
    news = [row for row in rows if not row.has_ended]
    histories = _histories(session, {row.issue_id for row in news}) if news else {}
    found = ((row, to_tell(histories.get(row.issue_id, ()), row.event_id, now)) for row in news)
    told = [(row, one) for row, one in found if one.upto > row.event_id]
    return Found(
        tuple(told[:_BATCH]), tuple(ended[:_BATCH]), more=max(len(told), len(ended)) > _BATCH
    )


def tell(unit: Unit, found: Found) -> None:
    """What was found, as far as it was not told meanwhile, and the link still lives."""
    ids = sorted([row.id for row, _told in found.told] + list(found.ended))
    lock = select(col(Follower.id)).where(col(Follower.id).in_(ids)).order_by(col(Follower.id))
    unit.session.connection().execute(lock.with_for_update())
    told = [(row, one) for row, one in found.told if _advance(unit.session, row, one)]
    nudges = [nudge for row, one in told if (nudge := _nudge(row, one, unit.now))]
    if nudges:
        subjects = sorted(nudge.person for nudge in nudges)
        replace_and_enqueue(unit, subjects, [QueuedNudge(one.person, one) for one in nudges])
    if found.ended:
        following.remove(unit.session, sorted(found.ended))


def _query(now: datetime) -> Any:
    ended = following.has_ended(now)
    return (
        select(
            col(Follower.id),
            col(Follower.event_id),
            col(Follower.language),
            col(Issue.id).label("issue_id"),
            col(Issue.state),
            col(Issue.promise_at),
            col(Site.name),
            col(Site.zone),
            col(Person.first_name).label("owner"),
            ended.label("has_ended"),
        )
        .join(StatusLink, col(StatusLink.id) == col(Follower.link_id), isouter=True)
        .join(Issue, col(Issue.id) == col(StatusLink.issue_id), isouter=True)
        .join(Site, col(Site.id) == col(Issue.site_id), isouter=True)
        .join(Person, col(Person.id) == col(Issue.owner_id), isouter=True)
        .where(or_(ended, and_(col(StatusLink.revoked_at).is_(None), _NEWER)))
        .order_by(col(Follower.id))
        .limit(_MOST)
    )


def _histories(session: Session, issues: Collection[int]) -> dict[int, Sequence[FollowEvent]]:
    """By issue, oldest first. No text is read: that of a message is made of names and times."""
    columns = ("id", "issue_id", "kind", "at", "version", "data", "actor_id")
    event = table_of(Event)
    has_text = event.c.text.is_not(None).label("has_text")
    query = select(*(event.c[name] for name in columns), has_text)
    query = query.where(event.c.issue_id.in_(issues)).order_by(event.c.issue_id, event.c.id)
    rows: list[Any] = list(session.connection().execute(query).all())
    people = people_of(session, {_who(row) for row in rows})
    return {
        issue_id: [_event(row, people) for row in theirs]
        for issue_id, theirs in groupby(rows, lambda row: row.issue_id)
    }


def _who(row: Row[Any]) -> int | None:
    is_yes = row.kind == EventKind.ACCEPTED  # which an owner may have heard and recorded
    who: int | None = row.data.get("helper") if is_yes else row.actor_id
    return who


def _event(row: Row[Any], people: Mapping[int, Person]) -> FollowEvent:
    who = people.get(_who(row) or 0)
    first_name, has_text = who.first_name if who else None, bool(row.has_text)
    return FollowEvent(row.id, row.kind, row.at, row.version, row.data, first_name, has_text)


def _advance(session: Session, row: Row[Any], told: Told) -> bool:
    """Whether nobody else has."""
    table = table_of(Follower)
    is_same = (table.c.id == row.id) & (table.c.event_id == row.event_id)
    change = update(table).where(is_same, table.c.link_id.in_(_LIVE))
    return session.connection().execute(change.values(event_id=told.upto)).rowcount == 1


def _nudge(row: Row[Any], told: Told, now: datetime) -> Nudge | None:
    shown = Shown(IssueState(row.state), row.owner)
    with in_language(language_of(row.language) or ENGLISH):
        words = sentence(told, shown, _time(row.promise_at, row.zone, now))
        return (
            None
            if words is None
            else Nudge(
                person=follower(row.id),
                title=row.name,
                body=words,
                path=PATH,
                tag="follow",
                expires_at=now + LIFE,
                buttons=(Button("stop", _("Stop"), PATH),),
                **marks_of_language(),
            )
        )


def _time(at: datetime | None, zone: str, now: datetime) -> str:
    """As the page writes it, but the day where it is another one: who knows when it is read. Empty
    for a promise that has passed."""
    if at is None or at <= now:
        return ""
    local, today = (one.astimezone(time_zone(zone)) for one in (at, now))
    time = time_of_day(local)
    is_today = local.date() == today.date()
    return time if is_today else _("%(day)s %(time)s", day=day_in_words(local), time=time)
