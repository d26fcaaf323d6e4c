"""One issue as its page shows it: what to do next, its line, what comes if nobody acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, or_, select

from web.reads.handoffs import step_page
from web.reads.handoffs.brief import contact_of, photo_ids
from web.reads.handoffs.calls import call_of
from web.reads.handoffs.change_page import ChangeView, change_view
from web.reads.handoffs.offers import Offer, offers_shown
from web.reads.handoffs.step_page import StepView
from web.reads.issues.facts import Facts, facts_of
from web.reads.issues.line import FoldedLine, line
from web.reads.issues.next_nudges import PlannedNudge, planned
from web.reads.issues.timeline import History, TimelineRow, history_of, timeline
from web.reads.opening import OpenNow, open_now
from web.reads.requests import shortened, words_of
from web.reads.undo import UndoOffer, undo_among
from web.rules import promises
from web.rules.contacts import ContactPart
from web.rules.issue_actions import IssueActions
from web.rules.issues import IssueFacts, legal_acts
from web.rules.offers import open_offers
from web.rules.opening import OpeningHours
from web.rules.people import Viewer, is_on_shift
from web.rules.promises import Choice
from web.rules.steps import OPEN, OPEN_STORED
from web.rules.vocabulary import ChangeState, EventKind, IssueAct, IssueState, Urgency
from web.store.escalation_timing import opening_for
from web.store.rule_inputs import issue_facts, offer_events
from web.store.tables.accounts import Authority, Person, Site
from web.store.tables.handoffs import Step
from web.store.tables.issues import Issue, StatusLink
from web.store.visibility import find_issue

_LONGEST_NAME_ON_A_BUTTON = 16
_FORMS = (IssueAct.NOTE, IssueAct.RESOLVE, IssueAct.REOPEN)
_OF_A_NUDGE = (EventKind.NUDGED, EventKind.UNREACHED)


@dataclass(frozen=True)
class IssueHours:
    """The clock and the opening hours of an issue's site."""

    zone: str  # in which its people read its times
    opening: OpeningHours | None = None  # in which this issue's time counts
    now: OpenNow | None = None


@dataclass(frozen=True)
class OwnerView:
    name: str  # full name
    first_name: str
    is_me: bool
    is_on_shift: bool
    has_it_from_me: bool  # the viewer owned it before
    is_nudged: bool  # they, or the viewer: nothing has happened since
    call: tuple[ContactPart, ...]  # for others than the owner


@dataclass(frozen=True)
class IssueView:
    ref: str
    version: int
    words: str  # all of them, or what is said in their place
    place: str | None
    site_name: str
    hours: IssueHours
    state: IssueState
    urgency: Urgency
    owner: OwnerView | None
    waiting_since: datetime | None  # without an owner
    resolved_at: datetime | None
    promise_at: datetime | None
    promised_at: datetime | None
    acknowledged_at: datetime | None  # somebody said “On it”, since the promise was made
    acknowledged_by: str | None  # first name; "": it was me
    customer_name: str | None
    customer_contact: tuple[ContactPart, ...]
    photo_ids: tuple[str, ...]
    acts: frozenset[IssueAct]  # legal for this viewer, now
    read_at: datetime
    line: FoldedLine  # the owner’s, with the whole history
    rows: tuple[TimelineRow, ...]  # the same history, oldest first
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
    def what(self) -> str:
        """The title."""
        return shortened(self.words)

    @property
    def zone(self) -> str:
        return self.hours.zone

    @property
    def owned_by_me(self) -> bool:
        return self.owner is not None and self.owner.is_me

    @property
    def newest(self) -> TimelineRow | None:
        return self.rows[-1] if self.rows else None

    @property
    def erased(self) -> TimelineRow | None:
        """The last time its words were removed."""
        return next((row for row in self.rows[::-1] if row.kind is EventKind.ERASED), None)

    @property
    def is_late(self) -> bool:
        return promises.is_late(self.promise_at, self.read_at)

    @property
    def is_near(self) -> bool:
        """The customer is to hear very soon, or should have."""
        by, since = self.promise_at, self.promised_at
        return by is not None and since is not None and promises.is_near(by, since, self.read_at)

    @property
    def promise_choices(self) -> tuple[Choice, ...]:
        return promises.choices(self.read_at, ZoneInfo(self.zone), self.hours.opening)

    @property
    def usual_promise(self) -> str:
        """That of `promise_choices` which is chosen unless another one is."""
        return promises.USUAL[self.urgency]

    @property
    def forms(self) -> frozenset[str]:
        """Sheets that this viewer may open, by the last part of their URL."""
        legal = {act.value for act in _FORMS if act in self.acts}
        return frozenset({"more", *legal, *(("update",) if IssueAct.TOLD in self.acts else ())})

    @property
    def customer_called(self) -> str | None:
        """The customer's name where a button has room for it."""
        is_short = self.customer_name and len(self.customer_name) <= _LONGEST_NAME_ON_A_BUTTON
        return self.customer_name if is_short else None

    @property
    def my_step(self) -> StepView | None:
        """The newest open one that the viewer was asked for."""
        return next((one for one in self.steps if one.is_helper and one.state in OPEN), None)

    @property
    def helping(self) -> tuple[StepView, ...]:
        """Open steps of others, newest first."""
        return tuple(one for one in self.steps if one.state in OPEN and not one.is_helper)

    @property
    def own_change(self) -> ChangeView | None:
        """An owner change that the viewer asked for."""
        is_mine = self.change and (self.change.is_from_me or self.change.is_asked_by_me)
        return self.change if is_mine else None

    @property
    def actions(self) -> IssueActions:
        my_step = self.my_step
        return IssueActions(
            acts=self.acts,
            state=self.state,
            is_owner=self.owned_by_me,
            was_owner=self.owner is not None and self.owner.has_it_from_me,
            just_owned=self.just_owned,
            is_asked_to_own=bool(self.change and self.change.is_to_me and self.change.acts),
            waits_for_owner=bool(self.own_change and self.own_change.state is ChangeState.ASKED),
            my_step=my_step.state if my_step else None,
            steps=tuple(one.state for one in self.steps if not one.is_helper),
            is_late=self.is_late,
            is_near=self.is_near,
            is_nudged=self.owner is not None and self.owner.is_nudged,
            is_acknowledged=self.acknowledged_at is not None,
            is_off_before_promise=any(one.owner_off_shift for one in self.next_nudges),
            can_call=self.owner is not None and any(part.href for part in self.owner.call),
        )


def issue_page(
    session: Session, viewer: Viewer, ref: str, now: datetime, *, just_owned: bool = False
) -> IssueView:
    """Raises NotFound for an issue that is unknown or not visible to the viewer."""
    issue = find_issue(session, viewer, ref)
    history = history_of(session, issue)
    (site, authority), owner = (
        _site(session, issue, viewer),
        history.people.get(issue.owner_id or 0),
    )
    rows = timeline(session, history.events, history.people, viewer)
    return IssueView(
        ref=issue.ref,
        version=issue.version,
        words=words_of(issue.words, issue.erased_at),
        place=issue.place,
        site_name=site.name,
        hours=_hours(site, issue, now),
        state=IssueState(issue.state),
        urgency=Urgency(issue.urgency),
        owner=_owner(session, owner, history, viewer, now) if owner else None,
        waiting_since=issue.waiting_since,
        resolved_at=issue.resolved_at,
        promise_at=issue.promise_at,
        promised_at=issue.promised_at,
        acknowledged_at=issue.acknowledged_at,
        acknowledged_by=_who_is_on_it(history, viewer),
        customer_name=issue.customer_name,
        customer_contact=contact_of(issue, site),
        photo_ids=photo_ids(session, issue.id),
        acts=_acts(issue_facts(session, issue, viewer, now), history, viewer),
        read_at=now,
        line=line(history, rows, owner, viewer, now),
        rows=rows,
        next_nudges=planned(session, issue, history, viewer, now),
        is_shared=_is_shared(session, issue, now),
        just_owned=just_owned and (issue.owner_id, issue.state) == (viewer.id, IssueState.OWNED),
        steps=step_page.views(session, issue, _shown(issue, history.steps), viewer, now),
        change=change_view(session, issue, history.change, viewer, now) if history.change else None,
        authority=authority,
        facts=facts_of(session, issue.id) if issue.state == IssueState.RESOLVED else None,
        offers=offers_shown(issue, history.by_people, history.people, viewer),
        undo=None if just_owned else _undo(issue, history, viewer, now),
    )


def _hours(site: Site, issue: Issue, now: datetime) -> IssueHours:
    if site.opening_hours is None:
        return IssueHours(site.zone)
    return IssueHours(site.zone, opening_for(site, issue.urgency), open_now(site, now))


def _owner(
    session: Session, owner: Person, history: History, viewer: Viewer, now: datetime
) -> OwnerView:
    changes = (one for one in history.on_the_line if one.kind == EventKind.CHANGED)
    newest = history.events[-1]
    nudged = newest.data.get("people", ()) if newest.kind in _OF_A_NUDGE else ()
    is_me = owner.id == viewer.id
    return OwnerView(
        name=owner.name,
        first_name=owner.first_name,
        is_me=is_me,
        is_on_shift=is_on_shift(owner.on_shift_until, now),
        has_it_from_me=not is_me and any(viewer.id == one.data["former_owner"] for one in changes),
        is_nudged=owner.id in nudged or viewer.id in nudged,
        call=() if is_me else call_of(session, owner),
    )


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


def _site(session: Session, issue: Issue, viewer: Viewer) -> tuple[Site, str | None]:
    """And what this viewer may do there without asking."""
    theirs = (col(Authority.site_id) == col(Site.id)) & (col(Authority.role) == viewer.role)
    query = select(Site, col(Authority.words)).outerjoin(Authority, theirs)
    return session.exec(query.where(Site.id == issue.site_id)).one()


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
