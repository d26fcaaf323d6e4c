"""Rotation of the installation's keys, in one transaction with everything that depends on them.

Rows made with a replaced key know when they end; what may not change is stored.
"""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, or_, select

from push import key_retirement
from web.acts.core.security_log import SecurityEvent, report_on_commit
from web.acts.phones.storage_key import tag_of
from web.store import identity, schema
from web.store.tables.accounts import Person
from web.store.tables.issues import StatusLink


def rotate_secret(session: Session, secret: bytes, until: datetime) -> None:
    """`secret`: the replaced one. Links end at `until`; what phones keep stays theirs."""
    _keep_tags(session, secret)
    end_links(session, until)
    identity.count_rotation(session)
    report_on_commit(session, SecurityEvent.KEYS_ROTATED, what="links")


def rotate_push(session: Session, new_key_id: str, until: datetime) -> None:
    key_retirement.end_subscriptions_of_other_keys(session, new_key_id, until)
    report_on_commit(session, SecurityEvent.KEYS_ROTATED, what="push")


def begin(session: Session) -> None:
    """First in the transaction: nobody makes links with the old secret beside it."""
    schema.lock_alone(session.connection())


def end_links(session: Session, until: datetime) -> None:
    """All existing links, at the latest at this time."""
    ends_later = or_(col(StatusLink.ends_at).is_(None), col(StatusLink.ends_at) > until)
    session.exec(update(StatusLink).where(ends_later).values(ends_at=until))


def _keep_tags(session: Session, secret: bytes) -> None:
    """With another tag, a phone would take its person for somebody else."""
    people = session.exec(select(Person.id).where(col(Person.tag).is_(None))).all()
    for person_id in people:
        values = {"tag": tag_of(secret, person_id)}
        session.exec(update(Person).where(col(Person.id) == person_id).values(values))
