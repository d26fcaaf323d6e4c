"""One issue as its page shows it: who owns it, the line, the timeline, what comes next."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from web.reads.cards import NO_WORDS
from web.reads.views import IssueView, Line, PlannedNudge, PromiseChoice, Stop
from web.rules import nudges, promises
from web.rules.issue import Standing, legal_acts
from web.rules.people import Viewer
from web.rules.words import Kind, State, Urgency
from web.store.ladder import clock_of
from web.store.tables import Event, Issue, Person, Photo, Site, StatusLink
from web.store.visible import find_issue

# What happened to the customer's matter itself; the rest is told by the timeline alone.
ON_THE_LINE = (
    Kind.REPORTED,
    Kind.OWNED,
    Kind.TOLD,
    Kind.RESOLVED,
    Kind.REOPENED,
    Kind.ORPHANED,
)
_NUDGES_SHOWN = 3
_EVENTS_SHOWN = 200


def issue_page(
    session: Session, viewer: Viewer, ref: str, now: datetime, *, just_owned: bool = False
) -> IssueView:
    """Raises NotThere for an issue that is unknown or not this viewer's to see."""
    issue = find_issue(session, viewer, ref)
    events = _events(session, issue)
    line = _events(session, issue, ON_THE_LINE)
    people = _people(session, issue, [*events, *line])
    site = session.get_one(Site, issue.site_id)
    owner = people.get(issue.owner_id or 0)
    standing = Standing(State(issue.state), issue.owner_id, owner.name if owner else None)
    return IssueView(
        ref=issue.ref,
        version=issue.version,
        what=issue.words or NO_WORDS,
        place=issue.place,
        site_name=site.name,
        state=State(issue.state),
        urgency=Urgency(issue.urgency),
        owner_name=owner.name if owner else None,
        owner_first_name=owner.first_name if owner else None,
        owned_by_me=issue.owner_id == viewer.id,
        owner_on_shift=bool(owner and owner.on_shift_until and owner.on_shift_until > now),
        reporter_name=people[issue.reporter_id].name,
        created_at=issue.created_at,
        owned_at=issue.owned_at,
        resolved_at=issue.resolved_at,
        promise_at=issue.promise_at,
        is_late=promises.is_late(issue.promise_at, now),
        customer_name=issue.customer_name,
        customer_contact=issue.customer_contact,
        photo_ids=_photo_ids(session, issue),
        acts=legal_acts(standing, viewer.id),
        promise_choices=_choices(now, ZoneInfo(site.zone)),
        stops=tuple(_stop(event, people, viewer) for event in line),
        timeline=tuple(_line(event, people, viewer) for event in reversed(events)),
        next_nudges=_planned(issue, now),
        is_shared=_is_shared(session, issue),
        just_owned=just_owned and issue.owner_id == viewer.id and issue.state == State.OWNED,
    )


def _events(session: Session, issue: Issue, kinds: tuple[Kind, ...] = ()) -> list[Event]:
    """The newest ones, oldest first; hourly nudges of months must not make a page endless."""
    query = select(Event).where(Event.issue_id == issue.id).order_by(col(Event.id).desc())
    if kinds:
        query = query.where(col(Event.kind).in_(kinds))
    return list(reversed(session.exec(query.limit(_EVENTS_SHOWN)).all()))


def _people(session: Session, issue: Issue, events: Sequence[Event]) -> dict[int, Person]:
    ids = {issue.owner_id, issue.reporter_id}
    for event in events:
        ids |= {event.actor_id, *event.data.get("people", ())}
    query = select(Person).where(col(Person.id).in_(ids - {None}))
    return {person.id: person for person in session.exec(query).all()}


def _photo_ids(session: Session, issue: Issue) -> tuple[str, ...]:
    query = select(Photo.id).where(Photo.issue_id == issue.id).order_by(col(Photo.at))
    return tuple(session.exec(query).all())


def _is_shared(session: Session, issue: Issue) -> bool:
    query = select(StatusLink.id).where(
        StatusLink.issue_id == issue.id, col(StatusLink.revoked_at).is_(None)
    )
    return session.exec(query.limit(1)).first() is not None


def _stop(event: Event, people: Mapping[int, Person], viewer: Viewer) -> Stop:
    who = people.get(event.actor_id or 0)
    return Stop(
        kind=Kind(event.kind),
        at=event.at,
        who=who.first_name if who else None,
        by_me=event.actor_id == viewer.id,
        text=event.text,
    )


def _line(event: Event, people: Mapping[int, Person], viewer: Viewer) -> Line:
    who = people.get(event.actor_id or 0)
    when = event.data.get("when")
    return Line(
        kind=Kind(event.kind),
        at=event.at,
        who=who.name if who else None,
        by_me=event.actor_id == viewer.id,
        text=event.text,
        when=datetime.fromisoformat(when) if when else None,
        names=tuple(people[one].name for one in event.data.get("people", ()) if one in people),
    )


def _choices(now: datetime, zone: ZoneInfo) -> tuple[PromiseChoice, ...]:
    return tuple(
        PromiseChoice(
            minutes=choice.minutes,
            label=choice.label,
            at=choice.at,
        )
        for choice in promises.choices(now, zone)
    )


def _planned(issue: Issue, now: datetime) -> tuple[PlannedNudge, ...]:
    clock = clock_of(issue)
    if clock is None:
        return ()
    return tuple(
        PlannedNudge(at, " ".join(rung.whom))
        for at, rung in nudges.upcoming(clock, now)[:_NUDGES_SHOWN]
    )
