"""A browser's requests to a proxy, as bytes: from an address of its own, by the public name."""

import json
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPMessage, HTTPResponse
from typing import Any

from tests.recipes.proxies import HOST, Proxy

_SECONDS = 20
CHUNK = 64 * 1024


@dataclass(frozen=True)
class Answer:
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Client:
    proxy: Proxy
    address: str  # on loopback, where each machine has sixteen million of them

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, headers)

    def post(self, path: str, body: bytes, headers: Mapping[str, str] | None = None) -> Answer:
        usual = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{HOST}"}
        return self.ask("POST", path, usual | dict(headers or {}), body)

    def ask(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answer:
        with self.connected() as connection:
            send_head(connection, method, path, headers, len(body or b""))
            connection.sendall(body or b"")
            return read_answer(connection)

    def get_plainly(self, path: str) -> Answer:
        """Over http."""
        with self._dial(self.proxy.http) as connection:
            send_head(connection, "GET", path, {}, 0)
            return read_answer(connection)

    @contextmanager
    def connected(self) -> Iterator[ssl.SSLSocket]:
        context = ssl.create_default_context(cafile=self.proxy.authority)
        with (
            self._dial(self.proxy.https) as plain,
            context.wrap_socket(plain, server_hostname=HOST) as connection,
        ):
            yield connection

    def _dial(self, port: int) -> socket.socket:
        return socket.create_connection(("127.0.0.1", port), _SECONDS, (self.address, 0))


def send_head(
    connection: socket.socket, method: str, path: str, headers: Mapping[str, str], length: int
) -> None:
    fields = {"Host": HOST, **headers, "Content-Length": str(length), "Connection": "close"}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
    connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())


def read_answer(connection: socket.socket) -> Answer:
    response = HTTPResponse(connection)
    response.begin()
    return Answer(response.status, response.headers, response.read())
