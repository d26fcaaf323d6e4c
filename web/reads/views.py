"""What pages show: small frozen objects, already chosen field by field. No rows, no sessions."""

from dataclasses import dataclass
from datetime import datetime

from web.reads.nudge_views import ChannelView, DayHours, PlannedNudge, Reached
from web.reads.walk_views import AskedCard, ChangeView, Facts, Offer, StepStop, StepView
from web.rules.contacts import ContactPart
from web.rules.line import Part
from web.rules.words import (
    Act,
    ChangeReason,
    Introduction,
    Kind,
    SilentReason,
    State,
    StepState,
    Urgency,
    Why,
)


@dataclass(frozen=True)
class IssueCard:
    """An issue as one row of a list."""

    ref: str
    version: int
    what: str  # never empty: an issue with only a photo is called "A photo, no words"
    place: str | None
    site_name: str
    state: State
    urgency: Urgency
    owner_name: str | None
    owned_by_me: bool
    promise_at: datetime | None
    is_late: bool
    walk: StepState | None  # UNANSWERED or DECLINED: the last step asks the owner to act
    since: datetime  # unowned: nobody has it since; owned: since when; resolved: when


@dataclass(frozen=True)
class HomeView:
    unowned: tuple[IssueCard, ...]
    asked: tuple[AskedCard, ...]  # what colleagues ask of me, and the steps that I am with
    mine: tuple[IssueCard, ...]
    more_unowned: int  # how many there are beyond those shown


@dataclass(frozen=True)
class Stop:
    """One stop on the owner's line: something that happened, or a step with its stretch."""

    kind: Kind  # ASKED: a step, in whatever state it is now; CHANGED: the knot
    at: datetime
    who: str | None  # first name; None: the system. CHANGED: who has it from here on
    by_me: bool
    text: str | None  # what was said, done or needed
    step: StepStop | None = None
    before: str | None = None  # CHANGED: first name of who had it until here
    lanes: tuple[Part | None, ...] = ()  # what stands beside the line here, from the left


@dataclass(frozen=True)
class TimelineRow:
    """One line of the timeline: an event, with the named parts of its sentence by kind."""

    kind: Kind
    at: datetime  # when it was done: where a phone had to wait, when it was tapped
    who: str | None
    by_me: bool
    text: str | None
    when: datetime | None  # the promise's time, where the kind has one
    names: tuple[str, ...]  # who was nudged
    reached: tuple[Reached, ...] = ()  # how far it came, where that is known
    not_shown: bool = False  # UNREACHED: their phones took it, and none has shown it
    in_place: bool = False  # NUDGED: of somebody who could not be reached
    folded: tuple["TimelineRow", ...] = ()  # older lines of the same kind, told in one
    helper: str | None = None  # of a step, or the next owner of an owner change
    helper_is_me: bool = False
    introduction: Introduction | None = None
    why: Why | None = None
    reason: ChangeReason | None = None
    silent: SilentReason | None = None  # ASKED, CHANGE_ASKED: why their phone made no sound
    said_yes: bool = False  # WITHDRAWN: they were with the owner until here
    came_in_at: datetime | None = None  # where a phone had to wait
    missing_photos: str | None = None  # a sentence


@dataclass(frozen=True)
class IssueView:
    ref: str
    version: int
    what: str
    place: str | None
    site_name: str
    zone: str  # the site's, in which its people read its times
    state: State
    owner_name: str | None  # full name
    owner_first_name: str | None
    owned_by_me: bool
    owner_on_shift: bool
    resolved_at: datetime | None
    promise_at: datetime | None
    is_late: bool
    acknowledged_at: datetime | None  # somebody said “On it”, since the promise was made
    acknowledged_by: str | None  # first name; "": it was me
    customer_name: str | None
    customer_contact: tuple[ContactPart, ...]
    photo_ids: tuple[str, ...]
    acts: frozenset[Act]  # legal for this viewer, now
    promise_choices: tuple["PromiseChoice", ...]
    stops: tuple[Stop, ...]  # the owner's line, oldest first
    timeline: tuple[TimelineRow, ...]  # newest first
    next_nudges: tuple[PlannedNudge, ...]
    is_shared: bool  # a live status link exists
    just_owned: bool  # say "You own this." before all else
    steps: tuple[StepView, ...]  # those that matter now, newest first
    change: ChangeView | None  # an owner change that waits for its answer
    authority: str | None  # what this viewer may do here without asking
    facts: Facts | None  # once it is resolved
    offers: tuple[Offer, ...] = ()  # to help: all of them for its owner, else the viewer's own


@dataclass(frozen=True)
class PromiseChoice:
    minutes: int | None  # from the tap on; None: `at` itself is meant
    label: str  # "15 minutes", "1 hour", "Tomorrow at 9" …
    at: datetime


@dataclass(frozen=True)
class Notice:
    """One sentence on top of a page about what just happened. `bad`: it was refused."""

    sentence: str
    bad: bool = False


@dataclass(frozen=True)
class ReportForm:
    """The report as typed so far, shown again with what is wrong with it, by field."""

    site_id: int
    text: str = ""
    place: str = ""
    urgency: Urgency = Urgency.TODAY
    customer_name: str = ""
    customer_contact: str = ""
    errors: tuple[tuple[str, str], ...] = ()  # (field name, sentence)
    sites: tuple[tuple[int, str], ...] = ()  # leads may choose a site; others: their own only
    places: tuple[str, ...] = ()  # known places of the site, offered while typing
    photos_lost: int = 0  # how many were chosen, and have to be chosen again
    shared_lost: bool = False  # what another app shared did not get as far as the form
    again: str = ""  # "yes": the same words as a moment ago are meant as another issue
    sign: str = ""  # the code of the sign that they stand before
    sign_at: str = ""  # the name of that sign's site, where it is not theirs
    sign_is_dead: bool = False  # the code names no place, or none any more


@dataclass(frozen=True)
class StatusView:
    """What the customer may see: every field here was chosen for that, and nothing else is."""

    state: State
    owner_first_name: str | None
    promise_at: datetime | None
    is_late: bool
    site_name: str
    site_phone: tuple[ContactPart, ...]
    stops: tuple["StatusStop", ...]
    updated_at: datetime
    zone: str


@dataclass(frozen=True)
class StatusStop:
    """`kind` ASKED is a step: of somebody who said yes, or of nobody named while we look."""

    kind: Kind
    at: datetime
    who: str | None  # first name; CHANGED: who has it from here on
    before: str | None = None  # CHANGED: first name of who had it until here
    with_whom: str | None = None  # a step: first name of who owned it when it was asked
    until: datetime | None = None  # a step that is over
    is_cold: bool = False
    is_done: bool = False
    lanes: tuple[Part | None, ...] = ()


@dataclass(frozen=True)
class DeviceView:
    id: int
    label: str  # "Chrome on Android"
    is_this: bool
    seen_at: datetime
    rings: bool
    shown_at: datetime | None  # when it last showed a nudge


@dataclass(frozen=True)
class MeView:
    devices: tuple[DeviceView, ...]
    shift_choices: tuple["ShiftChoice", ...]
    skills: tuple[str, ...]
    known_skills: tuple[str, ...]  # in use by others: offered while typing
    hours: tuple[DayHours, ...]  # the days on which they work; none: no hours are known
    channels: tuple[ChannelView, ...]  # one for each kind that this installation has
    signed_out_at: datetime  # when this device must sign in again


@dataclass(frozen=True)
class ShiftChoice:
    hours: int
    at: datetime


@dataclass(frozen=True)
class NewLink:
    """A freshly made link that is shown once: as QR (inline SVG markup), link and short code."""

    url: str
    qr_svg: str
    code: str | None  # typed at /sign-in when a link cannot be opened; None: has none
    for_name: str | None
    expires_at: datetime | None
