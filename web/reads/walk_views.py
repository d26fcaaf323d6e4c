"""What pages show of the walk: steps and owner changes. Frozen, chosen field by field."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from web.rules.contacts import ContactPart
from web.rules.issue import Refusal
from web.rules.words import (
    ChangeAct,
    ChangeReason,
    ChangeState,
    Introduction,
    SilentReason,
    StepAct,
    StepState,
    Why,
)


@dataclass(frozen=True)
class Offer:
    """A colleague who has said that they can help."""

    person_id: int
    first_name: str


@dataclass(frozen=True)
class StepStop:
    """A step as a stop on the line."""

    id: int
    state: StepState  # as of now
    helper: str | None  # first name; None: whoever scans the owner's code
    helper_is_me: bool
    is_cold: bool  # nobody introduced them
    said_yes: bool  # at some time
    since: datetime  # they are with the owner; before their yes: they were asked
    until: datetime | None  # when it was done, declined or taken back


@dataclass(frozen=True)
class StepView:
    """A step with what its people need to know, as one of them sees it."""

    id: int
    ref: str
    state: StepState  # as of now
    need: str
    introduction: Introduction
    helper: str | None  # full name; None: whoever scans the owner's code
    helper_first: str | None
    is_helper: bool  # the viewer is
    is_owner: bool  # the viewer owns the issue now
    owner: str | None  # full name; None: nobody owns it now
    owner_first: str | None
    is_of_owner: bool  # it was asked by today's owner
    asked_at: datetime
    answer_by: datetime
    accepted_at: datetime | None
    ended_at: datetime | None
    why: Why | None
    could: str | None  # whom the helper named when they could not
    helper_on_shift: bool
    helper_rings: bool
    may_ask: bool  # the viewer owns the issue, and it is open: they can ask somebody else
    acts: frozenset[StepAct]  # legal for this viewer, now


@dataclass(frozen=True)
class Tried:
    """One line of what has been tried or told: by a first name."""

    at: datetime
    who: str | None
    text: str


@dataclass(frozen=True)
class Brief:
    """What somebody who joins has to know. It writes itself from the issue."""

    ref: str
    version: int  # the issue's
    what: str
    place: str | None
    site_name: str
    zone: str  # the site's
    customer_name: str | None
    customer_contact: tuple[ContactPart, ...]
    promise_at: datetime | None
    is_late: bool
    tried: tuple[Tried, ...]  # oldest first
    photo_ids: tuple[str, ...]


@dataclass(frozen=True)
class Code:
    """The owner's code for a step, as the colleague's camera sees it."""

    url: str
    qr_svg: str
    expires_at: datetime


@dataclass(frozen=True)
class StepPage:
    step: StepView
    brief: Brief
    sees_issue: bool  # the viewer may open the whole issue
    proposed: tuple[str, ...]  # whom the helper named besides
    silent: SilentReason | None  # why their phone made no sound when they were asked


@dataclass(frozen=True)
class ScanPage:
    """What the holder of a step's code may know of it."""

    need: str
    owner_first: str
    brief: Brief
    refusal: Refusal | None  # why they cannot say yes by it


@dataclass(frozen=True)
class ChangeView:
    """An owner change as one of its people sees it. `*_first` are first names."""

    id: int
    ref: str
    state: ChangeState  # as of now
    from_name: str
    from_first: str
    to_name: str
    to_first: str
    reason: ChangeReason
    line: str | None
    asked_at: datetime
    answer_by: datetime
    is_from_me: bool
    is_to_me: bool
    is_owner: bool  # the viewer owns the issue now, and it is open
    to_on_shift: bool
    to_rings: bool
    acts: frozenset[ChangeAct]
    silent: SilentReason | None = None  # see StepPage; known to who asked, while they wait


@dataclass(frozen=True)
class ChangePage:
    change: ChangeView
    brief: Brief
    steps: tuple[StepView, ...]  # open ones, which the next owner would take along
    sees_issue: bool


@dataclass(frozen=True)
class AskedCard:
    """Something that waits for me, or that I am with, as one row of home."""

    path: str  # of its page
    what: str  # the need; of an owner change: what the issue is
    place: str | None
    site_name: str
    ref: str
    version: int  # the issue's
    by: str  # full name of who asks
    is_change: bool  # they ask me to become the owner
    is_accepted: bool  # a step that I am with
    at: datetime


@dataclass(frozen=True)
class Facts:
    """An issue in figures, derived from its events."""

    steps: int  # that somebody said yes to
    cold_steps: int
    people_met: int  # whom the customer had to deal with: owners, and helpers brought in person
    told_again: int | None  # how often the story had to be told again; None: not said
    to_own: timedelta | None  # from the report on
    to_first_step: timedelta | None  # until the first yes
    to_resolve: timedelta | None


@dataclass(frozen=True)
class TeamRow:
    """A person as a lead sees them."""

    id: int
    name: str
    site_name: str
    on_shift: bool
    rings: bool
    open_issues: int
    skills: tuple[str, ...]
