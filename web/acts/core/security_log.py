"""The security log: sign-ins, refusals, changes of rights. One JSON object a line.

Logger `ownit.security`. Ids, roles and words of closed sets only: never a token, an endpoint, a
name, or anything that somebody typed, so nothing can be forged by typing.
"""

import json
import logging
import re
from enum import StrEnum

from sqlalchemy import event as hooks
from sqlmodel import Session

log = logging.getLogger("ownit.security")
_PENDING = "ownit_security"
Fields = dict[str, int | str | None]
_PLAIN = re.compile(r"[a-z0-9_.-]{1,64}", re.ASCII)


class SecurityEvent(StrEnum):
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGNED_OUT = "signed_out"
    DEVICE_ENDED = "device_ended"
    ACCESS_DENIED = "access_denied"
    LIMIT_HIT = "limit_hit"
    INVITED = "invited"
    ROLE_CHANGED = "role_changed"
    ACCOUNT_CLOSED = "account_closed"
    SETTINGS_CHANGED = "settings_changed"
    KEYS_ROTATED = "keys_rotated"
    ERASED = "erased"
    EXPORTED = "exported"
    RESTORED = "restored"


def report(event: SecurityEvent, **fields: int | str | None) -> None:
    """`fields`: ids, statuses, roles, and names of routes; other text is dropped."""
    known = {name: _checked(value) for name, value in fields.items() if value is not None}
    line = json.dumps({"event": event, **known})
    log.info("%s", line, extra={"security_event": event.value, **known})


def report_on_commit(session: Session, event: SecurityEvent, **fields: int | str | None) -> None:
    """Once this transaction is committed; not at all when it is rolled back."""
    session.info.setdefault(_PENDING, []).append((event, fields))


def has_report(session: Session) -> bool:
    """Whether this transaction has a report already."""
    return bool(session.info.get(_PENDING))


def _checked(value: int | str) -> int | str:
    return value if isinstance(value, int) or _PLAIN.fullmatch(value) else "?"


@hooks.listens_for(Session, "after_commit")
def _write(session: Session) -> None:
    for event, fields in session.info.pop(_PENDING, ()):
        report(event, **fields)


@hooks.listens_for(Session, "after_rollback")
def _drop(session: Session) -> None:
    session.info.pop(_PENDING, None)
