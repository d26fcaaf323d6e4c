"""Who somebody is, as far as the rules care. Pure."""

from dataclasses import dataclass
from datetime import datetime

from web.rules.vocabulary import Role


def is_on_shift(until: datetime | None, at: datetime) -> bool:
    """May be nudged at this moment; `until` is when the shift ends."""
    return until is not None and until > at


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
    device_rings: bool = False  # this device has a live push subscription
    storage_key_version: int = 0  # of the key that seals what their phones keep
    vault_since: int = 0  # that version when this device signed in
    rotations: int = 0  # how often the secret was changed that all these keys are made from
    tag: str | None = None  # None: as the secret of today makes it

    @property
    def vault_key_number(self) -> int:
        """Of the newest key of what their phones keep: grows with each change of it."""
        return self.storage_key_version + self.rotations

    @property
    def is_admin(self) -> bool:
        return self.role is Role.ADMIN

    @property
    def is_lead(self) -> bool:
        return self.role in (Role.LEAD, Role.ADMIN)

    @property
    def on_shift(self) -> bool:
        return self.on_shift_until is not None
