"""People on shift at a site who may not hear a nudge."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Integer, cast, func, select
from sqlmodel import Session, col

from push.model_fields import table_of
from push.models import Message, Subscription
from web.rules.phones import SILENT_AFTER, WARN_BEFORE, ends_at
from web.rules.vocabulary import IssueState
from web.store.reachability import people_with_channels
from web.store.states import is_in
from web.store.subjects import subject_of_phone
from web.store.tables.accounts import Device, Person
from web.store.tables.issues import Issue

_MOST = {True: 20, False: 50}  # by whether they are without a phone: names alone
_ASKED_LATELY = timedelta(hours=1)


class UnheardReason(StrEnum):
    """Why a person on shift may not hear a nudge."""

    NO_PHONE = "no_phone"
    SILENT = "silent"  # has phones, and none has shown a nudge for long
    EXPIRING = "expiring"  # the only phone's sign-in or connection ends within days


@dataclass(frozen=True)
class BoardPerson:
    id: int
    name: str
    why: UnheardReason
    since: datetime | None  # SILENT: last shown; EXPIRING: when it ends
    owns: int  # open issues
    is_asked: bool  # a phone was asked to confirm within the last hour


@dataclass(frozen=True)
class PeopleInSilence:
    shown: tuple[BoardPerson, ...]
    more: int  # how many there are beyond those shown


def people_in_silence(session: Session, site_id: int, now: datetime) -> PeopleInSilence:
    """Those without a phone that rings first, then those whose phones are silent or about to be."""
    query = select(col(Person.id), col(Person.first_name), col(Person.last_name)).where(
        col(Person.site_id) == site_id,
        col(Person.on_shift_until) > now,
        col(Person.closed_at).is_(None),
    )
    here = {row.id: f"{row.first_name} {row.last_name}".strip() for row in session.execute(query)}
    phones = _phones(session, here)
    others = people_with_channels(session, here)
    found = []
    for id_, name in here.items():
        why, since = _why(phones.get(id_, []), now)
        if why is not None and not (why is UnheardReason.NO_PHONE and id_ in others):
            found.append((id_, name, why, since))
    order = list(UnheardReason)
    found.sort(key=lambda one: (order.index(one[2]), one[1]))
    shown = [one for is_mute in _MOST for one in _first(found, is_mute=is_mute)]
    ids = [one[0] for one in shown]
    theirs = {id_: phones.get(id_, []) for id_ in ids}
    owns, asked = _owns(session, ids), _asked(session, theirs, now)
    return PeopleInSilence(
        tuple(BoardPerson(*one, owns.get(one[0], 0), one[0] in asked) for one in shown),
        len(found) - len(shown),
    )


_Silent = tuple[int, str, UnheardReason, datetime | None]  # id, name, why, since


def _first(found: Iterable[_Silent], *, is_mute: bool) -> list[_Silent]:
    """So that many without a phone push nobody out whose phone can be tested."""
    wanted = [one for one in found if (one[2] is UnheardReason.NO_PHONE) is is_mute]
    return wanted[: _MOST[is_mute]]


_Phone = tuple[int, datetime, datetime | None]  # subscription, last shown or made, its end


def _phones(session: Session, people: Iterable[int]) -> dict[int, list[_Phone]]:
    subscription = table_of(Subscription).c
    query = (
        select(*subscription, col(Device.expires_at).label("signed_in_until"), col(Device.seen_at))
        .join(Device, col(Device.id) == cast(subscription.device, Integer), isouter=True)
        .where(
            subscription.person.in_([str(one) for one in people]),
            subscription.quarantined_at.is_(None),
        )
    )
    found: dict[int, list[_Phone]] = {}
    for row in session.execute(query):
        signed_out = ends_at(row.signed_in_until, row.seen_at) if row.seen_at else None
        end = min((one for one in (row.expires_at, signed_out) if one), default=None)
        phone = (row.id, row.last_shown_at or row.created_at, end)
        found.setdefault(int(row.person), []).append(phone)
    return found


def _why(phones: Sequence[_Phone], now: datetime) -> tuple[UnheardReason | None, datetime | None]:
    """By their best phone: one that rings is enough."""
    if not phones:
        return UnheardReason.NO_PHONE, None
    shown = max(at for _, at, _ in phones)
    if shown <= now - SILENT_AFTER:
        return UnheardReason.SILENT, shown
    ends = [end for _, _, end in phones]
    last = max((end for end in ends if end), default=None)
    if last and all(ends) and last <= now + WARN_BEFORE:
        return UnheardReason.EXPIRING, last
    return None, None


def _owns(session: Session, people: Sequence[int]) -> dict[int, int]:
    query = (
        select(col(Issue.owner_id), func.count())
        .where(col(Issue.owner_id).in_(people), is_in(IssueState.OWNED))
        .group_by(col(Issue.owner_id))
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _asked(session: Session, phones: dict[int, list[_Phone]], now: datetime) -> frozenset[int]:
    """People with a phone that was tested within the hour."""
    person_of = {
        subject_of_phone(phone[0]): id_ for id_, theirs in phones.items() for phone in theirs
    }
    if not person_of:
        return frozenset()
    query = select(col(Message.subject)).where(
        col(Message.subject).in_(person_of),
        col(Message.created_at) > now - _ASKED_LATELY,
        ~col(Message.key).contains(":ends:"),  # a warning is not a test
    )
    return frozenset(person_of[row.subject] for row in session.execute(query))
