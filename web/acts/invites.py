"""The ways in: making invites, looking at one (which changes nothing), and claiming it once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from web.acts import devices, shifts
from web.acts.security_log import SecurityEvent, report_on_commit
from web.acts.tokens import as_code, hash_of, new_code, new_token
from web.rules.words import Role
from web.store.errors import Ended, NotThere
from web.store.tables import Device, Invite, Organisation, Person, Site

NEW_PERSON = timedelta(hours=72)
KNOWN_PERSON = timedelta(hours=24)
ANOTHER_PHONE = timedelta(minutes=10)
# A new person is at work, trying the app: on shift at once, so that they can be nudged.
FIRST_SHIFT = timedelta(hours=8)
# How long a form whose answer was lost may claim its invite once more.
REPEATABLE = timedelta(minutes=10)


@dataclass(frozen=True)
class WayIn:
    """Shown once: the token for a link, the code to type where a link cannot be opened."""

    token: str
    code: str
    expires_at: datetime


@dataclass(frozen=True)
class Newcomer:
    """What a new person says of themselves; the first admin also names the place."""

    first_name: str = ""
    last_name: str = ""
    organisation: str = ""
    site: str = ""
    zone: str = ""


def invite(
    session: Session,
    *,
    role: Role,
    site_id: int | None,
    now: datetime,
    lifetime: timedelta = NEW_PERSON,
    name: str | None = None,
    person_id: int | None = None,
    created_by: int | None = None,
) -> WayIn:
    """`site_id` None makes the first admin's invite; `person_id` a known person's."""
    token, code = new_token(), new_code()
    event = SecurityEvent.INVITED
    report_on_commit(session, event, person=created_by, role=role, invited=person_id)
    session.add(
        Invite(
            token_hash=hash_of(token),
            code_hash=hash_of(code),
            role=role,
            site_id=site_id,
            person_id=person_id,
            name=name,
            created_by=created_by,
            created_at=now,
            expires_at=now + lifetime,
        )
    )
    return WayIn(token, code, now + lifetime)


def invite_known(
    session: Session, person: Person, created_by: int | None, lifetime: timedelta, now: datetime
) -> WayIn:
    """One more device for somebody who is here already."""
    return invite(
        session,
        role=Role(person.role),
        site_id=person.site_id,
        person_id=person.id,
        created_by=created_by,
        lifetime=lifetime,
        now=now,
    )


def first_admin(session: Session, now: datetime) -> WayIn | None:
    """A fresh link for the first admin, ending the older ones; None when there is an admin."""
    admins = select(Person.id).where(Person.role == Role.ADMIN, col(Person.closed_at).is_(None))
    if session.exec(admins.limit(1)).first() is not None:
        return None
    session.execute(
        update(Invite)
        .where(col(Invite.site_id).is_(None), col(Invite.claimed_at).is_(None))
        .values(revoked_at=now)
    )
    return invite(session, role=Role.ADMIN, site_id=None, now=now)


def ways_in_of_admins(session: Session, now: datetime) -> list[tuple[str, WayIn]]:
    """One more device for each admin, with the name. Where there is none: see `first_admin`."""
    admins = select(Person).where(Person.role == Role.ADMIN, col(Person.closed_at).is_(None))
    found = session.exec(admins.order_by(col(Person.id))).all()
    return [(one.name, invite_known(session, one, None, KNOWN_PERSON, now)) for one in found]


def look(session: Session, token: str, now: datetime) -> Invite:
    """The live invite of a token or code. NotThere when there never was one; Ended when it was
    used or revoked, or is too old."""
    found = find(session, token)
    _require_live(found, now)
    return found


def find(session: Session, token: str, *, lock: bool = False) -> Invite:
    """The invite of a token or code, live or not; NotThere when it is unknown."""
    matches = or_(
        col(Invite.token_hash) == hash_of(token), col(Invite.code_hash) == hash_of(as_code(token))
    )
    query = select(Invite).where(matches)
    found = session.exec(query.with_for_update() if lock else query).first()
    if found is None:
        raise NotThere
    return found


def _require_live(found: Invite, now: datetime) -> None:
    if found.claimed_at or found.revoked_at or found.expires_at <= now:
        raise Ended


def claim(
    session: Session, token: str, key: str, newcomer: Newcomer, label: str, now: datetime
) -> str:
    """Use the invite up and sign this device in. Gives the new session's token.

    `key` is the form's: when the answer is lost and the same form comes again within minutes,
    it gets a session again, in place of the one that nobody received.
    """
    found = find(session, token, lock=True)
    if _is_repeated(found, key, now):
        unheard = session.get_one(Device, found.device_id)
        devices.end(session, unheard, now)
        return _sign_in(session, found, unheard.person_id, label, now)
    _require_live(found, now)
    found.claimed_at, found.claim_hash = now, hash_of(key)
    person = _person_of(session, found, newcomer, now)
    session.add(person)
    session.flush()
    if found.person_id is None:
        shifts.begin(session, person, now + FIRST_SHIFT, now)
    return _sign_in(session, found, person.id, label, now)


def may_repeat(session: Session, token: str, key: str, now: datetime) -> bool:
    """Whether this very form claimed the invite a moment ago."""
    return _is_repeated(find(session, token), key, now)


def _is_repeated(found: Invite, key: str, now: datetime) -> bool:
    return (
        found.revoked_at is None
        and found.claimed_at is not None
        and found.claimed_at > now - REPEATABLE
        and bool(key)
        and found.claim_hash == hash_of(key)
    )


def _sign_in(session: Session, found: Invite, person_id: int, label: str, now: datetime) -> str:
    token = devices.sign_in(session, person_id, label, now)
    session.flush()
    device = session.exec(select(Device).where(Device.token_hash == hash_of(token))).one()
    found.device_id = device.id
    session.add(found)
    report_on_commit(session, SecurityEvent.SIGNED_IN, person=person_id, device=device.id)
    return token


def revoke(session: Session, invite_id: int, now: datetime) -> None:
    found = session.get(Invite, invite_id)
    if found is None or found.claimed_at:
        raise NotThere
    found.revoked_at = found.revoked_at or now
    session.add(found)


def _person_of(session: Session, found: Invite, newcomer: Newcomer, now: datetime) -> Person:
    if found.person_id:
        person = session.get(Person, found.person_id)
        if person is None or person.closed_at:
            raise Ended
        return person
    site_id = found.site_id or _found_organisation(session, newcomer, now)
    return Person(
        site_id=site_id,
        first_name=newcomer.first_name,
        last_name=newcomer.last_name,
        role=found.role,
        created_at=now,
    )


def _found_organisation(session: Session, newcomer: Newcomer, now: datetime) -> int:
    session.merge(Organisation(id=1, name=newcomer.organisation))
    site = Site(name=newcomer.site, zone=newcomer.zone, created_at=now)
    session.add(site)
    session.flush()
    return site.id
