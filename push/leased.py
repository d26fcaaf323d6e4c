"""Leased deliveries, ready to be sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from push.content import Content

UNREADABLE_ROW = "unreadable row"


@dataclass(frozen=True, kw_only=True)
class Leased:
    """One delivery that this worker may send until its lease ends.

    `carries`: the members of the digest that is sent for it, itself among them; empty when it is
    sent alone (see `digest`).
    """

    id: int
    attempt: int  # the fencing token: an older one settles nothing
    tries: int  # before this attempt
    receipt: str
    is_minimal: bool
    message_id: int
    person: str
    subject: str
    content: Content
    expires_at: datetime
    carries: "tuple[Leased, ...]" = ()

    @property
    def members(self) -> "tuple[Leased, ...]":
        """The deliveries that share its verdict: itself alone, or all that it carries."""
        return self.carries or (self,)

    @property
    def target(self) -> object:
        """Equal for deliveries that one notification can carry."""
        return self.id


@dataclass(frozen=True, kw_only=True)
class ToPhone(Leased):
    """A delivery to a phone, with all that sending needs."""

    subscription_id: int
    endpoint: str
    origin: str
    p256dh: str
    auth: str
    vapid_key: str
    phone_expires_at: datetime | None = None

    @property
    def target(self) -> object:
        return "phone", self.subscription_id


@dataclass(frozen=True, kw_only=True)
class ToChannel(Leased):
    """A delivery to a channel, with all that sending needs."""

    channel_id: int
    kind: str
    address: str

    @property
    def target(self) -> object:
        return "channel", self.channel_id


def ids_of(leased: Iterable[Leased]) -> list[int]:
    """Of all deliveries that these carry."""
    return [row.id for lease in leased for row in lease.members]


@dataclass(frozen=True)
class LeasedBatch:
    """All deliveries of one lease."""

    to_phones: list[ToPhone]
    to_channels: list[ToChannel]
    hopeless: dict[int, str]  # by delivery: why it cannot be sent
