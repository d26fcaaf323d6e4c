"""A step as its page, its scan code and the issue show it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from web.reads.handoffs.brief import Brief, brief
from web.reads.handoffs.calls import call_of
from web.reads.undo import UndoOffer, undo_offer
from web.rules import steps
from web.rules.contacts import ContactPart
from web.rules.event_data import known
from web.rules.issues import Refusal
from web.rules.people import Viewer
from web.rules.phrases import OF_INTRODUCTION, Moment, Phrases, phrase
from web.rules.primary_actions import StepActions
from web.rules.step_words import StepHeading, how_messages, say_message, title_message
from web.rules.vocabulary import (
    DeclineReason,
    EventKind,
    IssueState,
    SilentReason,
    StepAct,
    StepState,
)
from web.store.errors import NotFound
from web.store.phrases import site_with_phrases
from web.store.reachability import reachable_people
from web.store.row_cache import people_of
from web.store.rule_inputs import scan_facts, step_facts
from web.store.tables.accounts import Person
from web.store.tables.handoffs import Step
from web.store.tables.issues import Event, Issue
from web.store.visibility import find_issue, find_step


@dataclass(frozen=True, kw_only=True)
class StepView(StepHeading):
    """A step as one of its people sees it."""

    id: int
    ref: str
    need: str
    asked_at: datetime
    answer_by: datetime
    ended_at: datetime | None
    why: DeclineReason | None
    could: str | None  # whom the helper named
    helper_on_shift: bool
    helper_rings: bool
    may_ask: bool  # the viewer owns the issue, and it is open: they can ask somebody else
    acts: frozenset[StepAct]  # legal for this viewer, now

    def title(self, *, has_code: bool) -> str:
        return title_message(self, has_code=has_code)

    @property
    def how(self) -> list[str]:
        return how_messages(self)

    @property
    def say(self) -> str | None:
        return say_message(self)


@dataclass(frozen=True)
class StepPage:
    step: StepView
    brief: Brief
    sees_issue: bool  # the viewer may open the whole issue
    proposed: tuple[str, ...]  # further people whom the helper named
    silent: SilentReason | None  # why the nudge of the ask made no sound
    call: tuple[ContactPart, ...]  # for the helper the number of who asks, else the helper’s
    undo: UndoOffer | None  # the newest act on its issue, by the viewer within the last minute
    phrases: Phrases | None  # the site’s own words that help
    is_cause: bool  # there is no customer to say something to

    @property
    def phrase(self) -> str:
        """What its owner could say to the customer; empty: nothing is suggested."""
        moment = OF_INTRODUCTION.get(self.step.introduction, Moment.ASK_BY_MESSAGE)
        return phrase(moment, self.phrases)

    @property
    def actions(self) -> StepActions:
        step = self.step
        return StepActions(
            acts=step.acts,
            state=step.state,
            is_helper=step.is_helper,
            is_owner=step.is_owner,
            may_ask=step.may_ask,
            sees_issue=self.sees_issue,
        )


@dataclass(frozen=True)
class ScanPage:
    """What holders of a step's scan code may know of it."""

    need: str
    owner_first: str
    brief: Brief
    refusal: Refusal | None  # why they cannot accept by it


def step_page(session: Session, viewer: Viewer, step_id: int, now: datetime) -> StepPage:
    """Raises NotFound for a step that is unknown or not visible to the viewer."""
    step, issue = find_step(session, viewer, step_id)
    other = _who_asks(step, issue) if step.helper_id == viewer.id else step.helper_id
    _site, phrases = site_with_phrases(session, issue.site_id)
    events = events_of(session, issue, EventKind.PROPOSED, EventKind.ASKED)
    return StepPage(
        step=views(session, issue, [step], viewer, now)[0],
        brief=brief(session, issue, now),
        sees_issue=sees_issue(session, viewer, issue),
        proposed=_proposed(events, step),
        silent=silent_reason(events, EventKind.ASKED, "step", step.id),
        call=call_of(session, session.get(Person, other or 0)),
        undo=undo_offer(session, issue, viewer, now),
        phrases=phrases,
        is_cause=issue.is_cause,
    )


def step_state(session: Session, viewer: Viewer, step_id: int, now: datetime) -> StepState:
    step, _ = find_step(session, viewer, step_id)
    return steps.state_at(StepState(step.state), step.answer_by, now)


def scan_page(session: Session, viewer: Viewer, step_id: int, now: datetime) -> ScanPage:
    """For whoever has the step's scan code, which the caller has verified. Raises NotFound."""
    step = session.get(Step, step_id)
    if step is None:
        raise NotFound
    issue = session.get_one(Issue, step.issue_id)
    standing = scan_facts(session, step, issue, now)
    owner = session.get(Person, issue.owner_id or step.asked_by)
    return ScanPage(
        need=step.need,
        owner_first=owner.first_name if owner else "",
        brief=brief(session, issue, now),
        refusal=steps.refuse_scan(standing, viewer.id),
    )


def views(
    session: Session, issue: Issue, found: Sequence[Step], viewer: Viewer, now: datetime
) -> tuple[StepView, ...]:
    """Steps of one issue, with one query for all their people."""
    if not found:
        return ()
    helpers = [step.helper_id for step in found if step.helper_id]
    people = people_of(session, [issue.owner_id, *helpers, *(step.asked_by for step in found)])
    ringing = reachable_people(session, helpers)
    return tuple(_view(session, step, issue, people, ringing, viewer, now) for step in found)


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
    asker = people.get(step.asked_by) if _is_for_owner(step, issue) else None
    standing = step_facts(session, step, issue, now)
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
        asker=asker.name if asker else None,
        asker_first=asker.first_name if asker else None,
        is_asker=asker is not None and asker.id == viewer.id,
        asked_at=step.asked_at,
        answer_by=step.answer_by,
        accepted_at=step.accepted_at,
        ended_at=step.ended_at,
        why=known(DeclineReason, step.decline_reason),
        could=step.proposed_helper,
        helper_on_shift=until is not None and until > now,
        helper_rings=step.helper_id in ringing,
        may_ask=owns(issue, viewer),
        acts=steps.legal_acts(standing, viewer.id),
    )


def _is_for_owner(step: Step, issue: Issue) -> bool:
    return steps.is_asked_for_owner(step.asked_by, step.asked_at, issue.owner_id, issue.owned_at)


def _who_asks(step: Step, issue: Issue) -> int | None:
    """A lead in the owner's stead, or whoever owns it now."""
    return step.asked_by if _is_for_owner(step, issue) else issue.owner_id


def events_of(session: Session, issue: Issue, *kinds: EventKind) -> Sequence[Event]:
    query = select(Event).where(Event.issue_id == issue.id, col(Event.kind).in_(kinds))
    return session.exec(query.order_by(col(Event.id))).all()


def _proposed(events: Iterable[Event], step: Step) -> tuple[str, ...]:
    found = (event for event in events if event.kind == EventKind.PROPOSED)
    return tuple(event.text for event in found if event.data.get("step") == step.id and event.text)


def silent_reason(
    events: Iterable[Event], kind: EventKind, about: str, its_id: int
) -> SilentReason | None:
    asked = (one.data for one in events if one.kind == kind and one.data.get(about) == its_id)
    silent = next(asked, {}).get("silent")
    return known(SilentReason, silent)


def owns(issue: Issue, viewer: Viewer) -> bool:
    """Whether the viewer owns it now, and it is open."""
    return issue.owner_id == viewer.id and issue.state == IssueState.OWNED


def sees_issue(session: Session, viewer: Viewer, issue: Issue) -> bool:
    try:
        find_issue(session, viewer, issue.ref)
    except NotFound:
        return False
    return True
