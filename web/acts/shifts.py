"""Shifts: who may be nudged until when, and what becomes of open issues when a shift ends.

Each open issue wants one of three: to be resolved, a promise that lies in the next shift, or a
next owner who has said yes. It can be left undone only by saying so, and the lead is told.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from push import locks
from push.nudge import Nudge
from web.acts.history import record
from web.acts.ladders import set_shift_ladder, subject_of_shift
from web.acts.nudge_people import leads, note_reach, on_shift, spoken
from web.acts.telling import Told, tell
from web.acts.walk_words import left_open, shift_ends
from web.rules.changes import lies_in_next_shift, shift_end
from web.rules.issue import Refusal
from web.rules.people import Viewer
from web.rules.words import Kind, State
from web.store.errors import NotThere
from web.store.tables import Issue, Person, Site

LONGEST = timedelta(hours=24)
_LIFE = timedelta(hours=12)  # of what a lead is told
_MOST = 100  # open issues of one person that are looked at when a shift ends


def set_shift(
    session: Session, who: Viewer, hours: int, *, leave: bool, now: datetime
) -> Refusal | None:
    """On shift for so many hours from now; 0 ends the shift. `leave`: what is open stays so."""
    person = _active(session, who.id)
    if hours > 0:
        begin(session, person, now + min(timedelta(hours=hours), LONGEST), now)
        return None
    _hold_owned(session, person.id)
    ends_at = shift_end(person.on_shift_until, now)
    left = not_arranged(session, person.id, ends_at) if on_shift(person, now) else []
    if left and not leave:
        return Refusal("You own issues that are not arranged yet. Arrange them, or say so.")
    person.on_shift_until = None
    session.add(person)
    session.flush()
    # Ladder, phones, deliveries: see `push.locks`.
    subject = subject_of_shift(person.id)
    locks.ladders(session, [subject])
    made = _leave_open(session, person, left, person.id, now)
    set_shift_ladder(session, person, now)
    tell(session, (), [Told(subject, nudge) for nudge in made], now)
    return None


def begin(session: Session, person: Person, until: datetime, now: datetime) -> None:
    """They may be nudged until then, and are asked in time what becomes of what is open."""
    person.on_shift_until = until
    session.add(person)
    session.flush()
    set_shift_ladder(session, person, now)


def _hold_owned(session: Session, person_id: int) -> None:
    """None of them moves to somebody else, or is resolved, before this shift has ended."""
    query = select(Issue.id).where(Issue.owner_id == person_id, Issue.state == State.OWNED)
    session.exec(query.order_by(col(Issue.id)).with_for_update(key_share=True)).all()


def not_arranged(session: Session, person_id: int, ends_at: datetime) -> list[Issue]:
    """What they own that cannot wait until they are back, the nearest promise first."""
    query = (
        select(Issue)
        .where(Issue.owner_id == person_id, Issue.state == State.OWNED)
        .order_by(col(Issue.promise_at))
        .limit(_MOST)
    )
    owned = session.exec(query).all()
    return [one for one in owned if not lies_in_next_shift(one.promise_at, ends_at)]


def reminder(session: Session, person: Person) -> list[Nudge]:
    """Shortly before the end: to the person, when something of theirs wants an answer."""
    until = person.on_shift_until
    count = len(not_arranged(session, person.id, until)) if until else 0
    if until is None or not count:
        return []
    site = session.get_one(Site, person.site_id)
    at = until.astimezone(ZoneInfo(site.zone)).strftime("%H:%M")
    title, body = shift_ends(site.name, at, count)
    return [
        Nudge(
            person=str(person.id),
            title=title,
            body=body,
            path="/me/shift/end",
            tag="shift",
            expires_at=until,
        )
    ]


def leave_open(
    session: Session, person: Person, actor_id: int | None, now: datetime
) -> list[Nudge]:
    """The shift is over: what is not arranged is written down, and its site's leads are told."""
    left = not_arranged(session, person.id, person.on_shift_until or now)
    return _leave_open(session, person, left, actor_id, now)


def _leave_open(
    session: Session, person: Person, left: Sequence[Issue], actor_id: int | None, now: datetime
) -> list[Nudge]:
    refs_of: dict[int, list[str]] = {}
    people: dict[int, Person] = {}
    for issue in left:
        record(session, issue, Kind.LEFT_OPEN, actor_id, now)
        found = leads(session, issue, now, but=person.id)
        if not found:
            record(session, issue, Kind.HELD, None, now, people=[])
        for lead in note_reach(session, issue, found, now):
            people[lead.id] = lead
            refs_of.setdefault(lead.id, []).append(issue.ref)
    where = {one.ref: spoken(session, one).where for one in left}
    return [
        _to_lead(people[who], person, refs, where[refs[0]], now) for who, refs in refs_of.items()
    ]


def _to_lead(lead: Person, person: Person, refs: Sequence[str], where: str, now: datetime) -> Nudge:
    """One for all that was left: a lead is told once."""
    title, body = left_open(where, person.first_name, refs)
    return Nudge(
        person=str(lead.id),
        title=title,
        body=body,
        path=f"/issues/{refs[0]}" if len(refs) == 1 else "/issues",
        tag=f"shift-{person.id}",
        expires_at=now + _LIFE,
    )


def _active(session: Session, person_id: int) -> Person:
    query = select(Person).where(Person.id == person_id).with_for_update(key_share=True)
    person = session.exec(query).first()
    if person is None or person.closed_at:
        raise NotThere
    return person
