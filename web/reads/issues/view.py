"""What an issue's page shows. Reads nothing: `page` builds it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from web.reads.handoffs.change_page import ChangeView
from web.reads.handoffs.step_page import StepView
from web.reads.issues.allowances import AllowanceChoice
from web.reads.issues.causes import Behind, LinkedTo
from web.reads.issues.facts import Facts
from web.reads.issues.line import FoldedLine
from web.reads.issues.next_nudges import NextNudges
from web.reads.issues.timeline import TimelineRow
from web.reads.opening import OpenNow
from web.reads.requests import shortened
from web.reads.undo import UndoOffer
from web.rules import promises
from web.rules.clock import time_zone
from web.rules.contacts import ContactPart
from web.rules.customer_answers import REOPENING
from web.rules.issue_actions import IssueActions
from web.rules.now_words import IssueNow, headline_message, update_message, why_messages
from web.rules.opening import OpeningHours
from web.rules.phrases import Moment, Phrases, moment_of, phrase
from web.rules.promises import Choice
from web.rules.steps import OPEN
from web.rules.vocabulary import (
    ChangeState,
    CustomerAnswer,
    EventKind,
    IssueAct,
    IssueState,
    StepState,
    Urgency,
)

_LONGEST_NAME_ON_A_BUTTON = 16
_FORMS = (IssueAct.NOTE, IssueAct.RESOLVE, IssueAct.REOPEN, IssueAct.USE)


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
class Offer:
    """A colleague who has said that they can help."""

    person_id: int
    first_name: str


@dataclass(frozen=True)
class CustomerView:
    name: str | None
    contact: tuple[ContactPart, ...]
    answer: CustomerAnswer | None  # to the newest resolution, until they are updated


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
    customer: CustomerView
    photo_ids: tuple[str, ...]
    acts: frozenset[IssueAct]  # legal for this viewer, now
    read_at: datetime
    line: FoldedLine  # the owner’s, with the whole history
    rows: tuple[TimelineRow, ...]  # the same history, oldest first
    next_nudges: NextNudges
    is_shared: bool  # a live status link exists
    undo: UndoOffer | None  # the newest act, by the viewer within the last minute
    just_owned: bool  # say "You own this." before all else
    steps: tuple[StepView, ...]  # those that matter now, newest first
    change: ChangeView | None  # an owner change that waits for its answer
    allowances: tuple[AllowanceChoice, ...]  # what this viewer may do here without asking
    facts: Facts | None  # once it is resolved
    helped: tuple[str, ...] = ()  # first names of who said yes, for whoever resolves it
    offers: tuple[Offer, ...] = ()  # to help: all of them for its owner, else the viewer's own
    phrases: Phrases | None = None  # the site’s own words that help
    is_cause: bool = False  # the team’s own: it has no customer
    linked_to: LinkedTo | None = None  # its cause, or the first report of the same fault
    behind: Behind | None = None  # what is linked to this one

    @property
    def what(self) -> str:
        """The title."""
        return shortened(self.words)

    @property
    def zone(self) -> str:
        return self.hours.zone

    @property
    def customer_name(self) -> str | None:
        return self.customer.name

    @property
    def customer_contact(self) -> tuple[ContactPart, ...]:
        return self.customer.contact

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
        return promises.choices(self.read_at, time_zone(self.zone), self.hours.opening)

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

    @cached_property
    def now(self) -> IssueNow:
        """What its card says first, and why: each of its sentences asks for it."""
        others = [one for one in self.steps if not one.is_helper]
        newest, change = (others[0] if others else None), self.change
        names = dict.fromkeys(one.helper_first for one in self.helping if one.helper_first)
        return IssueNow(
            headline=self.actions.headline,
            is_mine=self.owned_by_me,
            owner=self.owner.first_name if self.owner else None,
            has_promise=self.promise_at is not None,
            customer=self.customer_name,
            customer_called=self.customer_called,
            late_by=self.late_by,
            waited=self.read_at - self.waiting_since if self.waiting_since else None,
            change_is_mine=change is not None and change.is_asked_by_me,
            change_by_owner=change is None or change.asker_is_owner,
            helper=newest.helper_first if newest else None,
            has_declined=newest is not None and newest.state is StepState.DECLINED,
            why=newest.why if newest else None,
            could=newest.could if newest else None,
            names=tuple(names),
            has_offered=bool(self.offers),
            answer=self.customer.answer,
            is_cause=self.is_cause,
        )

    @property
    def headline_message(self) -> str:
        return headline_message(self.now)

    @property
    def why_messages(self) -> list[str]:
        return why_messages(self.now)

    @property
    def update_message(self) -> str:
        """The name of that act."""
        return update_message(self.now)

    @property
    def phrase(self) -> str:
        """What one could say to the customer now; empty: nothing is suggested."""
        return self.phrase_at(moment_of(self.actions.headline))

    def phrase_at(self, moment: Moment | None) -> str:
        return "" if moment is None or self.is_cause else phrase(moment, self.phrases)

    @property
    def answer_words(self) -> str | None:
        """What the customer wrote with that answer."""
        return next((row.text for row in self.rows[::-1] if row.answer), None)

    @property
    def unanswered_since(self) -> datetime | None:
        """By when the helper who was asked last should have answered."""
        return next((one.answer_by for one in self.steps if not one.is_helper), None)

    @property
    def late_by(self) -> timedelta | None:
        return self.read_at - self.promise_at if self.promise_at and self.is_late else None

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
            customer_says_no=self.customer.answer in REOPENING,
            is_late=self.is_late,
            is_near=self.is_near,
            is_nudged=self.owner is not None and self.owner.is_nudged,
            is_acknowledged=self.acknowledged_at is not None,
            is_off_before_promise=any(one.owner_off_shift for one in self.next_nudges.listed),
            can_call=self.owner is not None and any(part.href for part in self.owner.call),
        )
