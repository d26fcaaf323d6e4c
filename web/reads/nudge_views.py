"""What pages show of nudging: what comes next, policies, hours, channels and the board.

Small frozen objects, as in `views`. No rows, no sessions.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from push.receipts import Stage
from web.rules.words import State, Trigger, Whom


@dataclass(frozen=True)
class Addressee:
    whom: Whom
    name: str | None = None  # first name, where one person is meant
    is_me: bool = False


@dataclass(frozen=True)
class PlannedNudge:
    """One line of “what happens if nobody acts”."""

    at: datetime
    to: tuple[Addressee, ...]
    is_urgent: bool  # then the lead gets it in the place of an owner who is off shift
    owner_off_shift: bool  # the owner is meant, and as it stands off shift at that time
    instead: tuple[Addressee, ...] = ()  # who the site names first for an owner out of reach
    every: int | None = None  # minutes: and again after each of these
    silent: str | None = None  # first name of the colleague who will not have answered by then;
    # "": nobody will have scanned the code. None: not about an answer


@dataclass(frozen=True)
class Reached:
    """One person of one nudge in the timeline."""

    name: str  # first name
    stage: Stage | None  # None: not known, or not any more
    by_channel: bool = False  # not to a phone


@dataclass(frozen=True)
class RungView:
    """One escalation step, for reading and for the form. Times are whole minutes."""

    after: int  # from the anchor; negative: before it
    whom: tuple[Whom, ...]
    person_id: int | None = None
    person: str | None = None  # full name
    is_urgent: bool = False
    every: int | None = None
    at_most: int | None = None
    again: bool = False  # as long again as the time to answer; `after` is 0 then


@dataclass(frozen=True)
class LadderView:
    trigger: Trigger
    rungs: tuple[RungView, ...]
    version: int  # 0: as shipped
    made_by: str | None
    made_at: datetime | None


@dataclass(frozen=True)
class PoliciesPage:
    site_id: int
    site_name: str
    ladders: tuple[LadderView, ...]


@dataclass(frozen=True)
class RungRow:
    """One row of the form as typed; empty rows are left out when it is saved."""

    after: str = ""
    whom: frozenset[str] = frozenset()  # values of Whom
    person: str = ""  # id
    urgent: bool = False
    every: str = ""
    at_most: str = ""
    again: bool = False


@dataclass(frozen=True)
class PlayedPerson:
    name: str
    how: str  # "rings", "no_phone" (no phone that can ring), "held" (off shift), "instead"


@dataclass(frozen=True)
class PlayedNudge:
    """One line of a ladder played through."""

    at: datetime
    rung: int  # from 1
    people: tuple[PlayedPerson, ...]
    is_urgent: bool
    is_again: bool  # a repetition

    @property
    def reaches_nobody(self) -> bool:
        return not any(one.how in ("rings", "instead") for one in self.people)


@dataclass(frozen=True)
class PolicyForm:
    site_id: int
    site_name: str
    trigger: Trigger
    version: int  # of what is in force; 0: as shipped
    seen: int  # the newest version there is: whoever saves another has not seen it
    rows: tuple[RungRow, ...]  # at least one empty one at the end, unless the most is reached
    people: tuple[tuple[int, str], ...]  # who can be named
    weekday: int  # of the moment that is played through: 0 is Monday
    time: str  # "14:30", by the site's clock
    owner: str  # id of the person who would own the issue in it
    running: int  # how many ladders of this kind run now
    played: tuple[PlayedNudge, ...] | None = None  # None: not played yet
    errors: tuple[tuple[str, str], ...] = ()  # (name of a field, sentence); "": of no field


@dataclass(frozen=True)
class Pair:
    """One stretch of work as a form has it."""

    starts: str  # "07:00"; "": none
    ends: str  # not after `starts`: on the next day


@dataclass(frozen=True)
class DayHours:
    weekday: int  # 0 is Monday
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class Overlap:
    """Two parts of a week that lie partly on one another, and count as one."""

    weekday: int  # 0 is Monday
    pair: Pair
    other_weekday: int
    other_pair: Pair


@dataclass(frozen=True)
class HoursPage:
    person_id: int
    name: str
    is_me: bool
    path: str  # of the form
    zone: str
    days: tuple[DayHours, ...]  # seven
    overlaps: tuple[Overlap, ...]


@dataclass(frozen=True)
class ChannelView:
    """A way to reach this person besides their phones."""

    kind: str  # "email", "sms", "chat"
    address: str | None  # None: not given
    last_ok_at: datetime | None = None
    failed_at: datetime | None = None  # only while it is newer than the last success


@dataclass(frozen=True)
class BoardIssue:
    ref: str
    what: str
    place: str | None
    state: State
    since: datetime  # unowned: since when; late: promised by; silent: asked by; today: reported
    owner_name: str | None
    owner_on_shift: bool
    can_own: bool  # this viewer, now
    can_acknowledge: bool  # “On it” helps, and is this viewer's to say
    acknowledged_at: datetime | None = None  # somebody said it since the promise was made
    silent: str | None = None  # who has not answered: first name; "": nobody scanned the code
    step_path: str | None = None  # the page of that ask


class Unheard(StrEnum):
    """Why a person on shift may not hear a nudge."""

    NO_PHONE = "no_phone"
    SILENT = "silent"  # has phones, and none has shown a nudge for long
    EXPIRING = "expiring"  # the only phone's sign-in or connection ends within days


@dataclass(frozen=True)
class BoardPerson:
    id: int
    name: str
    why: Unheard
    since: datetime | None  # SILENT: last shown; EXPIRING: when it ends
    owns: int  # open issues
    is_asked: bool  # a phone was asked to confirm within the last hour


@dataclass(frozen=True)
class BoardPart:
    rows: tuple[BoardIssue, ...]
    more: int  # how many there are beyond those shown


@dataclass(frozen=True)
class BoardView:
    site_id: int
    site_name: str
    sites: tuple[tuple[int, str], ...]  # an admin may look at others; else empty
    at: datetime
    unowned: BoardPart
    late: BoardPart
    silent: BoardPart  # who was asked has not answered
    away: BoardPart  # the owner is off shift, and the promise is due within the hour
    people: tuple[BoardPerson, ...]
    today: BoardPart
