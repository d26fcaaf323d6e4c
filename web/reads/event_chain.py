"""Verifies the hash chain of all events in pages: memory does not grow with the history."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Select, exists, or_, select, type_coerce
from sqlalchemy.orm import aliased
from sqlmodel import Session

from push.columns import UtcDateTime
from push.model_fields import table_of
from web.rules.corrections import OF_CUSTOMER
from web.rules.event_hash import GENESIS, commitment, event_hash
from web.rules.vocabulary import EventKind
from web.store.tables.history import HistoryHead
from web.store.tables.issues import Event

_PAGE = 1000
_EVENT, _HEAD = table_of(Event), table_of(HistoryHead)
# As they are stored: what pages make of an unreadable value is not what was hashed.
_STORED = [
    *(one for one in _EVENT.c if one.name not in ("at", "tapped_at", "data")),
    *(type_coerce(_EVENT.c[name], UtcDateTime()).label(name) for name in ("at", "tapped_at")),
    type_coerce(_EVENT.c.data, JSON()).label("data"),
]


@dataclass(frozen=True)
class Verdict:
    """`fault` names the first bad row; None: the chain is complete, up to `head`."""

    events: int
    head: str
    fault: str | None = None


def head(session: Session) -> tuple[int, str]:
    """The number of events, and the hash of the newest."""
    row = session.connection().execute(select(_HEAD.c.events, _HEAD.c.hash)).one()
    return row.events, row.hash


def verify(session: Session, seen: Collection[str] = ()) -> Verdict:
    """Recompute the chain. `tap.seen`: earlier heads, which must still be in it."""
    previous, count, missing = GENESIS, 0, set(seen) - {GENESIS}
    for number, event in _events(session):
        fault = f"Event {number} cannot be read." if event is None else _fault(event, previous)
        if fault or event is None:
            return Verdict(count, previous, fault)
        previous, count = event.hash, count + 1
        missing.discard(previous)
    fault = _fault_at_end(session, count, previous) or _unexplained(session)
    if not fault and missing:
        fault = f"The head {min(missing)} was seen earlier and is not in this history any more."
    return Verdict(count, previous, fault)


def _fault(event: Any, previous: str) -> str | None:
    if event.hash != event_hash(previous, event._mapping):
        return (
            f"Event {event.id} does not follow from the one before it: it was changed, "
            "or a row right before it was removed, added or moved."
        )
    if event.salt is not None and event.text is not None and event.commitment is not None:
        is_same = commitment(event.salt, event.text) == event.commitment
    else:  # written without words, or erased together with its salt
        is_same = event.salt is None and event.text is None
    return None if is_same else f"The words of event {event.id} were changed."


def _fault_at_end(session: Session, count: int, last: str) -> str | None:
    row = session.connection().execute(select(_HEAD)).first()
    if row is not None and (row.events, row.hash) == (count, last):
        return None
    written = "nothing says how many" if row is None else str(row.events)
    return f"The history ends after {count} events, and {written} were written: the end is missing."


def _unexplained(session: Session) -> str | None:
    """Words are erased only by an act that appends an event of its own."""
    later = aliased(_EVENT)
    explained = exists().where(
        later.c.issue_id == _EVENT.c.issue_id,
        or_(
            later.c.kind == EventKind.ERASED,
            (later.c.kind == EventKind.CUSTOMER_ERASED)
            & (_EVENT.c.kind == EventKind.CORRECTED)
            & _EVENT.c.data["field"].as_string().in_(OF_CUSTOMER),
        ),
        later.c.id > _EVENT.c.id,
    )
    query = select(_EVENT.c.id).where(
        _EVENT.c.commitment.is_not(None), _EVENT.c.salt.is_(None), ~explained
    )
    first = session.connection().execute(query.order_by(_EVENT.c.id).limit(1)).scalar()
    if first is None:
        return None
    return f"The words of event {first} are gone, and nothing says that they were erased."


def _events(session: Session) -> Iterator[tuple[int, Any]]:
    """By id; None for a row with an unreadable value."""
    ids = select(_EVENT.c.id).order_by(_EVENT.c.id).limit(_PAGE)
    page = ids
    while True:
        numbers = list(session.connection().execute(page).scalars())
        if not numbers:
            return
        between = _EVENT.c.id.between(numbers[0], numbers[-1])
        yield from _rows(session, select(*_STORED).where(between).order_by(_EVENT.c.id), numbers)
        page = ids.where(_EVENT.c.id > numbers[-1])


def _rows(session: Session, query: Select[Any], numbers: list[int]) -> Iterator[tuple[int, Any]]:
    try:
        rows = session.connection().execute(query).all()
    except (TypeError, ValueError):  # invalid JSON, or an invalid time
        if len(numbers) == 1:
            yield numbers[0], None
            return
        for number in numbers:
            one = select(*_STORED).where(_EVENT.c.id == number)
            yield from _rows(session, one, [number])
        return
    for row in rows:
        yield row.id, row
