"""Rows as the rules see them, and open steps and owner changes of an issue."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, select

from web.rules import owner_changes, steps, undo
from web.rules.issues import IssueFacts
from web.rules.offers import KINDS, OfferEvent, open_offers
from web.rules.owner_changes import OwnerChangeFacts
from web.rules.people import Viewer, is_absent, is_on_shift
from web.rules.released import RELEASES, UPDATES
from web.rules.steps import StepFacts
from web.rules.text import Isolated, isolated
from web.rules.undo import UndoFacts
from web.rules.vocabulary import ChangeState, EventKind, Introduction, IssueState, StepState
from web.store.reachability import reachable_with_channels
from web.store.row_cache import people_of
from web.store.tables.accounts import Person
from web.store.tables.handoffs import OwnerChange, Step
from web.store.tables.issues import Event, Issue


def open_steps(session: Session, issue_id: int) -> Sequence[Step]:
    query = select(Step).where(Step.issue_id == issue_id, col(Step.state).in_(steps.OPEN_STORED))
    return session.exec(query.order_by(col(Step.id))).all()


def open_change(session: Session, issue_id: int) -> OwnerChange | None:
    query = select(OwnerChange).where(
        OwnerChange.issue_id == issue_id, OwnerChange.state == ChangeState.ASKED
    )
    return session.exec(query).first()


def issue_facts(session: Session, issue: Issue, viewer: Viewer, now: datetime) -> IssueFacts:
    """As `viewer` may have to judge it."""
    if issue.owner_id == viewer.id:
        mine = isolated(viewer.name)
        return IssueFacts(IssueState(issue.state), viewer.id, mine, is_cause=issue.is_cause)
    owner = session.get(Person, issue.owner_id) if issue.owner_id else None
    asks = owner is not None and viewer.leads(issue.site_id)
    return IssueFacts(
        IssueState(issue.state),
        issue.owner_id,
        isolated(owner.name) if owner else None,
        owner_is_absent=owner_is_absent(session, owner, now) if owner and asks else None,
        is_cause=issue.is_cause,
    )


def owner_is_absent(session: Session, owner: Person, now: datetime) -> bool:
    reached = is_on_shift(owner.on_shift_until, now) and bool(
        reachable_with_channels(session, [owner.id])
    )
    return is_absent(owner.on_shift_until, now, can_be_reached=reached)


def step_facts(session: Session, step: Step, issue: Issue, now: datetime) -> StepFacts:
    people = people_of(session, (issue.owner_id, step.helper_id))
    owner, helper = people.get(issue.owner_id or 0), people.get(step.helper_id or 0)
    return StepFacts(
        state=steps.state_at(StepState(step.state), step.answer_by, now),
        introduction=Introduction(step.introduction),
        owner_id=issue.owner_id,
        owner_name=isolated(owner.name) if owner else None,
        helper_id=step.helper_id,
        helper_name=isolated(helper.name) if helper else None,
    )


def scan_facts(session: Session, step: Step, issue: Issue, now: datetime) -> StepFacts:
    """For whoever has the scan code, possibly somebody else's colleague: with first names only."""
    owner = session.get(Person, issue.owner_id) if issue.owner_id else None
    helper = session.get(Person, step.helper_id) if step.helper_id else None
    return replace(
        step_facts(session, step, issue, now),
        owner_name=isolated(owner.first_name) if owner else None,
        helper_name=isolated(helper.first_name) if helper else None,
    )


def owner_change_facts(session: Session, change: OwnerChange, now: datetime) -> OwnerChangeFacts:
    asker_id = change.asked_by or change.from_id
    people = people_of(session, (change.from_id, change.to_id, asker_id))
    return OwnerChangeFacts(
        state=owner_changes.state_at(ChangeState(change.state), change.answer_by, now),
        from_id=change.from_id,
        from_name=isolated(people[change.from_id].name),
        to_id=change.to_id,
        to_name=isolated(people[change.to_id].name),
        asker_id=asker_id,
        asker_name=isolated(people[asker_id].name),
    )


def offers_of(session: Session, issue_id: int) -> tuple[int, ...]:
    """By person, in the order of offering."""
    return open_offers(offer_events(event) for event in undo.effective(_events(session, issue_id)))


def offer_events(event: Event) -> OfferEvent:
    return OfferEvent(event.kind, event.actor_id, event.data.get("helper"))


def _events(session: Session, issue_id: int) -> list[Event]:
    kinds = (*KINDS, EventKind.UNDONE)
    query = select(Event).where(Event.issue_id == issue_id, col(Event.kind).in_(kinds))
    return list(session.exec(query.order_by(col(Event.id))))


def release_events(session: Session, issue_id: int) -> Sequence[Event]:
    """Those that decide what the customer may read, oldest first."""
    kinds = col(Event.kind).in_((*UPDATES, *RELEASES, EventKind.UNDONE))
    query = select(Event).where(Event.issue_id == issue_id, kinds)
    return undo.effective(session.exec(query.order_by(col(Event.id))).all())


def newest_undoable(session: Session, issue_id: int, version: int) -> Event | None:
    """The event that can be undone of the act that made this version."""
    query = select(Event).where(
        Event.issue_id == issue_id, Event.version == version, col(Event.kind).in_(undo.INSTEAD)
    )
    event = session.exec(query.order_by(col(Event.id).desc()).limit(1)).first()
    return event if event and "before" in event.data else None


def undo_facts(session: Session, issue: Issue, act: Event) -> UndoFacts:
    """Of an act on this issue."""
    is_newest = act.version == issue.version
    later = None if is_newest else _newest_later(session, act)
    by, later_by = (_name(session, one.actor_id) if one else None for one in (act, later))
    return UndoFacts(
        kind=EventKind(act.kind),
        actor_id=act.actor_id,
        actor_name=by,
        at=act.at,
        is_undone=later is not None and later.data.get("undid") == act.version,
        later_actor_id=None if is_newest else (later and later.actor_id) or 0,
        later_actor_name=later_by,
    )


def _newest_later(session: Session, act: Event) -> Event | None:
    query = select(Event).where(
        Event.issue_id == act.issue_id, col(Event.version) > (act.version or 0)
    )
    return session.exec(query.order_by(col(Event.id).desc()).limit(1)).first()


def _name(session: Session, person_id: int | None) -> Isolated | None:
    person = session.get(Person, person_id) if person_id else None
    return isolated(person.name) if person else None
