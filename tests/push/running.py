"""A push service in a thread of its own, for tests that are not async; and phones to be rung."""

import asyncio
import base64
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.push.push_service import Message, PushService, unpadded


@dataclass
class Phone:
    """What a browser keeps of a subscription: it can read what was encrypted for it."""

    endpoint: str
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def p256dh(self) -> str:
        public = self.private.public_key()
        return _encoded(public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    @property
    def auth(self) -> str:
        return _encoded(self.secret)

    @property
    def token(self) -> str:
        return self.endpoint.rpartition("/")[2]

    def read(self, message: Message) -> dict[str, Any]:
        plain = http_ece.decrypt(
            unpadded(message.data),
            private_key=self.private,
            auth_secret=self.secret,
            version="aes128gcm",
        )
        document: dict[str, Any] = json.loads(plain)
        return document

    def inbox(self, service: PushService) -> list[dict[str, Any]]:
        """All that the service ever accepted for this phone, read."""
        return [self.read(one) for one in list(service.accepted) if one.token == self.token]


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@contextmanager
def running_service(**site: Any) -> Iterator[PushService]:
    service, loop = PushService(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    # Not in this thread: a browser's driver may occupy it with a loop of its own.
    asyncio.run_coroutine_threadsafe(service.start(**site), loop).result(10)
    try:
        yield service
    finally:
        asyncio.run_coroutine_threadsafe(_end(service), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _end(service: PushService) -> None:
    await service.stop()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
