"""Checks right before each POST whether a leased delivery is still to be sent.

A lease lasts longer than a batch. Meanwhile somebody may have acted, a phone may have signed out,
or another worker may have taken over.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import TypeVar, cast

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from push import digest, locks
from push.leased import Leased
from push.model_fields import table_of
from push.models import Delivery, DeliveryState

Open = Callable[[], AbstractContextManager[Session]]
Asked = tuple[Sequence[Leased], asyncio.Future[frozenset[int]]]
L = TypeVar("L", bound=Leased)
IN_ONE_QUERY = 1000
_TABLE = table_of(Delivery)
_ATTEMPTS = select(_TABLE.c.id, _TABLE.c.attempt).where(
    _TABLE.c.id.in_(bindparam("ids", expanding=True)), _TABLE.c.state == DeliveryState.LEASED
)
_CARRIED_BY_NONE = (
    update(_TABLE).where(_TABLE.c.id.in_(bindparam("ids", expanding=True))).values(carried_by=None)
)


class Recheck:
    """Belongs to one event loop. Calls during a query share the next one."""

    def __init__(self, read: Open, write: Open, words: digest.Words) -> None:
        self._open_read, self._open_write, self._words = read, write, words
        self._asked: list[Asked] = []
        self._answering: asyncio.Task[None] | None = None

    async def __call__(self, lease: L) -> Sequence[L]:
        """What of it is to be sent now: itself, nothing, or the remaining members of a digest,
        bundled again, for which the same has to be asked again.

        Raises what the database raises.
        """
        rows = lease.members
        ours = await self._ours(rows)
        if len(ours) == len(rows):
            return (lease,)
        left = [cast("L", row) for row in rows if row.id in ours]
        return await asyncio.to_thread(self._bundle_anew, left) if left else ()

    async def _ours(self, rows: Sequence[Leased]) -> frozenset[int]:
        answer: asyncio.Future[frozenset[int]] = asyncio.get_running_loop().create_future()
        self._asked.append((rows, answer))
        if self._answering is None or self._answering.done():
            self._answering = asyncio.create_task(self._answer_all())
        return await answer

    async def _answer_all(self) -> None:
        while self._asked:
            asked, self._asked = self._asked, []
            rows = [row for several, _ in asked for row in several]
            try:
                ours = await asyncio.to_thread(self._read, rows)
            except Exception as error:  # noqa: BLE001 - raised where it was asked
                for _, answer in asked:
                    answer.set_exception(error)
            else:
                for several, answer in asked:
                    answer.set_result(ours & {row.id for row in several})

    def _read(self, rows: Sequence[Leased]) -> frozenset[int]:
        with self._open_read() as session:
            return _still_leased(session, rows)

    def _bundle_anew(self, left: Sequence[L]) -> list[L]:
        """In one transaction, since a phone reports one delivery for all members."""
        with self._open_write() as session:
            ids = [row.id for row in left]
            locks.deliveries(session, ids)
            ours = _still_leased(session, left)
            session.connection().execute(_CARRIED_BY_NONE, {"ids": sorted(ours)})
            made = digest.group_into_digests([row for row in left if row.id in ours], self._words)
            digest.note(session, made)
            return made


def _still_leased(session: Session, rows: Sequence[Leased]) -> frozenset[int]:
    """Ids of those that no other attempt has leased and nothing has ended."""
    newest = dict[int, int]()
    ids = [row.id for row in rows]
    for start in range(0, len(ids), IN_ONE_QUERY):
        some = {"ids": ids[start : start + IN_ONE_QUERY]}
        result = session.connection().execute(_ATTEMPTS, some)
        newest.update((row.id, row.attempt) for row in result)
    return frozenset(row.id for row in rows if newest.get(row.id) == row.attempt)
