"""Idempotency keys: a tap is applied once, and gets the same answer as long as its key is kept.

The key and its answer are one row, written after the act in the act's own transaction. Of two equal
taps at once the second cannot write it: what it did is rolled back, and it repeats the answer of
the first.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Executable, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from web.acts.core.issue_rows import ConcurrentChange
from web.acts.core.tap import Outcome, Tap
from web.rules.issues import Refusal
from web.rules.people import Viewer
from web.store.errors import NotFound
from web.store.tables.accounts import Person
from web.store.tables.issues import AppliedTap as TapRow

# Part of every act, so built only once. FOR KEY SHARE: two acts of one person that both change
# their row later, as a shift does, must not deadlock.
_THEIRS = (col(TapRow.person_id) == col(Person.id)) & (col(TapRow.key) == bindparam("key"))
_BEFORE: Executable = (
    select(col(Person.closed_at), TapRow)
    .outerjoin(TapRow, _THEIRS)
    .where(col(Person.id) == bindparam("person_id"))
    .with_for_update(read=True, key_share=True, of=Person)
)
_WRITE: dict[str, Executable] = {
    # Not `rowcount`, which PostgreSQL's driver does not give for an INSERT.
    dialect.__name__.rpartition(".")[2]: dialect.insert(TapRow)
    .on_conflict_do_nothing()
    .returning(col(TapRow.key))
    for dialect in (sqlite, postgresql)
}


class KeyReused(Exception):
    """The key came before with another body. Nothing was done now; its earlier subject is named
    only if something was done then."""

    def __init__(self, ref: str | None) -> None:
        super().__init__(ref)
        self.ref = ref


class AppliedMeanwhile(ConcurrentChange):
    """An equal tap was applied at the same time. Nothing was done now; tried once more, this one
    gets the answer of the other."""


def apply_once(
    tap: Tap, key: str, digest: str, act: Callable[[Tap], Outcome | Refusal | None]
) -> tuple[Outcome, bool]:
    """The act's outcome, and whether this call brought it about. An act without an issue may return
    its refusal alone.

    Holds the actor's account open until the act is committed: closed at the same moment, it could
    become the owner of an issue. Raises NotFound when it is closed, KeyReused and AppliedMeanwhile.
    """
    if before := _before(tap, key):
        return _repeat(before, digest), False
    given = act(tap)
    outcome = given if isinstance(given, Outcome) else Outcome("", given)
    _write(tap, key, digest, outcome)
    return outcome, True


def is_known(session: Session, who: Viewer, key: str) -> bool:
    """Whether this key was answered before, and gets the same answer again."""
    query = select(TapRow.key).where(TapRow.person_id == who.id, TapRow.key == key)
    return session.exec(query).first() is not None


def _before(tap: Tap, key: str) -> TapRow | None:
    """The answer to this key, if it came before."""
    row = tap.session.execute(_BEFORE, {"person_id": tap.actor.id, "key": key}).first()
    if row is None or row.closed_at:
        raise NotFound
    answered: TapRow | None = row[1]
    return answered


def _write(tap: Tap, key: str, digest: str, outcome: Outcome) -> None:
    refusal = outcome.refusal
    row: dict[str, Any] = {
        "person_id": tap.actor.id,
        "key": key,
        "digest": digest,
        "at": tap.now,
        "ref": outcome.ref,
        "sentence": refusal.sentence if refusal else None,
        "harmless": bool(refusal and refusal.harmless),
        "step_id": outcome.step_id,
    }
    write = _WRITE[tap.session.get_bind().dialect.name]
    if tap.session.connection().execute(write, row).first() is None:
        raise AppliedMeanwhile


def _repeat(row: TapRow, digest: str) -> Outcome:
    if row.digest != digest:
        raise KeyReused(None if row.sentence else row.ref)
    refusal = Refusal(row.sentence, row.harmless) if row.sentence else None
    return Outcome(row.ref or "", refusal, row.step_id)
