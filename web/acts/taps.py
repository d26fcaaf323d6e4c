"""Idempotency keys: a tap is applied once, and gets the same answer as long as its key is kept.

The key's row is claimed before the act and completed after it, in the act's own
transaction: of two equal taps at once the second waits for the first and repeats its answer.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Executable, bindparam, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from push.models import table_of
from web.acts.outcome import Outcome
from web.acts.tapped import Tapped, remember
from web.rules.issue import Refusal
from web.rules.people import Viewer
from web.store.tables import Tap

# Part of every act, so built only once.
_CLAIM: dict[str, Executable] = {
    # Not `rowcount`, which PostgreSQL's driver does not give for an INSERT.
    dialect.__name__.rpartition(".")[2]: dialect.insert(Tap)
    .on_conflict_do_nothing()
    .returning(col(Tap.key))
    for dialect in (sqlite, postgresql)
}
_ANSWER = (
    update(table_of(Tap))
    .where(col(Tap.person_id) == bindparam("b_person"), col(Tap.key) == bindparam("b_key"))
    .values({name: bindparam(name) for name in ("ref", "sentence", "harmless", "step_id")})
)


class KeyReused(Exception):
    """The key came before with another body. Nothing was done now; what it was about then is
    said only where something was done."""

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
    tapped: Tapped | None = None,
) -> tuple[Outcome, bool]:
    """The act's outcome, and whether it was done by this very call. `tapped`: what the phone
    says of the tap; None: it was made just now."""
    if not _claim(session, who, key, digest, now):
        return _repeat(session, who, key, digest), False
    if tapped:
        remember(session, tapped)
    outcome = act()
    refusal = outcome.refusal
    answer = {
        "b_person": who.id,
        "b_key": key,
        "ref": outcome.ref,
        "sentence": refusal.sentence if refusal else None,
        "harmless": bool(refusal and refusal.harmless),
        "step_id": outcome.step_id,
    }
    session.connection().execute(_ANSWER, answer)
    return outcome, True


def is_known(session: Session, who: Viewer, key: str) -> bool:
    """This key was answered before, and gets the same answer again."""
    query = select(Tap.key).where(Tap.person_id == who.id, Tap.key == key)
    return session.exec(query).first() is not None


def _claim(session: Session, who: Viewer, key: str, digest: str, now: datetime) -> bool:
    claim = _CLAIM[session.get_bind().dialect.name]
    values = {"person_id": who.id, "key": key, "digest": digest, "at": now, "harmless": False}
    return session.connection().execute(claim, values).first() is not None


def _repeat(session: Session, who: Viewer, key: str, digest: str) -> Outcome:
    tap = session.exec(select(Tap).where(Tap.person_id == who.id, Tap.key == key)).one()
    if tap.digest != digest:
        raise KeyReused(None if tap.sentence else tap.ref)
    refusal = Refusal(tap.sentence, tap.harmless) if tap.sentence else None
    return Outcome(tap.ref or "", refusal, tap.step_id)
