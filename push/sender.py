"""Encrypts and sends: the only importer of pywebpush, for its encryption alone.

The library's own sending has no deadline and follows redirects. Never logs an endpoint or a body.
"""

import asyncio
import logging
import random
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import aiohttp
from pywebpush import WebPusher, WebPushException
from yarl import URL

from push import payload
from push.endpoints import Endpoint, NotAllowed, PushServices
from push.leased import ToPhone
from push.public_http import (
    AT_ONCE,
    BlockedError,
    Lookup,
    PublicOnly,
    discard,
    look_up,
    open_session,
)
from push.vapid import VapidSigner
from push.verdict import Answer, Failure, Verdict, decide

SHORTEST_TTL, LONGEST_TTL = 60, 12 * 3600
# Every nudge asks somebody to act; iOS and Android delay less urgent ones.
URGENCY = "high"
Sent = tuple[ToPhone, Verdict]
Recheck = Callable[[ToPhone], Awaitable[Sequence[ToPhone]]]
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Route:
    """What the sender needs of this installation."""

    signer: VapidSigner
    services: PushServices
    public_url: str
    old_signers: tuple[VapidSigner, ...] = ()  # of replaced keys
    # `payload.MINIMAL_TITLE` in a language (BCP 47; empty: English).
    minimal_title: Callable[[str], str] = lambda _: payload.MINIMAL_TITLE

    def signer_for(self, key_id: str, now: datetime) -> VapidSigner | None:
        """The signer for subscriptions made with this key; None: unknown, or its use has ended."""
        known = (
            self.signer,
            *(
                vapid_signer
                for vapid_signer in self.old_signers
                if vapid_signer.until and vapid_signer.until > now
            ),
        )
        return next((vapid_signer for vapid_signer in known if vapid_signer.key.id == key_id), None)


@dataclass(frozen=True)
class _Batch:
    session: aiohttp.ClientSession
    recheck: Recheck
    stop: threading.Event | None


class Sender:
    """Sends leased deliveries, a hundred at a time. Belongs to one event loop."""

    def __init__(
        self,
        route: Route,
        clock: Callable[[], datetime],
        *,
        lookup: Lookup = look_up,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._route = route
        self._clock = clock
        self._chance = chance
        self._resolver = PublicOnly(_trusted(route.services), lookup)
        self._session: aiohttp.ClientSession | None = None
        self._room = asyncio.Semaphore(AT_ONCE)

    async def send_all(
        self, leases: Sequence[ToPhone], recheck: Recheck, stop: threading.Event | None = None
    ) -> list[Sent]:
        """Send each once and report its result; never raises for one of them.

        Reports nothing for those that `recheck`, asked right before each POST, finds superseded.
        Once `stop` is set, those not yet begun are not tried.
        """
        batch = _Batch(self._open(), recheck, stop)
        # Notices connections that were closed while the loop stood still before a POST does.
        await asyncio.sleep(0)
        sending = [self._send(batch, lease) for lease in leases]
        results = await asyncio.gather(*sending, return_exceptions=True)
        return [one for pair in zip(leases, results, strict=True) for one in self._told(*pair)]

    def _told(self, lease: ToPhone, result: list[Sent] | BaseException) -> list[Sent]:
        """An unexpected exception fails only this one."""
        if not isinstance(result, BaseException):
            return result
        if not isinstance(result, Exception):
            raise result
        log.error("Delivery %d cannot be sent.", lease.id, exc_info=result)
        return [(lease, self._verdict(lease, Answer(failure=Failure.FAULT)))]

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = open_session(self._resolver)
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            await self._resolver.close()
            self._session = None

    async def _send(self, batch: _Batch, lease: ToPhone) -> list[Sent]:
        async with self._room:
            answer = await self._answer(batch, lease)
        if isinstance(answer, Answer):
            return [(lease, self._verdict(lease, answer))]
        return [one for left in answer for one in await self._send(batch, left)]

    def _verdict(self, lease: ToPhone, answer: Answer) -> Verdict:
        return decide(
            answer,
            attempt=lease.tries + 1,
            was_minimal=lease.is_minimal,
            now=self._clock(),
            jitter=self._chance(),
        )

    async def _answer(self, batch: _Batch, lease: ToPhone) -> Answer | Sequence[ToPhone]:
        """Its result; or, if not all of it is to be sent any more, the rest to send."""
        if batch.stop is not None and batch.stop.is_set():
            return Answer(failure=Failure.NOT_TRIED)
        plain = payload.build(
            lease.content,
            lease.receipt,
            self._route.public_url,
            minimal=lease.is_minimal,
            minimal_title=self._route.minimal_title(lease.content.get("lang", "")),
        )
        try:
            # Checked at every send: the row may be older than the list, or written by hand.
            endpoint = self._route.services.check(lease.endpoint)
            signer = self._route.signer_for(lease.vapid_key, self._clock())
            if signer is None:
                return Answer(failure=self._why_unsigned(lease))
            body = _encrypt(lease, plain)
        except NotAllowed:
            return Answer(failure=Failure.BLOCKED)
        except (ValueError, TypeError, LookupError, WebPushException):
            return Answer(failure=Failure.BAD_KEYS)
        headers = self._headers(lease, endpoint, signer)
        try:
            left = await batch.recheck(lease)
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing may go out
            log.warning("Not known whether it is still to be sent (%s).", type(error).__name__)
            return Answer(failure=Failure.NOT_CHECKED)
        if tuple(left) != (lease,):
            return left
        return await _post(batch.session, endpoint.url, body, headers)

    def _why_unsigned(self, lease: ToPhone) -> Failure:
        ends_at = lease.phone_expires_at
        return Failure.KEY_ENDED if ends_at and ends_at <= self._clock() else Failure.OTHER_KEY

    def _headers(self, lease: ToPhone, endpoint: Endpoint, signer: VapidSigner) -> dict[str, str]:
        now = self._clock()
        left = int((lease.expires_at - now).total_seconds())
        return {
            "Authorization": signer.header(endpoint.origin, now),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(min(max(left, SHORTEST_TTL), LONGEST_TTL)),
            "Topic": signer.key.topic(lease.subject, lease.person),
            "Urgency": URGENCY,
            "User-Agent": "ownit",
        }


def _encrypt(lease: ToPhone, plain: bytes) -> bytes:
    """Raises whatever the library raises for invalid keys."""
    keys = {"p256dh": lease.p256dh, "auth": lease.auth}
    pusher = WebPusher({"endpoint": lease.endpoint, "keys": keys})
    return bytes(pusher.encode(plain, "aes128gcm")["body"])


async def _post(
    session: aiohttp.ClientSession, endpoint: str, body: bytes, headers: dict[str, str]
) -> Answer:
    # In its one allowed spelling: no second parser may rewrite it.
    url = URL(endpoint, encoded=True)
    try:
        async with session.post(url, data=body, headers=headers, allow_redirects=False) as response:
            await discard(response)
            return Answer(
                response.status,
                retry_after=response.headers.get("Retry-After"),
                wns_status=response.headers.get("X-WNS-NotificationStatus", "").strip().lower(),
            )
    except Exception as error:  # noqa: BLE001 - one message's failure must not end the others
        return Answer(failure=_failure(error))


def _trusted(services: PushServices) -> frozenset[tuple[str, int]]:
    urls = [urlsplit(origin) for origin in services.origins]
    return frozenset(
        (url.hostname or "", url.port or (443 if url.scheme == "https" else 80)) for url in urls
    )


def _failure(error: Exception) -> Failure:
    """By kind of exception. What may have been accepted is NO_ANSWER, and is sent again."""
    match error:
        case BlockedError():
            return Failure.MISDIRECTED
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientSSLError():
            return Failure.TLS
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
            return Failure.UNREACHABLE
        case TimeoutError() | aiohttp.ClientError() | OSError():
            return Failure.NO_ANSWER
    log.error("Sending failed in an unexpected way: %s.", type(error).__name__)
    return Failure.NO_ANSWER
