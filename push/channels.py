"""Other channels to a person than phones: one address of each kind.

The caller knows which kinds there are, `relay` sends. The address is the person's alone: nothing
secret, and never a URL.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from push import locks
from push.errors import InvalidInput
from push.errors import gettext_noop as N_
from push.leased import ToChannel
from push.models import OPEN, Channel, Delivery, DeliveryState
from push.verdict import DeliveryResult, Verdict

# Companies use it for mail servers of their own (RFC 6762 appendix G). email_validator refuses it
# as special-use without an option; with one more letter it is an ordinary name.
_OWN_SERVERS, _ONE_MORE = ".local", "x"
_NO_MAILBOX = N_("Write one e-mail address, such as ana@example.org.")
# Ana Berg <ana@example.org> (RFC 5322 `name-addr`), and mailto: (RFC 6068).
_COPIED = re.compile(r"[^<>@]*<(?:mailto:)?(?P<address>[^<>]+)>|(?i:mailto:)(?P<link>.+)")
_LOCAL = N_(
    "Letters such as ü before the @ do not reach every mail server. "
    "Write an address without them, such as ana@example.org."
)
# Pattern of an address, and the sentence for one that does not match.
_PATTERNS = {
    "sms": (
        re.compile(r"\+[1-9][0-9]{6,14}"),  # ITU-T E.164
        N_("Write one number with its country code, such as +43 660 1234567."),
    ),
    "chat": (
        # At least one letter or digit, so that it is no path segment such as "..".
        re.compile(r"(?=.*[A-Za-z0-9])[A-Za-z0-9_@#:.-]{1,80}"),
        N_("Write the name or number that the chat knows you by, without spaces."),
    ),
}
KINDS = ("email", *_PATTERNS)


def save(session: Session, person: str, kind: str, address: str, now: datetime) -> Channel:
    """The person's one address of this kind; raises Refused."""
    address = validate(kind, address)
    try:
        with session.begin_nested():
            return _save(session, person, kind, address, now)
    except IntegrityError:
        # Another tab saved one in a transaction that this one could not see.
        return _save(session, person, kind, address, now)


def _save(session: Session, person: str, kind: str, address: str, now: datetime) -> Channel:
    row = _row(session, person, kind)
    if row is not None and row.address != address:
        remove(session, person, kind)
        row = None
    row = row or Channel(person=person, kind=kind, address=address, created_at=now)
    session.add(row)
    session.flush()
    return row


def validate(kind: str, address: str) -> str:
    """The address in its stored form; raises Refused with a sentence."""
    if kind == "email":
        return _mailbox(_plain(address))
    pattern, sentence = _PATTERNS[kind]
    plain = unicodedata.normalize("NFKC", address).strip()
    if not pattern.fullmatch(plain):
        raise InvalidInput(sentence)
    return plain


def _plain(address: str) -> str:
    """Without punctuation behind it, wide letters (NFKC), and what is copied along: the name of
    the mailbox, or the scheme of a link. Phones correct an apostrophe to ’."""
    plain = unicodedata.normalize("NFKC", address).replace("’", "'").strip().rstrip(".,;").rstrip()
    copied = _COPIED.fullmatch(plain)
    return (copied["address"] or copied["link"]).strip() if copied else plain


def _mailbox(address: str) -> str:
    """One mailbox (RFC 5322 `dot-atom`), its domain in A-labels (RFC 5890)."""
    more = _ONE_MORE if address.lower().endswith(_OWN_SERVERS) else ""
    try:
        found = validate_email(f"{address}{more}", check_deliverability=False, strict=True)
    except (EmailNotValidError, ValueError):
        raise InvalidInput(_NO_MAILBOX) from None
    if found.ascii_email is None:
        raise InvalidInput(_LOCAL)
    return found.ascii_email.removesuffix(more)


def remove(session: Session, person: str, kind: str) -> None:
    """Deletes the address; what waits for it is not sent."""
    row = _row(session, person, kind)
    if row is None:
        return
    ids = session.exec(
        select(Delivery.id).where(Delivery.channel_id == row.id, col(Delivery.state).in_(OPEN))
    ).all()
    locks.deliveries(session, ids)
    session.exec(
        update(Delivery)
        .where(col(Delivery.id).in_(ids), col(Delivery.state).in_(OPEN))
        .values(state=DeliveryState.SUPERSEDED, next_at=None, reason="removed")
        .execution_options(synchronize_session=False)
    )
    session.delete(row)
    session.flush()


def note(session: Session, results: Sequence[tuple[ToChannel, Verdict]], now: datetime) -> None:
    """Record the result of the last attempt, for the person whose address it is. In the order of
    ids."""
    last = {lease.channel_id: verdict for lease, verdict in results}
    for id_, verdict in sorted(last.items()):
        if not verdict.was_tried:
            continue
        is_well = verdict.row is DeliveryResult.ACCEPTED
        failed: dict[str, Any] = {"failed_at": now, "failure_reason": verdict.reason}
        well: dict[str, Any] = {"last_ok_at": now, "failed_at": None, "failure_reason": None}
        session.exec(
            update(Channel)
            .where(col(Channel.id) == id_)
            .values(well if is_well else failed)
            .execution_options(synchronize_session=False)
        )


def of_person(session: Session, person: str) -> Sequence[Channel]:
    query = select(Channel).where(Channel.person == person)
    return session.exec(query.order_by(col(Channel.id))).all()


def people_with(people: Iterable[str]) -> SelectOfScalar[str]:
    """Those of `people` with at least one address."""
    return select(Channel.person).where(col(Channel.person).in_(list(people))).distinct()


def _row(session: Session, person: str, kind: str) -> Channel | None:
    query = select(Channel).where(Channel.person == person, Channel.kind == kind)
    return session.exec(query).first()
