"""A connection to a browser over WebDriver BiDi (W3C), with aiohttp and nothing else."""

import asyncio
import itertools
from collections.abc import Callable
from typing import Any

import aiohttp

Event = dict[str, Any]


class BiDiError(Exception):
    """The browser refused a command, a script in it threw, or it has gone."""


class Connection:
    """Commands in order of their numbers; events to whoever listens."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._listeners: list[Callable[[Event], None]] = []
        self._http: aiohttp.ClientSession | None = None
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._reader: asyncio.Task[None] | None = None

    async def open(self, url: str) -> None:
        self._http = aiohttp.ClientSession()
        self._socket = await self._http.ws_connect(f"{url}/session", max_msg_size=0)
        self._reader = asyncio.create_task(self._read(self._socket))
        await self.send("session.new", capabilities={})

    @property
    def is_open(self) -> bool:
        return self._socket is not None and not self._socket.closed

    async def close(self) -> None:
        if self._reader:
            self._reader.cancel()
        if self._http:
            await self._http.close()

    async def send(self, method: str, **params: Any) -> Any:
        """The command's result. Raises BiDiError."""
        if self._socket is None:
            raise BiDiError("the browser is not connected")
        number = next(self._numbers)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": params})
        return await answer

    async def listen(self, *events: str, to: Callable[[Event], None]) -> None:
        self._listeners.append(to)
        await self.send("session.subscribe", events=list(events))

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for frame in socket:
            self._take(frame.json())
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(BiDiError("the browser closed the connection"))

    def _take(self, message: dict[str, Any]) -> None:
        if message.get("type") == "event":
            for listener in self._listeners:
                listener(message)
        answer = self._waiting.pop(message.get("id", 0), None)
        if answer is None or answer.done():
            return
        if message["type"] == "error":
            answer.set_exception(BiDiError(f"{message['error']}: {message['message']}"))
        else:
            answer.set_result(message["result"])


def to_python(value: dict[str, Any]) -> Any:
    """A BiDi RemoteValue as plain Python; None for what has no counterpart."""
    kind, inner = value.get("type"), value.get("value")
    if kind in ("array", "set"):
        return [to_python(one) for one in inner or []]
    if kind in ("object", "map"):
        pairs = inner or []
        return {
            key if isinstance(key, str) else to_python(key): to_python(one) for key, one in pairs
        }
    if kind == "number" and isinstance(inner, str):
        return float(inner.replace("Infinity", "inf"))
    return inner if kind in ("string", "number", "boolean", "bigint", "date") else None
