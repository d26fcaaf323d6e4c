"""One issue as its page shows it: owner, line, timeline, what comes next."""

from collections.abc import Sequence
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
from web.reads.issues.line import Stop, stops
from web.reads.issues.next_nudges import PlannedNudge, planned
from web.reads.issues.timeline import History, TimelineRow, history_of, timeline
from web.reads.opening import OpenNow, open_now
from web.reads.requests import title_of
from web.reads.undo import UndoOffer, undo_among
from web.rules import promises
from web.rules.contacts import ContactPart
from web.rules.issues import IssueFacts, legal_acts
from web.rules.offers import open_offers
from web.rules.opening import OpeningHours
from web.rules.people import Viewer, is_on_shift
from web.rules.primary_actions import IssueActions
from web.rules.promises import Choice
from web.rules.steps import OPEN_STORED
from web.rules.vocabulary import EventKind, IssueAct, IssueState, StepState, Urgency
from web.store.escalation_timing import opening_for
from web.store.rule_inputs import issue_facts, offer_events
from web.store.tables.accounts import Authority, Site
from web.store.tables.handoffs import Step
from web.store.tables.issues import Issue, StatusLink
from web.store.visibility import find_issue

_LONGEST_NAME_ON_A_BUTTON = 16
_OF_A_NUDGE = (EventKind.NUDGED, EventKind.UNREACHED)


@dataclass(frozen=True)
class IssueHours:
    """The clock and the opening hours of an issue's site."""

    zone: str  # in which its people read its times
    opening: OpeningHours | None = None  # in which this issue's time counts
    now: OpenNow | None = None


@dataclass(frozen=True)
class IssueView:
    ref: str
    version: int
    what: str
    place: str | None
    site_name: str
    hours: IssueHours
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
    def zone(self) -> str:
        return self.hours.zone

    @property
    def is_late(self) -> bool:
        return promises.is_late(self.promise_at, self.read_at)

    @property
    def promise_choices(self) -> tuple[Choice, ...]:
        return promises.choices(self.read_at, ZoneInfo(self.zone), self.hours.opening)

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
    history = history_of(session, issue)
    site, owner = session.get_one(Site, issue.site_id), history.people.get(issue.owner_id or 0)
    return IssueView(
        ref=issue.ref,
        version=issue.version,
        what=title_of(issue.words, issue.erased_at),
        place=issue.place,
        site_name=site.name,
        hours=_hours(site, issue, now),
        state=IssueState(issue.state),
        urgency=Urgency(issue.urgency),
        owner_name=owner.name if owner else None,
        owner_first_name=owner.first_name if owner else None,
        owned_by_me=issue.owner_id == viewer.id,
        owner_on_shift=owner is not None and is_on_shift(owner.on_shift_until, now),
        resolved_at=issue.resolved_at,
        promise_at=issue.promise_at,
        acknowledged_at=issue.acknowledged_at,
        acknowledged_by=_who_is_on_it(history, viewer),
        customer_name=issue.customer_name,
        customer_contact=contact_of(issue, site),
        photo_ids=photo_ids(session, issue.id),
        acts=_acts(issue_facts(session, issue, viewer, now), history, viewer),
        read_at=now,
        stops=stops(history.on_the_line, history.steps[::-1], history.people, owner, viewer, now),
        timeline=timeline(session, history.events, history.people, viewer),
        next_nudges=planned(session, issue, history, viewer, now),
        is_shared=_is_shared(session, issue, now),
        just_owned=just_owned and (issue.owner_id, issue.state) == (viewer.id, IssueState.OWNED),
        steps=step_page.views(session, issue, _shown(issue, history.steps), viewer, now),
        change=change_view(session, issue, history.change, viewer, now) if history.change else None,
        authority=_authority(session, issue, viewer),
        facts=facts_of(session, issue.id) if issue.state == IssueState.RESOLVED else None,
        offers=offers_shown(issue, history.by_people, history.people, viewer),
        undo=None if just_owned else _undo(issue, history, viewer, now),
    )


def _hours(site: Site, issue: Issue, now: datetime) -> IssueHours:
    if site.opening_hours is None:
        return IssueHours(site.zone)
    return IssueHours(site.zone, opening_for(site, issue.urgency), open_now(site, now))


def _undo(issue: Issue, history: History, viewer: Viewer, now: datetime) -> UndoOffer | None:
    return undo_among(history.events, history.people, issue, viewer, now)


def _acts(facts: IssueFacts, history: History, viewer: Viewer) -> frozenset[IssueAct]:
    """The legal ones, without offering to help by those who offered, or were asked already."""
    legal = legal_acts(facts, viewer.id, is_lead=viewer.is_lead)
    helps = any(step.helper_id == viewer.id and step.state in OPEN_STORED for step in history.steps)
    has_offered = viewer.id in open_offers(offer_events(event) for event in history.by_people)
    return legal - {IssueAct.OFFER} if helps or has_offered else legal


def _shown(issue: Issue, steps: Sequence[Step]) -> Sequence[Step]:
    """Steps that somebody may have to act on; once it is resolved the line shows them."""
    return () if issue.state == IssueState.RESOLVED else step_page.shown_on_issue(steps)


def _authority(session: Session, issue: Issue, viewer: Viewer) -> str | None:
    authority = session.get(Authority, (issue.site_id, viewer.role))
    return authority.words if authority else None


def _who_is_on_it(history: History, viewer: Viewer) -> str | None:
    """First name of who acknowledged last; "": the viewer."""
    acknowledged = (one for one in history.by_people if one.kind == EventKind.ACKNOWLEDGED)
    actors = [event.actor_id or 0 for event in acknowledged]
    if not actors or actors[-1] not in history.people:
        return None
    return "" if actors[-1] == viewer.id else history.people[actors[-1]].first_name


def _is_shared(session: Session, issue: Issue, now: datetime) -> bool:
    query = select(StatusLink.id).where(
        StatusLink.issue_id == issue.id,
        col(StatusLink.revoked_at).is_(None),
        or_(col(StatusLink.ends_at).is_(None), col(StatusLink.ends_at) > now),
    )
    return session.exec(query.limit(1)).first() is not None
