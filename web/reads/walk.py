"""The pages of the walk: a step, an owner change, what is asked of me. Chosen fields only."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from web.reads.asked import title_of
from web.reads.walk_views import (
    Brief,
    ChangePage,
    ChangeView,
    ScanPage,
    StepPage,
    StepView,
    Tried,
)
from web.rules import changes, steps
from web.rules.contacts import ContactPart, contact_parts
from web.rules.countries import country_at
from web.rules.people import Viewer, is_on_shift
from web.rules.promises import is_late
from web.rules.words import (
    ChangeReason,
    ChangeState,
    Kind,
    SilentReason,
    State,
    StepState,
    Why,
)
from web.store.errors import NotThere
from web.store.ringing import people_who_ring
from web.store.standing import change_standing, open_steps, scan_standing, step_standing
from web.store.tables import Event, Issue, Person, Photo, Site
from web.store.visible import find_change, find_issue, find_step
from web.store.walk_tables import OwnerChange, Step

_TRIED = (Kind.NOTED, Kind.TOLD, Kind.DONE, Kind.REOPENED)
_MOST_TRIED = 20


def step_page(session: Session, viewer: Viewer, step_id: int, now: datetime) -> StepPage:
    """Raises NotThere for a step that is unknown or not this viewer's to see."""
    step, issue = find_step(session, viewer, step_id)
    return StepPage(
        step=views(session, issue, [step], viewer, now)[0],
        brief=brief(session, issue, now),
        sees_issue=_sees(session, viewer, issue),
        proposed=_proposed(session, step),
        silent=_silent(session, issue, Kind.ASKED, "step", step.id),
    )


def step_state(session: Session, viewer: Viewer, step_id: int, now: datetime) -> StepState:
    step, _ = find_step(session, viewer, step_id)
    return steps.state_at(StepState(step.state), step.answer_by, now)


def scan_page(session: Session, viewer: Viewer, step_id: int, now: datetime) -> ScanPage:
    """For whoever holds the step's code; the caller has looked at it. Raises NotThere."""
    step = session.get(Step, step_id)
    if step is None:
        raise NotThere
    issue = session.get_one(Issue, step.issue_id)
    standing = scan_standing(session, step, issue, now)
    owner = session.get(Person, issue.owner_id or step.asked_by)
    return ScanPage(
        need=step.need,
        owner_first=owner.first_name if owner else "",
        brief=brief(session, issue, now),
        refusal=steps.refuse_scan(standing, viewer.id),
    )


def change_page(session: Session, viewer: Viewer, change_id: int, now: datetime) -> ChangePage:
    change, issue = find_change(session, viewer, change_id)
    return ChangePage(
        change=change_view(session, issue, change, viewer, now),
        brief=brief(session, issue, now),
        steps=views(session, issue, open_steps(session, issue.id), viewer, now),
        sees_issue=_sees(session, viewer, issue),
    )


def contact_of(issue: Issue, site: Site) -> tuple[ContactPart, ...]:
    country = country_at(site.country, site.zone)
    return contact_parts(issue.customer_contact or "", country)


def brief(session: Session, issue: Issue, now: datetime) -> Brief:
    """What somebody who joins has to know."""
    photos = select(Photo.id).where(Photo.issue_id == issue.id).order_by(col(Photo.at))
    site = session.get_one(Site, issue.site_id)
    return Brief(
        ref=issue.ref,
        version=issue.version,
        what=title_of(issue.words, issue.erased_at),
        place=issue.place,
        site_name=site.name,
        zone=site.zone,
        customer_name=issue.customer_name,
        customer_contact=contact_of(issue, site),
        promise_at=issue.promise_at,
        is_late=is_late(issue.promise_at, now),
        tried=_tried(session, issue),
        photo_ids=tuple(session.exec(photos).all()),
    )


def shown_on_issue(found: Sequence[Step]) -> list[Step]:
    """Of an issue's steps those that matter now: all that are open, and an answer until the
    owner has asked again. The line tells of the others."""
    asked = [one.asked_at for one in found]
    answers = (StepState.DONE, StepState.DECLINED)
    return [
        one
        for one in found
        if one.ended_at is None or (one.state in answers and one.ended_at >= max(asked))
    ]


def views(
    session: Session, issue: Issue, found: Sequence[Step], viewer: Viewer, now: datetime
) -> tuple[StepView, ...]:
    """Steps of one issue, with one look for all their people."""
    people = _people(session, issue, found)
    ringing = people_who_ring(session, people)
    return tuple(_view(session, one, issue, people, ringing, viewer, now) for one in found)


def _people(session: Session, issue: Issue, found: Sequence[Step]) -> dict[int, Person]:
    ids = {issue.owner_id, *(one.helper_id for one in found)} - {None}
    rows = session.exec(select(Person).where(col(Person.id).in_(ids))).all()
    return {row.id: row for row in rows}


def _view(
    session: Session,
    step: Step,
    issue: Issue,
    people: Mapping[int, Person],
    ringing: frozenset[int],
    viewer: Viewer,
    now: datetime,
) -> StepView:
    owner, helper = people.get(issue.owner_id or 0), people.get(step.helper_id or 0)
    standing = step_standing(session, step, issue, now)
    until = helper.on_shift_until if helper else None
    return StepView(
        id=step.id,
        ref=issue.ref,
        state=standing.state,
        need=step.need,
        introduction=standing.introduction,
        helper=helper.name if helper else None,
        helper_first=helper.first_name if helper else None,
        is_helper=step.helper_id == viewer.id,
        is_owner=issue.owner_id == viewer.id,
        owner=owner.name if owner else None,
        owner_first=owner.first_name if owner else None,
        is_of_owner=step.asked_by == issue.owner_id,
        asked_at=step.asked_at,
        answer_by=step.answer_by,
        accepted_at=step.accepted_at,
        ended_at=step.ended_at,
        why=Why(step.why) if step.why else None,
        could=step.could,
        helper_on_shift=until is not None and until > now,
        helper_rings=step.helper_id in ringing,
        may_ask=_owns(issue, viewer),
        acts=steps.legal_acts(standing, viewer.id),
    )


def change_view(
    session: Session, issue: Issue, change: OwnerChange, viewer: Viewer, now: datetime
) -> ChangeView:
    former, to = session.get_one(Person, change.from_id), session.get_one(Person, change.to_id)
    standing = change_standing(session, change, now)
    return ChangeView(
        id=change.id,
        ref=issue.ref,
        state=standing.state,
        from_name=former.name,
        from_first=former.first_name,
        to_name=to.name,
        to_first=to.first_name,
        reason=ChangeReason(change.reason),
        line=change.line,
        asked_at=change.asked_at,
        answer_by=change.answer_by,
        is_from_me=former.id == viewer.id,
        is_to_me=to.id == viewer.id,
        is_owner=_owns(issue, viewer),
        to_on_shift=is_on_shift(to.on_shift_until, now),
        to_rings=to.id in people_who_ring(session, [to.id]),
        acts=changes.legal_acts(standing, viewer.id),
        silent=_silent(session, issue, Kind.CHANGE_ASKED, "change", change.id)
        if former.id == viewer.id and standing.state is ChangeState.ASKED
        else None,
    )


def _tried(session: Session, issue: Issue) -> tuple[Tried, ...]:
    query = (
        select(Event.at, Event.text, Person.first_name)
        .join(Person, col(Person.id) == col(Event.actor_id), isouter=True)
        .where(
            Event.issue_id == issue.id,
            col(Event.kind).in_(_TRIED),
            col(Event.text).is_not(None),
        )
        .order_by(col(Event.id).desc())
        .limit(_MOST_TRIED)
    )
    rows: Sequence[Any] = session.exec(query).all()
    return tuple(Tried(row.at, row.first_name, row.text) for row in reversed(rows))


def _proposed(session: Session, step: Step) -> tuple[str, ...]:
    query = select(Event).where(Event.issue_id == step.issue_id, Event.kind == Kind.PROPOSED)
    events = session.exec(query.order_by(col(Event.id))).all()
    return tuple(one.text for one in events if one.data["step"] == step.id and one.text)


def _silent(
    session: Session, issue: Issue, kind: Kind, about: str, its_id: int
) -> SilentReason | None:
    query = select(Event).where(Event.issue_id == issue.id, Event.kind == kind)
    asked = (one.data for one in session.exec(query) if one.data[about] == its_id)
    silent = next(asked, {}).get("silent")
    return SilentReason(silent) if silent else None


def _owns(issue: Issue, viewer: Viewer) -> bool:
    """Now, and it is open."""
    return issue.owner_id == viewer.id and issue.state == State.OWNED


def _sees(session: Session, viewer: Viewer, issue: Issue) -> bool:
    try:
        find_issue(session, viewer, issue.ref)
    except NotThere:
        return False
    return True
