"""Stands between a phone and the app, and keeps every byte that leaves the phone."""

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit

_PIECE = 65536


class RecordingProxy:
    """with RecordingProxy("http://127.0.0.1:8000") as proxy: page.goto(proxy.url)"""

    def __init__(self, app: str) -> None:
        address = urlsplit(app)
        self._app = (str(address.hostname), int(address.port or 80))
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._left: dict[int, bytearray] = {}

    @property
    def connections(self) -> list[bytes]:
        """What left the phone, by connection: one request after the other."""
        return [bytes(one) for one in self._left.values()]

    def __enter__(self) -> "RecordingProxy":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                phone, _ = self._listener.accept()
            except OSError:
                return
            app = socket.create_connection(self._app)
            left = self._left[len(self._left)] = bytearray()
            threading.Thread(target=_carry, args=(phone, app, left), daemon=True).start()
            threading.Thread(target=_carry, args=(app, phone, bytearray()), daemon=True).start()


def _carry(source: socket.socket, target: socket.socket, kept: bytearray) -> None:
    with suppress(OSError):
        while piece := source.recv(_PIECE):
            kept += piece
            target.sendall(piece)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
