"""One issue as its page shows it: owner, line, timeline, what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, or_, select

from web.reads.handoffs import step_page
from web.reads.handoffs.brief import contact_of, photo_ids
from web.reads.handoffs.change_page import ChangeView, change_view
from web.reads.handoffs.offers import Offer, offers_shown
from web.reads.handoffs.step_page import StepView
from web.reads.issues.facts import Facts, facts_of
from web.reads.issues.line import ON_THE_LINE, Stop, stops
from web.reads.issues.next_nudges import PlannedNudge, planned
from web.reads.issues.timeline import TimelineRow, timeline
from web.reads.requests import title_of
from web.reads.undo import UndoOffer, undo_among
from web.rules import promises
from web.rules.contacts import ContactPart
from web.rules.issues import IssueFacts, legal_acts
from web.rules.offers import KINDS, open_offers
from web.rules.people import Viewer, is_on_shift
from web.rules.primary_actions import IssueActions
from web.rules.promises import Choice
from web.rules.steps import OPEN_STORED
from web.rules.undo import effective
from web.rules.vocabulary import ChangeState, EventKind, IssueAct, IssueState, StepState, Urgency
from web.store.rule_inputs import issue_facts, offer_events
from web.store.tables.accounts import Authority, Person, Site
from web.store.tables.handoffs import OwnerChange, Step
from web.store.tables.issues import Event, Issue, StatusLink
from web.store.visibility import find_issue

_EVENTS_SHOWN = 200
_STEPS_SHOWN = 60
_LONGEST_NAME_ON_A_BUTTON = 16
_OF_A_NUDGE = (EventKind.NUDGED, EventKind.UNREACHED)


@dataclass(frozen=True)
class IssueView:
    ref: str
    version: int
    what: str
    place: str | None
    site_name: str
    zone: str  # the site's, in which its people read its times
    state: IssueState
    urgency: Urgency
    owner_name: str | None  # full name
    owner_first_name: str | None
    owned_by_me: bool
    owner_on_shift: bool
    resolved_at: datetime | None
    promise_at: datetime | None
    acknowledged_at: datetime | None  # somebody said “On it”, since the promise was made
    acknowledged_by: str | None  # first name; "": it was me
    customer_name: str | None
    customer_contact: tuple[ContactPart, ...]
    photo_ids: tuple[str, ...]
    acts: frozenset[IssueAct]  # legal for this viewer, now
    read_at: datetime
    stops: tuple[Stop, ...]  # the owner's line, oldest first
    timeline: tuple[TimelineRow, ...]  # newest first
    next_nudges: tuple[PlannedNudge, ...]
    is_shared: bool  # a live status link exists
    undo: UndoOffer | None  # the newest act, by the viewer within the last minute
    just_owned: bool  # say "You own this." before all else
    steps: tuple[StepView, ...]  # those that matter now, newest first
    change: ChangeView | None  # an owner change that waits for its answer
    authority: str | None  # what this viewer may do here without asking
    facts: Facts | None  # once it is resolved
    offers: tuple[Offer, ...] = ()  # to help: all of them for its owner, else the viewer's own

    @property
    def is_late(self) -> bool:
        return promises.is_late(self.promise_at, self.read_at)

    @property
    def promise_choices(self) -> tuple[Choice, ...]:
        return promises.choices(self.read_at, ZoneInfo(self.zone))

    @property
    def usual_promise(self) -> str:
        """That of `promise_choices` which is chosen unless another one is."""
        return promises.USUAL[self.urgency]

    @property
    def forms(self) -> frozenset[str]:
        """Acts whose forms this viewer may open, by the last part of their URL."""
        return frozenset({"update"} if IssueAct.TOLD in self.acts else ())

    @property
    def customer_called(self) -> str | None:
        """The customer's name where a button has room for it."""
        is_short = self.customer_name and len(self.customer_name) <= _LONGEST_NAME_ON_A_BUTTON
        return self.customer_name if is_short else None

    @property
    def actions(self) -> IssueActions:
        return IssueActions(
            acts=self.acts,
            is_asked_to_own=bool(self.change and self.change.is_to_me and self.change.acts),
            helper_declined=bool(self.steps) and self.steps[0].state is StepState.DECLINED,
            is_nudged=bool(self.timeline) and self.timeline[0].kind in _OF_A_NUDGE,
            is_late=self.is_late,
            is_acknowledged=self.acknowledged_at is not None,
            just_owned=self.just_owned,
        )


def issue_page(
    session: Session, viewer: Viewer, ref: str, now: datetime, *, just_owned: bool = False
) -> IssueView:
    """Raises NotFound for an issue that is unknown or not visible to the viewer."""
    issue = find_issue(session, viewer, ref)
    events, line, by_people, steps, change, people = _history(session, issue)
    site, owner = session.get_one(Site, issue.site_id), people.get(issue.owner_id or 0)
    return IssueView(
        ref=issue.ref,
        version=issue.version,
        what=title_of(issue.words, issue.erased_at),
        place=issue.place,
        site_name=site.name,
        zone=site.zone,
        state=IssueState(issue.state),
        urgency=Urgency(issue.urgency),
        owner_name=owner.name if owner else None,
        owner_first_name=owner.first_name if owner else None,
        owned_by_me=issue.owner_id == viewer.id,
        owner_on_shift=owner is not None and is_on_shift(owner.on_shift_until, now),
        resolved_at=issue.resolved_at,
        promise_at=issue.promise_at,
        acknowledged_at=issue.acknowledged_at,
        acknowledged_by=_who_is_on_it(by_people, people, viewer),
        customer_name=issue.customer_name,
        customer_contact=contact_of(issue, site),
        photo_ids=photo_ids(session, issue.id),
        acts=_acts(issue_facts(session, issue, viewer, now), steps, by_people, viewer),
        read_at=now,
        stops=stops(line, steps[::-1], people, owner, viewer, now),
        timeline=timeline(session, events, people, viewer),
        next_nudges=planned(session, issue, steps, change, people, viewer, now),
        is_shared=_is_shared(session, issue, now),
        just_owned=just_owned and (issue.owner_id, issue.state) == (viewer.id, IssueState.OWNED),
        steps=step_page.views(session, issue, _shown(issue, steps), viewer, now),
        change=change_view(session, issue, change, viewer, now) if change else None,
        authority=_authority(session, issue, viewer),
        facts=facts_of(session, issue.id) if issue.state == IssueState.RESOLVED else None,
        offers=offers_shown(issue, by_people, people, viewer),
        undo=undo_among(events, people, issue, viewer, now) if not just_owned else None,
    )


def _history(
    session: Session, issue: Issue
) -> tuple[
    list[Event],
    list[Event],
    Sequence[Event],
    Sequence[Step],
    OwnerChange | None,
    dict[int, Person],
]:
    """Events for the timeline and the line, those of `_spoken`, the handoffs, and who they name."""
    on_the_line = _events(session, issue, (*ON_THE_LINE, EventKind.UNDONE))
    events, steps = _events(session, issue), _steps(session, issue)
    by_people = _events_of_people(session, issue, events)
    people = _people(session, issue, [*events, *on_the_line, *by_people], steps)
    if any(event.kind == EventKind.UNDONE for event in by_people):
        on_the_line, by_people = effective(on_the_line), effective(by_people)
    return events, on_the_line, by_people, steps, _change(session, issue), people


def _acts(
    facts: IssueFacts, steps: Sequence[Step], events: Sequence[Event], viewer: Viewer
) -> frozenset[IssueAct]:
    """The legal ones, without offering to help by those who offered, or were asked already."""
    legal = legal_acts(facts, viewer.id, is_lead=viewer.is_lead)
    helps = any(step.helper_id == viewer.id and step.state in OPEN_STORED for step in steps)
    has_offered = viewer.id in open_offers(offer_events(event) for event in events)
    return legal - {IssueAct.OFFER} if helps or has_offered else legal


def _events(session: Session, issue: Issue, kinds: tuple[EventKind, ...] = ()) -> list[Event]:
    """The newest ones, oldest first; limited, since escalations may repeat for months."""
    query = select(Event).where(Event.issue_id == issue.id).order_by(col(Event.id).desc())
    if kinds:
        query = query.where(col(Event.kind).in_(kinds))
    return list(reversed(session.exec(query.limit(_EVENTS_SHOWN)).all()))


def _events_of_people(session: Session, issue: Issue, newest: Sequence[Event]) -> Sequence[Event]:
    """Events that offers and “On it” depend on, however old; people make them, so they are few."""
    if len(newest) < _EVENTS_SHOWN:
        return newest
    kinds = (*KINDS, EventKind.ACKNOWLEDGED, EventKind.UNDONE)
    query = select(Event).where(Event.issue_id == issue.id, col(Event.kind).in_(kinds))
    return session.exec(query.order_by(col(Event.id))).all()


def _steps(session: Session, issue: Issue) -> Sequence[Step]:
    """Newest first."""
    query = select(Step).where(Step.issue_id == issue.id).order_by(col(Step.id).desc())
    return session.exec(query.limit(_STEPS_SHOWN)).all()


def _shown(issue: Issue, steps: Sequence[Step]) -> Sequence[Step]:
    """Steps that somebody may have to act on; once it is resolved the line shows them."""
    return () if issue.state == IssueState.RESOLVED else step_page.shown_on_issue(steps)


def _change(session: Session, issue: Issue) -> OwnerChange | None:
    """The newest one: while it waits, and declined until its asker has asked again."""
    query = select(OwnerChange).where(OwnerChange.issue_id == issue.id)
    change = session.exec(query.order_by(col(OwnerChange.id).desc()).limit(1)).first()
    if change is None or issue.state != IssueState.OWNED:
        return None
    is_no = change.state == ChangeState.DECLINED and change.from_id == issue.owner_id
    if change.state != ChangeState.ASKED and not is_no:
        return None
    return change


def _authority(session: Session, issue: Issue, viewer: Viewer) -> str | None:
    authority = session.get(Authority, (issue.site_id, viewer.role))
    return authority.words if authority else None


def _people(
    session: Session, issue: Issue, events: Sequence[Event], steps: Sequence[Step]
) -> dict[int, Person]:
    ids = {issue.owner_id, issue.reporter_id}
    for event in events:
        data = event.data
        ids |= {
            event.actor_id,
            data.get("helper"),
            data.get("former_owner"),
            data.get("for_owner"),
            *data.get("people", ()),
        }
    for step in steps:
        ids |= {step.asked_by, step.helper_id}
    query = select(Person).where(col(Person.id).in_(ids - {None}))
    return {person.id: person for person in session.exec(query).all()}


def _who_is_on_it(
    events: Sequence[Event], people: Mapping[int, Person], viewer: Viewer
) -> str | None:
    """Who said it last."""
    acknowledged_by = [event.actor_id for event in events if event.kind == EventKind.ACKNOWLEDGED]
    if not acknowledged_by or (acknowledged_by[-1] or 0) not in people:
        return None
    last = acknowledged_by[-1] or 0
    return "" if last == viewer.id else people[last].first_name


def _is_shared(session: Session, issue: Issue, now: datetime) -> bool:
    query = select(StatusLink.id).where(
        StatusLink.issue_id == issue.id,
        col(StatusLink.revoked_at).is_(None),
        or_(col(StatusLink.ends_at).is_(None), col(StatusLink.ends_at) > now),
    )
    return session.exec(query.limit(1)).first() is not None
