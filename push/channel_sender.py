"""Sends over channels: the only importer of apprise.

Which kinds there are, and every secret, are settings of the installation; of a person only the
address goes in, percent-encoded, so that nobody can make this server call a URL of their choosing.
Neither URLs nor addresses are logged.
"""

import asyncio
import logging
import random
import threading
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from push import payload
from push.leased import ToChannel
from push.verdict import DeliveryResult, Failure, Verdict

if TYPE_CHECKING:  # loading it takes 0.3 s and some 40 MB: only a worker that needs it does
    pass
from push.apprise_client import TO, _address_in, send_message

# Seconds for all that are leased together, so shorter than their lease. A mail server that looks
# through a message takes its time to answer, or to hang up: what it has taken by then would be sent
# again.
DEADLINE = 40.0
STOP_SECONDS = 8.0  # for what is under way when the worker stops; less than it is given for that
HOLD = 1.0  # seconds that the worker waits for them before it goes on
AT_ONCE = 8
MOST_HANGING = 24  # threads that cannot be ended from outside
ILL_SECONDS = 60.0  # pause of a kind that did not answer
# The last one comes 10 to 20 minutes after the first: a mail server with a greylist (RFC 6647)
# refuses whom it does not know for five.
TRIES = 6
FIRST_WAIT = 10.0  # seconds; three times as long after each attempt, half of it random
NOT_SET_UP = "not set up"
REFUSED = "refused"
Told = tuple[ToChannel, Verdict]
Recheck = Callable[[ToChannel], Awaitable[Sequence[ToChannel]]]


@dataclass(frozen=True)
class _Batch:
    recheck: Recheck
    stop: threading.Event | None
    end: float  # of the monotonic clock

    @property
    def is_over(self) -> bool:
        return self.end <= time.monotonic() or (self.stop is not None and self.stop.is_set())


class ChannelSender:
    """Sends leased deliveries to channels, a few at a time. Belongs to one event loop.

    Slow ones stay under way and are reported in a later round: phones do not wait.
    """

    def __init__(
        self,
        ways: Mapping[str, str],
        public_url: str = "",
        *,
        deadline: float = DEADLINE,
        hold: float = HOLD,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`ways`: for each kind the Apprise URL with TO in it."""
        self._ways = ways
        self._public_url = public_url
        self._deadline, self._hold = deadline, hold
        self._chance = chance
        self._room = asyncio.Semaphore(AT_ONCE)
        self._hanging = 0
        self._ill_until: dict[str, float] = {}  # of the monotonic clock
        self._under_way: set[asyncio.Task[list[Told]]] = set()

    @property
    def is_busy(self) -> bool:
        """Whether something is under way that was not reported yet."""
        return bool(self._under_way)

    async def send_all(
        self, leases: Sequence[ToChannel], recheck: Recheck, stop: threading.Event | None = None
    ) -> list[Told]:
        """Send each once and report its result, and results of those that were under way. Never
        raises for one of them. Reports nothing for those that `recheck`, asked right before each,
        finds superseded. Each member of a digest has its own result, since its own attempts end it.
        Once `stop` is set, nothing stays under way."""
        batch = _Batch(recheck, stop, time.monotonic() + self._deadline)
        sending = {asyncio.create_task(self._send_alone(batch, lease)) for lease in leases}
        self._under_way |= sending
        if not self._under_way:
            return []
        is_stopping = stop is not None and stop.is_set()
        hold = STOP_SECONDS if is_stopping else self._hold
        ended, self._under_way = await asyncio.wait(self._under_way, timeout=hold)
        if is_stopping and self._under_way:  # their lease runs out, and they are sent again
            await self.close()
        return [one for several in ended for one in several.result()]

    async def close(self) -> None:
        """Leaves alone what is under way."""
        for sending in self._under_way:
            sending.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        self._under_way = set()

    async def _send_alone(self, batch: _Batch, lease: ToChannel) -> list[Told]:
        """An unexpected exception fails only this one."""
        try:
            return await self._send(batch, lease)
        except Exception:
            log.exception("Delivery %d cannot be sent.", lease.id)
            return self._all_failed(lease, Failure.FAULT)

    async def _send(self, batch: _Batch, lease: ToChannel) -> list[Told]:
        way = self._ways.get(lease.kind)
        rows = _rows(lease)
        if way is None:
            return _all(rows, Verdict(DeliveryResult.DEAD, NOT_SET_UP))
        async with self._room:
            if batch.is_over:
                return _all(rows, _NOT_TRIED)
            if self._is_ill(lease.kind):
                return _all(rows, _LEFT_ALONE)
            try:
                left = await batch.recheck(lease)
            except Exception as error:  # noqa: BLE001 - whatever it is, nothing may go out
                log.warning("Not known whether it is still to be sent (%s).", type(error).__name__)
                return _all(rows, _NOT_CHECKED)
            if tuple(left) == (lease,):
                failure = await self._try(lease, way, batch.end - time.monotonic())
                return self._all_failed(lease, failure) if failure else _all(rows, _ACCEPTED)
        return [one for each in left for one in await self._send(batch, each)]

    def _all_failed(self, lease: ToChannel, failure: str) -> list[Told]:
        chance = self._chance()  # one for all, so that they stay together
        return [(row, _failed(row, failure, chance)) for row in _rows(lease)]

    def _is_ill(self, kind: str) -> bool:
        return self._hanging >= MOST_HANGING or time.monotonic() < self._ill_until.get(kind, 0.0)

    async def _try(self, lease: ToChannel, way: str, left: float) -> str | None:
        """The reason of a failure; None on success."""
        url = _address_in(way, lease.kind, lease.address)
        mailbox = lease.address if lease.kind == "email" and TO in way else None
        link = payload.link(lease.content["path"], lease.receipt, self._public_url)
        title, body = lease.content["title"], f"{lease.content['body']}\n{link}".strip()
        try:
            is_accepted = await asyncio.wait_for(
                self._in_thread(lambda: send_message(url, mailbox, title, body)), left
            )
        except TimeoutError:
            self._ill_until[lease.kind] = time.monotonic() + ILL_SECONDS
            return Failure.NO_ANSWER
        return None if is_accepted else REFUSED

    def _in_thread(self, send: Callable[[], bool]) -> "asyncio.Future[bool]":
        """In a daemon thread: one that hangs must not keep the worker from ending."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[bool] = loop.create_future()

        def tell(is_accepted: bool) -> None:
            self._hanging -= 1
            if not answer.done():
                answer.set_result(is_accepted)

        def run() -> None:
            is_accepted = send()
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(tell, is_accepted)

        self._hanging += 1
        threading.Thread(target=run, daemon=True, name="push-relay").start()
        return answer


def _rows(lease: ToChannel) -> list[ToChannel]:
    return [row for row in lease.carries if isinstance(row, ToChannel)] or [lease]


_ACCEPTED = Verdict(DeliveryResult.ACCEPTED, "accepted")
_NOT_CHECKED = Verdict(DeliveryResult.RETRY, Failure.NOT_CHECKED, wait=FIRST_WAIT, was_tried=False)
_NOT_TRIED = Verdict(DeliveryResult.RETRY, Failure.NOT_TRIED, was_tried=False)
_LEFT_ALONE = Verdict(DeliveryResult.RETRY, Failure.NO_ANSWER, wait=ILL_SECONDS, was_tried=False)


def _all(rows: Sequence[ToChannel], verdict: Verdict) -> list[Told]:
    return [(row, verdict) for row in rows]


def _failed(row: ToChannel, reason: str, chance: float) -> Verdict:
    if row.tries + 1 >= TRIES:
        return Verdict(DeliveryResult.DEAD, reason)
    return Verdict(
        DeliveryResult.RETRY, reason, wait=FIRST_WAIT * 3.0**row.tries * (0.5 + chance / 2)
    )


log = logging.getLogger(__name__)
