"""What the owner releases: what the issue is about, and which updates the customer may read."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from web.rules.released import RELEASES, UPDATES, released_updates, suggested_subject
from web.store.rule_inputs import release_events
from web.store.tables.accounts import Person
from web.store.tables.issues import Issue


@dataclass(frozen=True)
class Update:
    """What somebody told the customer, or why there was no news."""

    id: int
    at: datetime
    who: str  # first name
    words: str
    is_released: bool


@dataclass(frozen=True)
class ReleaseView:
    subject: str  # as released; before that, a suggestion from the report
    is_subject_released: bool
    updates: tuple[Update, ...]  # oldest first


def release_view(session: Session, issue: Issue) -> ReleaseView:
    events = release_events(session, issue.id)
    subjects = [event.text for event in events if event.kind in RELEASES and event.text]
    released = released_updates(events)
    updates = [event for event in events if event.kind in UPDATES and event.text]
    ids = {event.actor_id for event in updates}
    people = session.exec(select(Person).where(col(Person.id).in_(ids))).all() if ids else ()
    names = {person.id: person.first_name for person in people}
    return ReleaseView(
        subject=subjects[-1] if subjects else suggested_subject(issue.words),
        is_subject_released=bool(subjects),
        updates=tuple(
            Update(
                event.id,
                event.at,
                names.get(event.actor_id or 0, ""),
                event.text or "",
                event.id in released,
            )
            for event in updates
        ),
    )
