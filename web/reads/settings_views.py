"""What the settings show. Frozen, chosen field by field."""

from dataclasses import dataclass
from datetime import datetime

from web.rules.words import Role


@dataclass(frozen=True)
class PersonRow:
    id: int
    name: str
    role: Role
    site_id: int
    site_name: str
    on_shift: bool
    rings: bool  # at least one device that can ring
    open_issues: int
    is_me: bool


@dataclass(frozen=True)
class InviteRow:
    id: int
    role: Role
    site_name: str
    for_name: str | None
    expires_at: datetime


@dataclass(frozen=True)
class PlaceRow:
    id: int
    code: str
    name: str


@dataclass(frozen=True)
class SiteRow:
    id: int
    name: str
    zone: str
    country: str  # its name, where one was chosen
    phone: str | None
    show_text_on_lock_screen: bool
    near_minutes: int  # to answer an ask in person or by call
    message_minutes: int  # to answer one by message
    reach_minutes: int  # for a phone to show a nudge
    places: tuple[PlaceRow, ...]
    authority: tuple[tuple[Role, str], ...]  # what each role may do without asking; "": not said


@dataclass(frozen=True)
class SettingsView:
    organisation: str
    sites: tuple[SiteRow, ...]
    people: tuple[PersonRow, ...]
    invites: tuple[InviteRow, ...]
    alarms: tuple[str, ...]  # sentences: a push service that refuses us, and the like
    countries: tuple[str, ...]  # names to choose from
