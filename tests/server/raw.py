"""A socket that says exactly what it is told to, and reads answers one by one."""

import socket
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Raw:
    port: int
    connection: socket.socket = field(init=False)
    _got: bytes = b""

    def __post_init__(self) -> None:
        self.connection = socket.create_connection(("127.0.0.1", self.port), timeout=25)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None
    ) -> None:
        self.connection.close()

    def send(self, some: bytes) -> Self:
        self.connection.sendall(some)
        return self

    def reply(self, *, has_body: bool = True) -> Reply:
        """The next one; `has_body` is False for what answers HEAD."""
        while b"\r\n\r\n" not in self._got:
            self._more()
        head, _, self._got = self._got.partition(b"\r\n\r\n")
        line, *fields = head.decode().split("\r\n")
        headers = dict(one.split(": ", 1) for one in fields)
        length = int(headers.get("Content-Length", "0")) if has_body else 0
        while len(self._got) < length:
            self._more()
        body, self._got = self._got[:length], self._got[length:]
        return Reply(int(line.split()[1]), headers, body)

    def is_closed(self) -> bool:
        """Waits until the server hangs up; False when it says something instead."""
        try:
            return not self._got and self.connection.recv(1) == b""
        except ConnectionError:
            return True

    def _more(self) -> None:
        some = self.connection.recv(65536)
        assert some, f"the server hung up after {self._got!r}"
        self._got += some
