"""What a worker has leased: one value for each delivery, ready to be sent."""

from dataclasses import dataclass
from datetime import datetime

from push.content import Content

UNREADABLE_ROW = "unreadable row"


@dataclass(frozen=True, kw_only=True)
class Leased:
    """One delivery that this worker may send until its lease ends.

    `carries`: what the one notification that is sent for it says, itself among them; empty
    when it says only itself (see `bundles`).
    """

    id: int
    attempt: int  # the fencing token: whoever has an older one can settle nothing
    tries: int  # before this one
    receipt: str
    is_minimal: bool
    message_id: int
    person: str
    subject: str
    content: Content
    expires_at: datetime
    carries: "tuple[Leased, ...]" = ()

    @property
    def target(self) -> object:
        """Equal for those that one notification can say."""
        return self.id


@dataclass(frozen=True, kw_only=True)
class ToPhone(Leased):
    """With all that is needed to send it."""

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
    """With all that is needed to send it."""

    channel_id: int
    kind: str
    address: str

    @property
    def target(self) -> object:
        return "channel", self.channel_id


@dataclass(frozen=True)
class LeasedBatch:
    """What was leased at once."""

    to_phones: list[ToPhone]
    to_channels: list[ToChannel]
    hopeless: dict[int, str]  # by delivery: why it will not be sent
