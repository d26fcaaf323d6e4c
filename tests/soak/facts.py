"""What the server has in the end, as plain values: taps, events, issues; people by their names."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from web.store.tables.accounts import Person
from web.store.tables.issues import AppliedTap, Event, Issue, Photo


@dataclass(frozen=True)
class TapRow:
    """`sentence` None: it was done; `harmless`: it was so already."""

    person: str
    key: str
    at: datetime
    ref: str | None
    sentence: str | None = None
    harmless: bool = False

    @property
    def was_refused(self) -> bool:
        return self.sentence is not None


@dataclass(frozen=True)
class EventRow:
    """`actor` None: the system wrote it. `helper`: of the step or owner change it is about."""

    ref: str
    kind: str
    actor: str | None
    at: datetime
    tapped_at: datetime | None = None
    text: str | None = None
    helper: str | None = None
    undone: str | None = None  # which kind of event was
    for_owner: bool = False  # by a lead, for an owner who is absent

    def __str__(self) -> str:
        return f"{self.at:%H:%M:%S.%f} {self.ref} {self.kind} by {self.actor}: {self.text}"


@dataclass(frozen=True)
class IssueRow:
    ref: str
    state: str
    owner: str | None
    words: str
    photos: int = 0


@dataclass(frozen=True)
class Facts:
    """Events in the order in which they were written; those before `began_at` were given."""

    began_at: datetime
    taps: tuple[TapRow, ...]
    events: tuple[EventRow, ...]
    issues: tuple[IssueRow, ...]


def read_facts(session: Session, site_id: int, began_at: datetime) -> Facts:
    people = {row.id: row.name for row in session.exec(select(Person))}
    issues = {row.id: row for row in session.exec(select(Issue).where(Issue.site_id == site_id))}
    taps = session.exec(select(AppliedTap).order_by(col(AppliedTap.at)))
    about_these = col(Event.issue_id).in_(issues)
    events = session.exec(select(Event).where(about_these).order_by(col(Event.id)))
    photos = [one for one in session.exec(select(Photo.issue_id)) if one in issues]
    return Facts(
        began_at,
        tuple(
            TapRow(people[tap.person_id], tap.key, tap.at, tap.ref, tap.sentence, tap.harmless)
            for tap in taps
        ),
        tuple(
            EventRow(
                issues[event.issue_id].ref,
                event.kind,
                people.get(event.actor_id or 0),
                event.at,
                event.tapped_at,
                event.text,
                people.get(event.data.get("helper") or 0),
                event.data.get("undone"),
                "for_owner" in event.data,
            )
            for event in events
        ),
        tuple(
            IssueRow(
                row.ref,
                row.state,
                people.get(row.owner_id or 0),
                row.words,
                photos.count(row.id),
            )
            for row in issues.values()
        ),
    )
