"""One issue as its page shows it: who owns it, the line, the timeline, what comes next."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from web.reads import walk
from web.reads.asked import NO_WORDS
from web.reads.facts import facts_of
from web.reads.line import ON_THE_LINE, stops
from web.reads.views import IssueView, PlannedNudge, PromiseChoice, TimelineRow
from web.reads.walk_views import ChangeView
from web.rules import nudges, promises
from web.rules.issue import legal_acts
from web.rules.nudges import Timing
from web.rules.people import Viewer
from web.rules.words import ChangeReason, ChangeState, Introduction, Kind, State, Trigger, Why
from web.store.standing import issue_standing
from web.store.tables import Authority, Event, Issue, Person, Photo, Site, StatusLink
from web.store.timing import timing_of, timing_of_step
from web.store.visible import find_issue
from web.store.walk_tables import OwnerChange, Step

_NUDGES_SHOWN = 3
_EVENTS_SHOWN = 200
_STEPS_SHOWN = 60


def issue_page(
    session: Session, viewer: Viewer, ref: str, now: datetime, *, just_owned: bool = False
) -> IssueView:
    """Raises NotThere for an issue that is unknown or not this viewer's to see."""
    issue = find_issue(session, viewer, ref)
    events = _events(session, issue)
    line = _events(session, issue, ON_THE_LINE)
    steps = _steps(session, issue)
    people = _people(session, issue, [*events, *line], steps)
    site = session.get_one(Site, issue.site_id)
    owner, change = people.get(issue.owner_id or 0), _change(session, issue, viewer, now)
    return IssueView(
        ref=issue.ref,
        version=issue.version,
        what=issue.words or NO_WORDS,
        place=issue.place,
        site_name=site.name,
        state=State(issue.state),
        owner_name=owner.name if owner else None,
        owner_first_name=owner.first_name if owner else None,
        owned_by_me=issue.owner_id == viewer.id,
        owner_on_shift=bool(owner and owner.on_shift_until and owner.on_shift_until > now),
        resolved_at=issue.resolved_at,
        promise_at=issue.promise_at,
        is_late=promises.is_late(issue.promise_at, now),
        customer_name=issue.customer_name,
        customer_contact=issue.customer_contact,
        photo_ids=_photo_ids(session, issue),
        acts=legal_acts(issue_standing(session, issue), viewer.id),
        promise_choices=_choices(now, ZoneInfo(site.zone)),
        stops=stops(line, steps[::-1], people, owner, viewer, now),
        timeline=tuple(_row(event, people, viewer) for event in reversed(events)),
        next_nudges=_planned(issue, steps, change, people, now),
        is_shared=_is_shared(session, issue),
        just_owned=just_owned and issue.owner_id == viewer.id and issue.state == State.OWNED,
        steps=walk.views(session, issue, _shown(issue, steps), viewer, now),
        change=change,
        authority=_authority(session, issue, viewer),
        facts=facts_of(session, issue.id) if issue.state == State.RESOLVED else None,
    )


def _events(session: Session, issue: Issue, kinds: tuple[Kind, ...] = ()) -> list[Event]:
    """The newest ones, oldest first; hourly nudges of months must not make a page endless."""
    query = select(Event).where(Event.issue_id == issue.id).order_by(col(Event.id).desc())
    if kinds:
        query = query.where(col(Event.kind).in_(kinds))
    return list(reversed(session.exec(query.limit(_EVENTS_SHOWN)).all()))


def _steps(session: Session, issue: Issue) -> Sequence[Step]:
    """Newest first."""
    query = select(Step).where(Step.issue_id == issue.id).order_by(col(Step.id).desc())
    return session.exec(query.limit(_STEPS_SHOWN)).all()


def _shown(issue: Issue, steps: Sequence[Step]) -> Sequence[Step]:
    """Those that somebody may have to act on; once it is resolved the line tells of them."""
    return () if issue.state == State.RESOLVED else walk.shown_on_issue(steps)


def _change(session: Session, issue: Issue, viewer: Viewer, now: datetime) -> ChangeView | None:
    """The last one: while it waits, and a no until its asker has asked again."""
    query = select(OwnerChange).where(OwnerChange.issue_id == issue.id)
    change = session.exec(query.order_by(col(OwnerChange.id).desc()).limit(1)).first()
    if change is None or issue.state != State.OWNED:
        return None
    is_no = change.state == ChangeState.DECLINED and change.from_id == issue.owner_id
    if change.state != ChangeState.ASKED and not is_no:
        return None
    return walk.change_view(session, issue, change, viewer, now)


def _authority(session: Session, issue: Issue, viewer: Viewer) -> str | None:
    found = session.get(Authority, (issue.site_id, viewer.role))
    return found.words if found else None


def _people(
    session: Session, issue: Issue, events: Sequence[Event], steps: Sequence[Step]
) -> dict[int, Person]:
    ids = {issue.owner_id, issue.reporter_id}
    for event in events:
        data = event.data
        ids |= {event.actor_id, data.get("helper"), data.get("before"), *data.get("people", ())}
    for step in steps:
        ids |= {step.asked_by, step.helper_id}
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


def _row(event: Event, people: Mapping[int, Person], viewer: Viewer) -> TimelineRow:
    data = event.data
    who, helper = people.get(event.actor_id or 0), people.get(data.get("helper") or 0)
    when, how, why = data.get("when"), data.get("introduction"), data.get("why")
    return TimelineRow(
        kind=Kind(event.kind),
        at=event.at,
        who=who.name if who else None,
        by_me=event.actor_id == viewer.id,
        text=event.text,
        when=datetime.fromisoformat(when) if when else None,
        names=tuple(people[one].name for one in data.get("people", ()) if one in people),
        helper=helper.name if helper else None,
        helper_is_me=helper is not None and helper.id == viewer.id,
        introduction=Introduction(how) if how else None,
        why=Why(why) if why else None,
        said_yes=data.get("said_yes", False),
        reason=ChangeReason(data["reason"]) if "reason" in data else None,
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


def _planned(
    issue: Issue,
    steps: Sequence[Step],
    change: ChangeView | None,
    people: Mapping[int, Person],
    now: datetime,
) -> tuple[PlannedNudge, ...]:
    """From the same rules that will do it; the silence of colleagues is among it."""
    found = _upcoming(timing_of(issue), None, now)
    for step in steps:
        helper = people.get(step.helper_id or 0)
        found += _upcoming(timing_of_step(step), helper.first_name if helper else "", now)
    if change and change.state is not ChangeState.DECLINED:
        timing = Timing(Trigger.NEXT_OWNER, change.asked_at, change.answer_by)
        found += _upcoming(timing, change.to_first, now)
    return tuple(sorted(found, key=lambda one: one.at)[:_NUDGES_SHOWN])


def _upcoming(timing: Timing | None, silent: str | None, now: datetime) -> list[PlannedNudge]:
    rungs = nudges.upcoming(timing, now) if timing else ()
    return [PlannedNudge(at, " ".join(one.whom), one.is_urgent, silent) for at, one in rungs]
