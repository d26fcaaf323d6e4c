"""Outgoing HTTP: a session that reaches only public addresses, or trusted origins.

Part of the sender. A name is refused when any of its addresses is not public, and the connection
goes to exactly the addresses that were checked: nothing is resolved twice.
"""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress

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
    """Addresses of a name, by this machine's resolver. In a daemon thread: where no DNS server
    answers it hangs for half a minute, and in the loop's own threads everything else would wait."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def tell(found: list[str], error: OSError | UnicodeError | None) -> None:
        if answer.done():
            return
        if error:
            answer.set_exception(error)
        else:
            answer.set_result(found)

    def run() -> None:
        found: list[str] = []
        error: OSError | UnicodeError | None = None
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found = [str(address[0]) for *_, address in rows]
        except (OSError, UnicodeError) as problem:
            error = problem
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(tell, found, error)

    threading.Thread(target=run, daemon=True, name="push-dns").start()
    return await answer


class PublicOnly(AbstractResolver):
    """Resolver for aiohttp; `trusted` hosts and ports may have any address. Whoever asks for a name
    while it is being looked up gets the same answer."""

    def __init__(self, trusted: frozenset[tuple[str, int]], lookup: Lookup = look_up) -> None:
        self._trusted = trusted
        self._lookup = lookup
        self._under_way: dict[tuple[str, int], asyncio.Task[list[str]]] = {}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        # Shielded: one who waits no longer takes it from no other.
        addresses = await asyncio.shield(self._shared(host, port))
        if (host, port) not in self._trusted and not all(map(is_public, addresses)):
            raise BlockedError(host)
        return [_pinned(host, address, port) for address in addresses if _fits(address, family)]

    def _shared(self, host: str, port: int) -> asyncio.Task[list[str]]:
        task = self._under_way.get((host, port))
        if task is None:
            task = asyncio.ensure_future(self._run(host, port))
            self._under_way[host, port] = task
            task.add_done_callback(_seen)
        return task

    async def _run(self, host: str, port: int) -> list[str]:
        try:
            return await self._lookup(host, port)
        finally:
            del self._under_way[host, port]

    async def close(self) -> None:
        """Leaves alone what is under way."""
        for task in tuple(self._under_way.values()):
            task.cancel()
        await asyncio.sleep(0)


def _seen(task: asyncio.Task[list[str]]) -> None:
    """Of an error that nobody waits for any more asyncio would complain."""
    if not task.cancelled():
        task.exception()


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
