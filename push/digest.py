"""Digest: nudges for one phone at one moment are one notification. Has no words of its own.

Only among deliveries of one lease, and only loud ones: a silent nudge replaces what is shown. If it
is not sent, the next lease bundles again.
"""

import hashlib
import json
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import update
from sqlmodel import Session, col

from push.content import Unreadable, parse
from push.leased import Leased
from push.models import Delivery

SHORT = 8  # characters of a receipt that identify it to the service worker
MOST_IDS = 30  # in one payload
Words = Callable[[Sequence[Mapping[str, Any]]], Mapping[str, Any]]
L = TypeVar("L", bound=Leased)
log = logging.getLogger(__name__)


def group_into_digests(leased: Sequence[L], words: Words) -> list[L]:
    """What to send for these deliveries: for a target with several, one that carries the others.

    `words` makes title, body and path of several, oldest first; if it fails they are sent one by
    one. Tag and subject depend on the members: only a digest of the same members replaces it, on
    the phone and at the push service.
    """
    groups: dict[object, list[L]] = defaultdict(list)
    for one in sorted(leased, key=_age):
        groups[one.target if one.content["loud"] else one.id].append(one)
    return [one for group in groups.values() for one in _one_of(group, words)]


def note(session: Session, bundled: Iterable[Leased]) -> None:
    """Record which delivery carries each of the others, before it is sent."""
    for carrier in bundled:
        others = [row.id for row in carrier.carries if row.id != carrier.id]
        session.exec(
            update(Delivery)
            .where(col(Delivery.id).in_(others))
            .values(carried_by=carrier.id)
            .execution_options(synchronize_session=False)
        )


def _age(lease: Leased) -> tuple[int, int]:
    return lease.message_id, lease.id


def _one_of(group: list[L], words: Words) -> list[L]:
    newest = {one.subject: one for one in group}  # in the order of the first of each
    if len(newest) < 2:
        return group
    closes = list(dict.fromkeys(one.content["tag"] for one in group))
    try:
        summary = words([one.content for one in newest.values()])
        content = parse({**summary, "tag": _name(closes), "loud": True})
    except Exception:
        log.exception("Several nudges cannot be said in one; they are sent one by one.")
        return group
    if isinstance(content, Unreadable):
        log.error("Several nudges cannot be said in one: %s.", content.reason)
        return group
    carrier = replace(
        group[0],
        subject=_name(newest),
        content={**content, "closes": closes, "ids": _ids(group)},
        # Valid as long as any member; each row keeps its own end.
        expires_at=max(one.expires_at for one in group),
        is_minimal=any(one.is_minimal for one in group),
        tries=min(one.tries for one in group),  # a new member does not wait for an older one
        carries=tuple(group),
    )
    return [carrier]


def _ids(group: Sequence[Leased]) -> list[str]:
    """Ids by which a phone recognises what it has shown, however it is bundled; one for all when
    they exceed a payload."""
    receipts = sorted(lease.receipt for lease in group)
    if len(receipts) > MOST_IDS:
        return [_name(receipts)[-SHORT:]]
    return [receipt[:SHORT] for receipt in receipts]


def _name(several: Iterable[str]) -> str:
    """Equal for the same members in any order."""
    ids = json.dumps(sorted(set(several)))
    return f"bundle-{hashlib.sha256(ids.encode()).hexdigest()[:16]}"
