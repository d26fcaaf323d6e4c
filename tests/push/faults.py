"""How a push service can misbehave, as data; and the misbehaving itself."""

import asyncio
import socket
import struct
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import web

Kind = Literal["answer", "reset", "silence", "slow body", "large body", "vanish"]


@dataclass(frozen=True)
class Fault:
    """One request's ill fate. `accepts_first`: the message was taken before it goes wrong."""

    status: int = 500
    headers: dict[str, str] = field(default_factory=dict)
    kind: Kind = "answer"
    accepts_first: bool = False


async def misbehave(fault: Fault, request: web.Request) -> web.StreamResponse:
    match fault.kind:
        case "answer":
            return web.Response(status=fault.status, headers=fault.headers)
        case "reset":
            return _reset(request)
        case "vanish":
            return _vanish(request)
        case "silence":
            await asyncio.sleep(3600)
        case "slow body":
            return await _trickle(fault, request)
        case "large body":
            return web.Response(status=fault.status, body=b"x" * 20_000_000)
    raise AssertionError(fault.kind)


def _reset(request: web.Request) -> web.Response:
    """RST: the connection is not closed but broken."""
    assert request.transport is not None
    connection = request.transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.transport.abort()
    return web.Response()


def _vanish(request: web.Request) -> web.Response:
    """The connection ends before the answer has begun."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def _trickle(fault: Fault, request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(status=fault.status)
    response.content_length = 1000
    await response.prepare(request)
    for _ in range(1000):
        await response.write(b"x")
        await asyncio.sleep(1)
    return response
