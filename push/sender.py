"""Encrypts and sends: the only importer of pywebpush, and that for its encryption alone.

Its own sending has no deadline and follows redirects. Never logs an endpoint or a body.
"""

import asyncio
import logging
import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import aiohttp
from pywebpush import WebPusher, WebPushException
from yarl import URL

from push import payload
from push.endpoints import Endpoint, NotAllowed, PushServices
from push.leases import ToPhone
from push.outward import AT_ONCE, BlockedError, Lookup, PublicOnly, discard, look_up, open_session
from push.vapid import VapidSigner
from push.verdict import Answer, Failure, Verdict, decide

SHORTEST_TTL, LONGEST_TTL = 60, 12 * 3600
# Every nudge asks somebody to act; iOS and Android deliver less urgent ones when it suits them.
URGENCY = "high"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Route:
    """What the sender must know of this installation."""

    signer: VapidSigner
    services: PushServices
    public_url: str


class Sender:
    """Sends leased deliveries, a hundred at a time. Lives in one event loop."""

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
        self, leases: Sequence[ToPhone], stop: threading.Event | None = None
    ) -> list[tuple[ToPhone, Verdict]]:
        """Send each once and say what came of it; never raises for one of them.

        Once `stop` is set, those not yet begun are not tried.
        """
        session = self._open()
        # Connections that were closed while the loop stood still are noticed now, not by a POST.
        await asyncio.sleep(0)
        return await asyncio.gather(*(self._send(session, lease, stop) for lease in leases))

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = open_session(self._resolver)
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _send(
        self, session: aiohttp.ClientSession, lease: ToPhone, stop: threading.Event | None
    ) -> tuple[ToPhone, Verdict]:
        async with self._room:
            if stop is not None and stop.is_set():
                answer = Answer(failure=Failure.NOT_TRIED)
            else:
                answer = await self._answer(session, lease)
        verdict = decide(
            answer,
            attempt=lease.tries + 1,
            was_minimal=lease.is_minimal,
            now=self._clock(),
            jitter=self._chance(),
        )
        return lease, verdict

    async def _answer(self, session: aiohttp.ClientSession, lease: ToPhone) -> Answer:
        try:
            # Asked again at every send: the row may be older than the list, or not of our making.
            endpoint = self._route.services.check(lease.endpoint)
            if lease.vapid_key != self._route.signer.key.id:
                return Answer(failure=Failure.OTHER_KEY)
            body = self._encrypt(lease)
        except NotAllowed:
            return Answer(failure=Failure.BLOCKED)
        except (ValueError, TypeError, WebPushException):
            return Answer(failure=Failure.BAD_KEYS)
        return await _post(session, endpoint.url, body, self._headers(lease, endpoint))

    def _encrypt(self, lease: ToPhone) -> bytes:
        plain = payload.build(
            lease.content, lease.receipt, self._route.public_url, minimal=lease.is_minimal
        )
        keys = {"p256dh": lease.p256dh, "auth": lease.auth}
        pusher = WebPusher({"endpoint": lease.endpoint, "keys": keys})
        return bytes(pusher.encode(plain, "aes128gcm")["body"])

    def _headers(self, lease: ToPhone, endpoint: Endpoint) -> dict[str, str]:
        now = self._clock()
        left = int((lease.expires_at - now).total_seconds())
        return {
            "Authorization": self._route.signer.header(endpoint.origin, now),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(min(max(left, SHORTEST_TTL), LONGEST_TTL)),
            "Topic": self._route.signer.key.topic(lease.subject, lease.person),
            "Urgency": URGENCY,
            "User-Agent": "ownit",
        }


async def _post(
    session: aiohttp.ClientSession, endpoint: str, body: bytes, headers: dict[str, str]
) -> Answer:
    # Already in its one allowed spelling, so that no second parser gets to rewrite it.
    url = URL(endpoint, encoded=True)
    try:
        async with session.post(url, data=body, headers=headers, allow_redirects=False) as response:
            await discard(response)
            return Answer(response.status, retry_after=response.headers.get("Retry-After"))
    except Exception as error:  # noqa: BLE001 - one message's failure must not end the others
        return Answer(failure=_failure(error))


def _trusted(services: PushServices) -> frozenset[tuple[str, int]]:
    urls = [urlsplit(origin) for origin in services.origins]
    return frozenset(
        (url.hostname or "", url.port or (443 if url.scheme == "https" else 80)) for url in urls
    )


def _failure(error: Exception) -> Failure:
    """By kind. What may have been accepted counts as no answer, and is sent again."""
    match error:
        case BlockedError():
            return Failure.BLOCKED
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientSSLError():
            return Failure.TLS
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
            return Failure.UNREACHABLE
        case TimeoutError() | aiohttp.ClientError() | OSError():
            return Failure.NO_ANSWER
    log.error("Sending failed in an unexpected way: %s.", type(error).__name__)
    return Failure.NO_ANSWER
