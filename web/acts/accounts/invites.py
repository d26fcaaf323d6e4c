"""Invites: making them, reading one (which changes nothing), and claiming it once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from web.acts.core import devices
from web.acts.core.security_log import SecurityEvent, report_on_commit
from web.acts.core.tap import Unit
from web.acts.core.tokens import as_code, hash_of, new_code, new_token
from web.acts.shifts import shifts
from web.rules.people_list import ListedPerson
from web.rules.vocabulary import Role
from web.store.errors import Ended, NotFound
from web.store.tables.accounts import Device, Invite, Organisation, Person, Site

NEW_PERSON = timedelta(hours=72)
KNOWN_PERSON = timedelta(hours=24)
ANOTHER_PHONE = timedelta(minutes=10)
# A new person is at work, trying the app: on shift at once, so that they can be nudged.
FIRST_SHIFT = timedelta(hours=8)
# How long a form whose answer was lost may claim its invite again.
REPEATABLE = timedelta(minutes=10)


@dataclass(frozen=True)
class InviteLink:
    """Shown once: the token for a link, and the code to type where a link cannot be opened."""

    token: str
    code: str
    expires_at: datetime


@dataclass(frozen=True)
class Newcomer:
    """What a new person says about themselves; the first admin also names the place."""

    first_name: str = ""
    last_name: str = ""
    organisation: str = ""
    site: str = ""
    zone: str = ""
    language: str | None = None  # that of their browser, if it is spoken here


def invite(
    unit: Unit,
    role: Role,
    site_id: int | None,
    *,
    name: str | None = None,
    lifetime: timedelta = NEW_PERSON,
) -> InviteLink:
    """For a new person. `site_id` None: for the first admin."""
    return _add(unit, lifetime, role=role, site_id=site_id, person_id=None, name=name)


def invite_all(
    unit: Unit, people: Sequence[ListedPerson], site_id: int
) -> tuple[tuple[ListedPerson, InviteLink], ...]:
    return tuple(
        (person, invite(unit, person.role, site_id, name=person.name)) for person in people
    )


def invite_known(unit: Unit, person: Person, lifetime: timedelta) -> InviteLink:
    """For another device of a known person."""
    role, site_id = Role(person.role), person.site_id
    return _add(unit, lifetime, role=role, site_id=site_id, person_id=person.id)


def _add(unit: Unit, lifetime: timedelta, **values: Any) -> InviteLink:
    token, code, until = new_token(), new_code(), unit.now + lifetime
    whom = {"role": values["role"], "invited": values["person_id"]}
    report_on_commit(unit.session, SecurityEvent.INVITED, person=unit.actor_id, **whom)
    unit.session.add(
        Invite(
            token_hash=hash_of(token),
            code_hash=hash_of(code),
            created_by=unit.actor_id,
            created_at=unit.now,
            expires_at=until,
            **values,
        )
    )
    return InviteLink(token, code, until)


def first_admin(session: Session, now: datetime) -> InviteLink | None:
    """A new link for the first admin, ending older ones; None when there is an admin."""
    admins = select(Person.id).where(Person.role == Role.ADMIN, col(Person.closed_at).is_(None))
    if session.exec(admins.limit(1)).first() is not None:
        return None
    session.execute(
        update(Invite)
        .where(col(Invite.site_id).is_(None), col(Invite.claimed_at).is_(None))
        .values(revoked_at=now)
    )
    return invite(Unit(session, now), role=Role.ADMIN, site_id=None)


def invites_of_admins(session: Session, now: datetime) -> list[tuple[str, InviteLink]]:
    """A link for another device of each admin, with the name. Without admins: see `first_admin`."""
    admins = select(Person).where(Person.role == Role.ADMIN, col(Person.closed_at).is_(None))
    found = session.exec(admins.order_by(col(Person.id))).all()
    return [
        (person.name, invite_known(Unit(session, now), person, KNOWN_PERSON)) for person in found
    ]


def look(session: Session, token: str, now: datetime) -> Invite:
    """The live invite of a token or code. Raises NotFound when there never was one; Ended when it
    was used or revoked, or is too old."""
    invite = find(session, token)
    _require_live(invite, now)
    return invite


def find(session: Session, token: str, *, lock: bool = False) -> Invite:
    """The invite of a token or code, live or not; raises NotFound when it is unknown."""
    matches = or_(
        col(Invite.token_hash) == hash_of(token), col(Invite.code_hash) == hash_of(as_code(token))
    )
    query = select(Invite).where(matches)
    invite = session.exec(query.with_for_update() if lock else query).first()
    if invite is None:
        raise NotFound
    return invite


def _require_live(invite: Invite, now: datetime) -> None:
    if invite.claimed_at or invite.revoked_at or invite.expires_at <= now:
        raise Ended


def claim(unit: Unit, token: str, key: str, newcomer: Newcomer, label: str) -> str:
    """Uses the invite up and signs this device in. Returns the new session's token.

    `key` is the form's: the same form again within minutes gets a new session, in place of the one
    whose answer was lost.
    """
    invite = find(unit.session, token, lock=True)
    if _is_repeated(invite, key, unit.now):
        unheard = unit.session.get_one(Device, invite.device_id)
        devices.end(unit.session, unheard, unit.now)
        return _sign_in(unit, invite, unheard.person_id, label)
    _require_live(invite, unit.now)
    invite.claimed_at, invite.claim_hash = unit.now, hash_of(key)
    person = _person_of(unit, invite, newcomer)
    unit.session.add(person)
    unit.session.flush()
    if invite.person_id is None:
        shifts.begin(unit, person, unit.now + FIRST_SHIFT)
    return _sign_in(unit, invite, person.id, label)


def may_repeat(session: Session, token: str, key: str, now: datetime) -> bool:
    """Whether this very form claimed the invite a moment ago."""
    return _is_repeated(find(session, token), key, now)


def _is_repeated(invite: Invite, key: str, now: datetime) -> bool:
    return (
        invite.revoked_at is None
        and invite.claimed_at is not None
        and invite.claimed_at > now - REPEATABLE
        and bool(key)
        and invite.claim_hash == hash_of(key)
    )


def _sign_in(unit: Unit, invite: Invite, person_id: int, label: str) -> str:
    token = devices.sign_in(unit.session, person_id, label, unit.now)
    unit.session.flush()
    device = unit.session.exec(select(Device).where(Device.token_hash == hash_of(token))).one()
    invite.device_id = device.id
    unit.session.add(invite)
    report_on_commit(unit.session, SecurityEvent.SIGNED_IN, person=person_id, device=device.id)
    return token


def revoke(unit: Unit, invite_id: int) -> None:
    invite = unit.session.get(Invite, invite_id)
    if invite is None or invite.claimed_at:
        raise NotFound
    invite.revoked_at = invite.revoked_at or unit.now
    unit.session.add(invite)


def revoke_open(unit: Unit, newest: int) -> None:
    """Ends those for new people up to `newest`, the last one that was shown."""
    shown = (col(Invite.id) <= newest) & col(Invite.person_id).is_(None)
    is_open = col(Invite.claimed_at).is_(None) & col(Invite.revoked_at).is_(None)
    ended = update(Invite).where(shown, is_open, col(Invite.site_id).is_not(None))
    unit.session.execute(ended.values(revoked_at=unit.now))


def revoke_made_by(unit: Unit, person_id: int) -> None:
    """Ends every open link that they made: one of an admin leads to an admin's account."""
    made = (col(Invite.created_by) == person_id) & col(Invite.claimed_at).is_(None)
    ended = update(Invite).where(made, col(Invite.revoked_at).is_(None))
    unit.session.execute(ended.values(revoked_at=unit.now))


def _person_of(unit: Unit, invite: Invite, newcomer: Newcomer) -> Person:
    if invite.person_id:
        person = unit.session.get(Person, invite.person_id)
        if person is None or person.closed_at:
            raise Ended
        return person
    site_id = invite.site_id or _found_organisation(unit, newcomer)
    return Person(
        site_id=site_id,
        first_name=newcomer.first_name,
        last_name=newcomer.last_name,
        role=invite.role,
        language=newcomer.language,
        created_at=unit.now,
    )


def _found_organisation(unit: Unit, newcomer: Newcomer) -> int:
    unit.session.merge(Organisation(id=1, name=newcomer.organisation))
    site = Site(
        name=newcomer.site,
        zone=newcomer.zone,
        language=newcomer.language,
        created_at=unit.now,
    )
    unit.session.add(site)
    unit.session.flush()
    return site.id
