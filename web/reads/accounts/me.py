"""What *Me* shows: devices, the shift, skills, hours and channels."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from push import channels
from push.models import Channel
from web.reads.accounts.skills import known_skills, skills_of
from web.reads.accounts.weekly_hours import DayHours, days_worked
from web.rules.device_labels import device_in_words
from web.rules.people import Viewer
from web.store.reachability import reachable_devices
from web.store.tables.accounts import Device

_SHIFT_HOURS = (2, 4, 8, 12)


@dataclass(frozen=True)
class DeviceView:
    id: int
    label: str  # "Chrome on Android"
    is_this: bool
    seen_at: datetime
    rings: bool
    shown_at: datetime | None  # when it last showed a nudge


@dataclass(frozen=True)
class ShiftChoice:
    hours: int
    at: datetime


@dataclass(frozen=True)
class ChannelView:
    """A way to reach this person besides their phones."""

    kind: str  # "email", "sms", "chat"
    address: str | None  # None: not given
    last_ok_at: datetime | None = None
    failed_at: datetime | None = None  # only while it is newer than the last success


@dataclass(frozen=True)
class MeView:
    devices: tuple[DeviceView, ...]
    shift_choices: tuple[ShiftChoice, ...]
    skills: tuple[str, ...]
    known_skills: tuple[str, ...]  # in use by others: offered while typing
    hours: tuple[DayHours, ...]  # the days on which they work; none: no hours are known
    channels: tuple[ChannelView, ...]  # one for each kind that this installation has
    signed_out_at: datetime  # when this device must sign in again


def me(session: Session, viewer: Viewer, kinds: Iterable[str], now: datetime) -> MeView:
    """`kinds` of channels: those that this installation has configured."""
    query = select(Device).where(
        Device.person_id == viewer.id, col(Device.ended_at).is_(None), col(Device.expires_at) > now
    )
    rows = session.exec(query.order_by(col(Device.seen_at).desc()).limit(20)).all()
    ringing = reachable_devices(session, [row.id for row in rows])
    return MeView(
        devices=tuple(
            DeviceView(
                id=row.id,
                label=device_in_words(row.label),
                is_this=row.id == viewer.device_id,
                seen_at=row.seen_at,
                rings=row.id in ringing,
                shown_at=ringing.get(row.id),
            )
            for row in rows
        ),
        shift_choices=tuple(
            ShiftChoice(hours, now + timedelta(hours=hours)) for hours in _SHIFT_HOURS
        ),
        skills=skills_of(session, [viewer.id]).get(viewer.id, ()),
        known_skills=known_skills(session),
        hours=days_worked(session, viewer.id),
        channels=_channels(session, viewer, kinds),
        signed_out_at=session.get_one(Device, viewer.device_id).expires_at,
    )


def _channels(session: Session, viewer: Viewer, kinds: Iterable[str]) -> tuple[ChannelView, ...]:
    given = {channel.kind: channel for channel in channels.of_person(session, str(viewer.id))}
    return tuple(_channel(kind, given.get(kind)) for kind in kinds)


def _channel(kind: str, given: Channel | None) -> ChannelView:
    if given is None:
        return ChannelView(kind, None)
    is_well = given.failed_at is None or (given.last_ok_at or given.created_at) > given.failed_at
    failed_at = None if is_well else given.failed_at
    return ChannelView(kind, given.address, given.last_ok_at, failed_at)
