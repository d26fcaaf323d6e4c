"""Idempotency keys: a tap is applied once and gets the same answer for ever.

The key's row is claimed before the act and completed after it, in the act's own
transaction: of two equal taps at once the second waits for the first and repeats its answer.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select, update

from web.acts.outcome import Outcome
from web.rules.issue import Refusal
from web.rules.people import Viewer
from web.store.tables import Tap


class KeyReused(Exception):
    """The key came before with another body. Nothing was done."""

    def __init__(self, ref: str | None) -> None:
        super().__init__(ref)
        self.ref = ref


def once(
    session: Session,
    who: Viewer,
    key: str,
    digest: str,
    now: datetime,
    act: Callable[[], Outcome],
) -> tuple[Outcome, bool]:
    """The act's outcome, and whether it was done by this very call."""
    if not _claim(session, who, key, digest, now):
        return _repeat(session, who, key, digest), False
    outcome = act()
    refusal = outcome.refusal
    session.exec(
        update(Tap)
        .where(col(Tap.person_id) == who.id, col(Tap.key) == key)
        .values(
            ref=outcome.ref,
            sentence=refusal.sentence if refusal else None,
            harmless=bool(refusal and refusal.harmless),
        )
    )
    return outcome, True


def _claim(session: Session, who: Viewer, key: str, digest: str, now: datetime) -> bool:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = (
        dialect.insert(Tap)
        .values(person_id=who.id, key=key, digest=digest, at=now, harmless=False)
        .on_conflict_do_nothing()
        # Not `rowcount`, which PostgreSQL's driver does not give for an INSERT.
        .returning(col(Tap.key))
    )
    return session.connection().execute(statement).first() is not None


def _repeat(session: Session, who: Viewer, key: str, digest: str) -> Outcome:
    tap = session.exec(select(Tap).where(Tap.person_id == who.id, Tap.key == key)).one()
    if tap.digest != digest:
        raise KeyReused(tap.ref)
    refusal = Refusal(tap.sentence, tap.harmless) if tap.sentence else None
    return Outcome(tap.ref or "", refusal)
