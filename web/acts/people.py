"""People: their shift, their role, and the end of their account."""

from datetime import datetime, timedelta

from sqlalchemy import Executable, bindparam
from sqlmodel import Session, col, select

from push import locks, outbox
from web.acts import devices, issues
from web.acts.clocks import subject_of
from web.rules.issue import Refusal
from web.rules.people import Viewer
from web.rules.words import Role, State
from web.store.errors import NotThere
from web.store.tables import Issue, Person, Site

LONGEST_SHIFT = timedelta(hours=24)
# Part of every act, so built only once.
_HOLD: Executable = (
    select(col(Person.closed_at))
    .where(col(Person.id) == bindparam("person_id"))
    .with_for_update(read=True)
)


def set_shift(session: Session, who: Viewer, hours: int, now: datetime) -> None:
    """On shift for so many hours from now; 0 ends the shift."""
    person = _active(session, who.id)
    length = min(timedelta(hours=hours), LONGEST_SHIFT)
    person.on_shift_until = now + length if hours > 0 else None
    session.add(person)


def change(
    session: Session, who: Viewer, person_id: int, role: Role, site_id: int
) -> Refusal | None:
    """Give somebody another role or site. Their open sessions feel it at the next request."""
    person = _active(session, person_id)
    if session.get(Site, site_id) is None:
        raise NotThere
    if person.id == who.id and role is not Role.ADMIN:
        return Refusal("You cannot take the admin role from yourself. Ask another admin.")
    person.role, person.site_id = role, site_id
    session.add(person)
    return None


def close(session: Session, who: Viewer, person_id: int, now: datetime) -> Refusal | None:
    """End an account: sessions and phones end, and what they own becomes unowned, loudly."""
    if person_id == who.id:
        return Refusal("You cannot close your own account. Ask another admin.")
    person = _active(session, person_id)
    person.closed_at, person.on_shift_until = now, None
    session.add(person)
    session.flush()
    owned = select(Issue).where(Issue.owner_id == person.id, Issue.state == State.OWNED)
    left = session.exec(owned.order_by(col(Issue.id)).with_for_update(key_share=True)).all()
    subjects = [subject_of(issue.id) for issue in left]
    locks.ladders(session, subjects)  # in the order that `push.locks` tells
    devices.end_all(session, person.id, now)
    outbox.supersede_many(session, subjects, now)
    for issue in left:
        issues.orphan(session, issue, now)
    return None


def find(session: Session, person_id: int) -> Person:
    """An active person; NotThere when unknown or closed. Takes no lock: a look may use it."""
    person = session.get(Person, person_id)
    if person is None or person.closed_at:
        raise NotThere
    return person


def still_here(session: Session, who: Viewer) -> None:
    """Hold the actor's account open until this act is committed; NotThere when it is closed.

    Without it an account closed at the same moment could end up as the owner of an issue.
    """
    row = session.connection().execute(_HOLD, {"person_id": who.id}).first()
    if row is None or row.closed_at:
        raise NotThere


def still_admin(session: Session, who: Viewer) -> None:
    """Of two admins who take the role from each other, the second is none any more."""
    if find(session, who.id).role != Role.ADMIN:
        raise NotThere


def _active(session: Session, person_id: int) -> Person:
    query = select(Person).where(Person.id == person_id).with_for_update(key_share=True)
    person = session.exec(query).first()
    if person is None or person.closed_at:
        raise NotThere
    return person
