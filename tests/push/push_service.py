"""A push service on loopback, in memory: RFC 8030 and RFC 8292 for senders, and for browsers
Firefox's autopush WebSocket. It misbehaves on order (see `faults`).

    python -m tests.push.push_service [PORT]
"""

import asyncio
import base64
import json
import re
import secrets
import sys
import time
import uuid
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from aiohttp import WSMsgType, web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from tests.push.faults import Fault, misbehave

MAX_BODY, MAX_TTL = 4096, 60 * 86400
URGENCIES = {"very-low", "low", "normal", "high"}
TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")


@dataclass
class Channel:
    """One subscription, as the service knows it."""

    browser: str
    id: str
    key: str | None  # the applicationServerKey that the browser subscribed with
    gone: bool = False


@dataclass
class Message:
    """One message that was accepted."""

    id: str
    token: str
    data: str  # base64url of the aes128gcm body
    ttl: int
    topic: str
    urgency: str
    expires: float


def unpadded(text: str) -> bytes:
    text = text.rstrip("=")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def check_vapid(header: str, origin: str, expected_key: str | None) -> dict[str, Any]:
    """The claims of `Authorization: vapid t=JWT,k=KEY`, verified as autopush does."""
    scheme, _, rest = header.partition(" ")
    params = dict(part.strip().split("=", 1) for part in rest.split(",") if "=" in part)
    if scheme.lower() != "vapid" or not {"t", "k"} <= params.keys():
        raise web.HTTPUnauthorized(text="no vapid credentials")
    try:
        signed, _, signature = params["t"].rpartition(".")
        key, raw = unpadded(params["k"]), unpadded(signature)
        der = utils.encode_dss_signature(
            int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
        )
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
        public.verify(der, signed.encode(), ec.ECDSA(hashes.SHA256()))
        claims: dict[str, Any] = json.loads(unpadded(signed.partition(".")[2]))
    except (ValueError, InvalidSignature) as error:
        raise web.HTTPUnauthorized(text=f"bad token: {type(error).__name__}") from error
    is_soon = time.time() < float(claims.get("exp", 0)) <= time.time() + 86400 + 60
    if claims.get("aud") != origin or not is_soon:
        raise web.HTTPUnauthorized(text=f"aud must be {origin}, exp within 24 hours")
    if expected_key and unpadded(expected_key) != key:
        raise web.HTTPForbidden(text="not the subscription's applicationServerKey")
    return claims


def check_headers(request: web.Request, body: bytes) -> None:
    head = request.headers
    topic = head.get("Topic")
    is_topic = topic is None or TOPIC.fullmatch(topic)
    urgency = head.get("Urgency", "normal")
    if not (head.get("TTL", "").isdigit() and urgency in URGENCIES and is_topic):
        raise web.HTTPBadRequest(text="bad or missing TTL, Urgency or Topic")
    if len(body) > MAX_BODY:
        raise web.HTTPRequestEntityTooLarge(MAX_BODY, len(body))
    if body and head.get("Content-Encoding") != "aes128gcm":
        raise web.HTTPUnsupportedMediaType(text="Content-Encoding must be aes128gcm")


@dataclass
class PushService:
    """Start it in a running loop; from another thread use `tests.push.running`."""

    origin: str = ""
    channels: dict[str, Channel] = field(default_factory=dict)  # by endpoint token
    accepted: list[Message] = field(default_factory=list)  # all that ever were
    waiting: dict[str, Message] = field(default_factory=dict)  # not yet acknowledged, by id
    claims: list[dict[str, Any]] = field(default_factory=list)
    requests: int = 0
    faults: deque[Fault] = field(default_factory=deque)  # one a request, the next one first
    always: Fault | None = None  # for every request, when there is no other
    # Called with a message that was accepted, before the sender hears of it.
    on_accepted: Callable[[Message], object] | None = None
    on_request: Callable[[int], object] | None = None
    on_answered: Callable[[int], object] | None = None
    # Awaited with the number of a request, before anything becomes of it: a slow push service.
    before: Callable[[int], Awaitable[None]] | None = None
    sockets: dict[str, web.WebSocketResponse] = field(default_factory=dict)  # by browser
    acks: list[dict[str, Any]] = field(default_factory=list)  # 100 delivered, 101 unreadable

    async def start(self, port: int = 0, **site: Any) -> int:
        app = web.Application(client_max_size=1 << 20)
        app.add_routes(
            [
                web.get("/", self.websocket),
                web.post("/wpush/v2/{token}", self.push),
                web.delete("/m/{id}", self.cancel),
                web.get("/_state", self.state),
                web.post("/_control", self.control),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port, **site).start()
        port = int(self._runner.addresses[0][1])
        self.origin = f"{'https' if site else 'http'}://127.0.0.1:{port}"
        return port

    async def stop(self) -> None:
        for socket in list(self.sockets.values()):
            await socket.close(code=1001)
        await self._runner.cleanup()

    def subscribe(self, browser: str = "a test", key: str | None = None) -> str:
        """A new subscription's endpoint."""
        token = secrets.token_urlsafe(48)
        self.channels[token] = Channel(browser, uuid.uuid4().hex, key)
        return f"{self.origin}/wpush/v2/{token}"

    # The sender's side: RFC 8030.

    async def push(self, request: web.Request) -> web.StreamResponse:
        self.requests += 1
        count = self.requests
        if self.on_request:
            self.on_request(count)
        if self.before:
            await self.before(count)
        fault = self.faults.popleft() if self.faults else self.always
        if fault is None or fault.accepts_first:
            response: web.StreamResponse = await self._accept(request)
        if fault is not None:
            response = await misbehave(fault, request)
        if self.on_answered:
            await response.prepare(request)
            await response.write_eof()
            self.on_answered(count)
        return response

    async def _accept(self, request: web.Request) -> web.Response:
        token, body = request.match_info["token"], await request.read()
        channel = self.channels.get(token)
        if channel is None or channel.gone:
            raise (web.HTTPGone if channel else web.HTTPNotFound)(text="no such subscription")
        vapid = request.headers.get("Authorization", "")
        self.claims.append(check_vapid(vapid, self.origin, channel.key))
        check_headers(request, body)
        message = self._keep(token, body, request)
        if self.on_accepted:
            self.on_accepted(message)
        await self._deliver(channel.browser, [message])
        location = f"{self.origin}/m/{message.id}"
        return web.Response(status=201, headers={"Location": location, "TTL": str(message.ttl)})

    def _keep(self, token: str, body: bytes, request: web.Request) -> Message:
        head = request.headers
        ttl = min(int(head["TTL"]), MAX_TTL)
        message = Message(
            id=secrets.token_urlsafe(18),
            token=token,
            data=base64.urlsafe_b64encode(body).decode().rstrip("="),
            ttl=ttl,
            topic=head.get("Topic", ""),
            urgency=head.get("Urgency", "normal"),
            expires=time.time() + max(ttl, 5),
        )
        if message.topic:  # RFC 8030 section 5.4: it replaces the one that still waits
            self._forget(lambda old: (old.token, old.topic) == (token, message.topic))
        self.accepted.append(message)
        self.waiting[message.id] = message
        return message

    def _forget(self, which: Callable[[Message], bool]) -> None:
        self.waiting = {key: one for key, one in self.waiting.items() if not which(one)}

    async def cancel(self, request: web.Request) -> web.Response:
        found = self.waiting.pop(request.match_info["id"], None)
        return web.Response(status=204 if found else 404)

    async def state(self, request: web.Request) -> web.Response:
        waiting = [asdict(message) for message in self.waiting.values()]
        return web.json_response(
            {"connected": list(self.sockets), "acks": self.acks, "pending": waiting}
        )

    async def control(self, request: web.Request) -> web.Response:
        """{"status": 429, "headers": {"Retry-After": "1"}}: the next push gets that."""
        self.faults.append(Fault(**await request.json()))
        return web.Response(status=204)

    # The browser's side: autopush.

    async def _deliver(self, browser: str, messages: list[Message]) -> None:
        for message in messages if browser in self.sockets else []:
            frame = {
                "messageType": "notification",
                "channelID": self.channels[message.token].id,
                "version": message.id,  # Firefox drops those that it has had, by this
                "data": message.data,
                "headers": {"encoding": "aes128gcm"},
            }
            await self.sockets[browser].send_json(frame)

    async def websocket(self, request: web.Request) -> web.WebSocketResponse:
        socket, browser = web.WebSocketResponse(protocols=("push-notification",)), ""
        await socket.prepare(request)
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                browser = await self._converse(socket, browser, json.loads(frame.data))
        if self.sockets.get(browser) is socket:
            del self.sockets[browser]
        return socket

    async def _converse(
        self, socket: web.WebSocketResponse, browser: str, said: dict[str, Any]
    ) -> str:
        kind, channel = said.get("messageType"), said.get("channelID", "")
        reply: dict[str, Any] = {"messageType": kind, "status": 200, "channelID": channel}
        if kind == "hello":
            return await self._hello(socket, said, reply)
        if kind == "register":
            endpoint = self.subscribe(browser, said.get("key"))
            self.channels[endpoint.rpartition("/")[2]].id = channel
            await socket.send_json(reply | {"pushEndpoint": endpoint})
        elif kind == "unregister":
            for one in self.channels.values():
                one.gone |= (one.browser, one.id) == (browser, channel)
            self._forget(lambda message: self.channels[message.token].gone)
            await socket.send_json(reply)
        elif kind == "ack":
            for update in said.get("updates", []):
                self.acks.append(update)
                self.waiting.pop(update.get("version", ""), None)
        elif kind in (None, "ping"):
            await socket.send_str("{}")
        return browser  # nack and broadcast_subscribe need no answer

    async def _hello(
        self, socket: web.WebSocketResponse, said: dict[str, Any], reply: dict[str, Any]
    ) -> str:
        """An unknown browser gets a new name: Firefox then drops its subscriptions."""
        known = {one.browser for one in self.channels.values() if not one.gone}
        browser = said["uaid"] if said.get("uaid") in known else uuid.uuid4().hex
        self.sockets[browser] = socket
        await socket.send_json(reply | {"uaid": browser, "use_webpush": True, "broadcasts": {}})
        self._forget(lambda message: message.expires < time.time())
        missed = [
            one for one in self.waiting.values() if self.channels[one.token].browser == browser
        ]
        await self._deliver(browser, missed)
        return browser


async def main(port: int) -> None:
    service = PushService()
    await service.start(port)
    print(f"push service: {service.origin}; for Firefox ws://127.0.0.1:{port}/")
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if sys.argv[1:] else 8765))
