"""A person as the rules see them. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from web.rules.vocabulary import Role


def is_on_shift(until: datetime | None, at: datetime) -> bool:
    """Whether they may be nudged at this moment; `until`: the end of the shift."""
    return until is not None and until > at


def is_absent(until: datetime | None, at: datetime, *, can_be_reached: bool) -> bool:
    """Whether others may have to act for them. `can_be_reached`: a phone that rings, or a
    channel."""
    return not is_on_shift(until, at) or not can_be_reached


class Rings(StrEnum):
    """Which devices of a person show notifications, seen from the one they use now."""

    HERE = "here"  # this one, and maybe others
    ELSEWHERE = "elsewhere"  # others, not this one
    NOWHERE = "nowhere"


@dataclass(frozen=True)
class Viewer:
    """The signed-in person, on one device."""

    id: int
    device_id: int
    site_id: int
    first_name: str
    name: str
    role: Role
    site_name: str
    zone: str  # IANA name of the site's time zone
    on_shift_until: datetime | None  # None: off shift
    own_language: str | None = None  # that they have chosen
    site_language: str | None = None
    rings: Rings = Rings.NOWHERE  # where there is a live push subscription
    storage_key_version: int = 0  # version of the person's storage key
    vault_since: int = 0  # that version when this device signed in
    rotations: int = 0  # how often the server's secret was rotated
    tag: str | None = None  # None: derived from the present secret
    offers_practice: bool = False  # on home: not finished, and not put away

    @property
    def language(self) -> str | None:
        """A code of `language.known`; None: neither they nor their site have chosen one."""
        return self.own_language or self.site_language

    @property
    def vault_key_number(self) -> int:
        """Number of the newest storage key; grows with each change of it."""
        return self.storage_key_version + self.rotations

    @property
    def device_rings(self) -> bool:
        return self.rings is Rings.HERE

    @property
    def is_admin(self) -> bool:
        return self.role is Role.ADMIN

    @property
    def is_lead(self) -> bool:
        return self.role in (Role.LEAD, Role.ADMIN)

    @property
    def roles(self) -> tuple[Role, ...]:
        """Theirs, and those that it includes: leads may do what employees may, and admins all."""
        roles = tuple(Role)
        return roles[: roles.index(self.role) + 1]

    def leads(self, site_id: int) -> bool:
        return self.is_admin or (self.is_lead and self.site_id == site_id)

    @property
    def on_shift(self) -> bool:
        return self.on_shift_until is not None
