"""Outgoing HTTP: a session that reaches only public addresses, or trusted origins.

Part of the sender. A name is refused when any of its addresses is not public, and the connection
goes to exactly the addresses that were checked: nothing is resolved twice.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from push.addresses import is_public

AT_ONCE = 100  # connections, one for each message under way
DEADLINE = 10.0  # seconds for one message in all
CONNECT = 3.0
LARGEST_ANSWER = 2048

Lookup = Callable[[str, int], Awaitable[list[str]]]


class BlockedError(Exception):
    """The name has an address that is not public."""


async def look_up(host: str, port: int) -> list[str]:
    """Addresses of a name, by this machine's resolver."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class PublicOnly(AbstractResolver):
    """Resolver for aiohttp; `trusted` hosts and ports may have any address."""

    def __init__(self, trusted: frozenset[tuple[str, int]], lookup: Lookup = look_up) -> None:
        self._trusted = trusted
        self._lookup = lookup

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        addresses = await self._lookup(host, port)
        if (host, port) not in self._trusted and not all(map(is_public, addresses)):
            raise BlockedError(host)
        return [_pinned(host, address, port) for address in addresses if _fits(address, family)]

    async def close(self) -> None:
        """Nothing to close."""


def _fits(address: str, family: socket.AddressFamily) -> bool:
    return family in (socket.AF_UNSPEC, _family(address))


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def _pinned(host: str, address: str, port: int) -> ResolveResult:
    return ResolveResult(
        hostname=host,
        host=address,
        port=port,
        family=_family(address),
        proto=0,
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )


def open_session(resolver: PublicOnly) -> aiohttp.ClientSession:
    """To be called in the running loop. Keeps connections, no cookies, uses no proxy."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            resolver=resolver, use_dns_cache=False, limit=AT_ONCE, keepalive_timeout=30
        ),
        timeout=aiohttp.ClientTimeout(total=DEADLINE, sock_connect=CONNECT),
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        auto_decompress=False,
    )


async def discard(response: aiohttp.ClientResponse) -> None:
    """Read a short answer's body to its end, so that the connection can be reused."""
    left = LARGEST_ANSWER
    try:
        async with asyncio.timeout(1):
            while left > 0 and (chunk := await response.content.read(left)):
                left -= len(chunk)
    except (TimeoutError, aiohttp.ClientError, OSError):
        left = 0  # the status is all that matters
    if left <= 0:
        response.close()
