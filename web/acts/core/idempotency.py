"""Idempotency keys: a tap is applied once, and gets the same answer as long as its key is kept.

The key's row is claimed before the act and completed after it, in the act's own transaction: of two
equal taps at once the second waits for the first and repeats its answer.
"""

from collections.abc import Callable

from sqlalchemy import Executable, bindparam, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from push.model_fields import table_of
from web.acts.core.tap import Outcome, Tap
from web.rules.issues import Refusal
from web.rules.people import Viewer
from web.store.tables.issues import AppliedTap as TapRow

# Part of every act, so built only once.
_CLAIM: dict[str, Executable] = {
    # Not `rowcount`, which PostgreSQL's driver does not give for an INSERT.
    dialect.__name__.rpartition(".")[2]: dialect.insert(TapRow)
    .on_conflict_do_nothing()
    .returning(col(TapRow.key))
    for dialect in (sqlite, postgresql)
}
_ANSWER = (
    update(table_of(TapRow))
    .where(col(TapRow.person_id) == bindparam("b_person"), col(TapRow.key) == bindparam("b_key"))
    .values({name: bindparam(name) for name in ("ref", "sentence", "harmless", "step_id")})
)


class KeyReused(Exception):
    """The key came before with another body. Nothing was done now; its earlier subject is named
    only if something was done then."""

    def __init__(self, ref: str | None) -> None:
        super().__init__(ref)
        self.ref = ref


def apply_once(
    tap: Tap, key: str, digest: str, act: Callable[[Tap], Outcome | Refusal | None]
) -> tuple[Outcome, bool]:
    """The act's outcome, and whether this call brought it about. An act without an issue may return
    its refusal alone. Raises KeyReused."""
    if not _claim(tap, key, digest):
        return _repeat(tap, key, digest), False
    given = act(tap)
    outcome = given if isinstance(given, Outcome) else Outcome("", given)
    refusal = outcome.refusal
    answer = {
        "b_person": tap.actor.id,
        "b_key": key,
        "ref": outcome.ref,
        "sentence": refusal.sentence if refusal else None,
        "harmless": bool(refusal and refusal.harmless),
        "step_id": outcome.step_id,
    }
    tap.session.connection().execute(_ANSWER, answer)
    return outcome, True


def is_known(session: Session, who: Viewer, key: str) -> bool:
    """Whether this key was answered before, and gets the same answer again."""
    query = select(TapRow.key).where(TapRow.person_id == who.id, TapRow.key == key)
    return session.exec(query).first() is not None


def _claim(tap: Tap, key: str, digest: str) -> bool:
    claim = _CLAIM[tap.session.get_bind().dialect.name]
    values = {"key": key, "digest": digest, "at": tap.now, "harmless": False}
    result = tap.session.connection().execute(claim, values | {"person_id": tap.actor.id})
    return result.first() is not None


def _repeat(tap: Tap, key: str, digest: str) -> Outcome:
    query = select(TapRow).where(TapRow.person_id == tap.actor.id, TapRow.key == key)
    row = tap.session.exec(query).one()
    if row.digest != digest:
        raise KeyReused(None if row.sentence else row.ref)
    refusal = Refusal(row.sentence, row.harmless) if row.sentence else None
    return Outcome(row.ref or "", refusal, row.step_id)
