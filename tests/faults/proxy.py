"""A way between a phone and the app that breaks as it is told, at any byte. Plain HTTP/1.1.

with Proxy("http://127.0.0.1:8000", Scripted([Fault(Kind.CUT_ANSWER, at=17)])) as way:
    page.goto(way.url)
"""

import select
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Self
from urllib.parse import urlsplit

from tests.faults.plan import NO_FAULT, Fault, Kind, Plan
from tests.faults.wire import Broken, Head, Request, Wire, length_of_head, read_answer, status_of

_TURN = 0.02  # seconds between two looks at who is still there
_PATIENCE = 3.0  # for what is held back: then it goes on, whoever came meanwhile
_LONGEST = 30.0  # for the app’s answer
_PIECES = 12
# Closing a socket that lingers for no time sends RST instead of FIN.
_WITH_RESET = struct.pack("ii", 1, 0)


class NetworkState(StrEnum):
    FAIR = "fair"  # everything goes through
    ROUGH = "rough"  # the plan decides
    REFUSED = "refused"  # nobody listens: connections are refused
    SILENT = "silent"  # connections are accepted, and nothing ever comes


@dataclass
class Carried:
    """One request, what was done to it, and what the app said (None: it was not asked)."""

    number: int
    at: datetime
    method: str
    path: str
    key: str | None
    person: str | None
    fault: Fault
    size: int  # of the body, in bytes
    statuses: list[int] = field(default_factory=list)
    head: int = 0  # bytes of the answer's head, and of all of it
    total: int = 0

    def __str__(self) -> str:
        fate = "" if self.fault.kind is Kind.NONE else f" [{self.fault}]"
        said = ",".join(map(str, self.statuses)) or "not asked"
        asked = f"{self.at:%H:%M:%S.%f} #{self.number} {self.method} {self.path}"
        return f"{asked} ({self.size}) → {said}{fate}"


class Proxy:
    """Listens on a port of its own that stays the same through all weathers."""

    def __init__(self, upstream: str, plan: Plan, port: int = 0) -> None:
        app = urlsplit(upstream)
        self.app = (str(app.hostname), int(app.port or 80))
        self.plan = plan
        self.carried: list[Carried] = []
        self.state = NetworkState.ROUGH
        self._changed = threading.Condition()
        self._gone_through = 0
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._is_closed = False
        self._listener = self._listen(port)
        self.port = int(self._listener.getsockname()[1])
        self._start(self._accept, self._listener)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._is_closed = True
        self._stop_listening()
        self._break_all()
        self._tell()
        for thread in list(self._threads):
            thread.join(5)

    def turn(self, state: NetworkState) -> None:
        """From now on. What was on its way through silence or refusal is broken."""
        before, self.state = self.state, state
        if state is NetworkState.REFUSED and before is not NetworkState.REFUSED:
            self._stop_listening()
            self._break_all()
        elif before is NetworkState.REFUSED and state is not NetworkState.REFUSED:
            self._listener = self._listen(self.port)
            self._start(self._accept, self._listener)
        self._tell()

    # ---- connections

    def _listen(self, port: int) -> socket.socket:
        return socket.create_server(("127.0.0.1", port), backlog=64, reuse_port=False)

    def _stop_listening(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes up who accepts
        self._listener.close()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                phone, _ = listener.accept()
            except OSError:
                return
            self._open.add(phone)
            self._start(self._serve, phone)

    def _start(self, work: Callable[[socket.socket], None], argument: socket.socket) -> None:
        self._threads = [one for one in self._threads if one.is_alive()]
        thread = threading.Thread(target=work, args=(argument,), daemon=True)
        self._threads.append(thread)
        thread.start()

    def _serve(self, phone: socket.socket) -> None:
        wire = Wire(phone)
        with suppress(Broken, OSError):
            while self._carry_one(wire):
                pass
        self._end(phone, with_reset=False)

    def _end(self, connection: socket.socket, *, with_reset: bool) -> None:
        self._open.discard(connection)
        with suppress(OSError):
            if with_reset:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _WITH_RESET)
            else:
                connection.shutdown(socket.SHUT_RDWR)
        connection.close()

    def _break_all(self) -> None:
        """Shut down rather than closed, so that a thread that reads from one wakes up."""
        for connection in list(self._open):
            with suppress(OSError):
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _WITH_RESET)
                connection.shutdown(socket.SHUT_RDWR)

    # ---- requests

    def _carry_one(self, wire: Wire) -> bool:
        """Whether the connection may be used for another request."""
        head = Head.read(wire)
        if head is None:
            return False
        fault = self._fate(Request(head))
        wanted = head.length
        if fault.kind is Kind.CUT_REQUEST:
            wanted = max(0, fault.cut(len(head.raw) + head.length) - len(head.raw))
        request = Request(head, wire.exactly(wanted))
        return self._meet(wire.socket, request, fault, self._note(request, fault))

    def _fate(self, request: Request) -> Fault:
        if self.state is NetworkState.SILENT:
            return Fault(Kind.SILENCE)
        return self.plan.fate(request) if self.state is NetworkState.ROUGH else NO_FAULT

    def _note(self, request: Request, fault: Fault) -> Carried:
        with self._changed:
            carried = Carried(
                number=len(self.carried),
                at=datetime.now(UTC),
                method=request.method,
                path=request.path,
                key=request.key,
                person=request.head.fields.get("ownit-person"),
                fault=fault,
                size=len(request.body),
            )
            self.carried.append(carried)
        return carried

    def _meet(self, phone: socket.socket, request: Request, fault: Fault, carried: Carried) -> bool:
        match fault.kind:
            case Kind.CUT_REQUEST:
                self._ask_partly(request.raw[: fault.cut(len(request.raw))])
                return self._cut(phone, b"", fault)
            case Kind.SILENCE:
                now = self.state
                self._wait(lambda: self.state is not now, phone, _LONGEST)
                return self._cut(phone, b"", fault)
            case Kind.ANSWER:
                return self._hand(phone, _own_answer(fault))
            case Kind.DELAY:
                self._wait(lambda: False, None, fault.seconds)
            case Kind.HOLD:
                goal = self._gone_through + fault.behind
                self._wait(lambda: self._gone_through >= goal, None, _PATIENCE)
        return self._deliver(phone, self._ask_app(request, fault, carried), fault)

    def _ask_app(self, request: Request, fault: Fault, carried: Carried) -> bytes:
        """What the app says in the end, however often it is asked."""
        if fault.kind is Kind.AT_ONCE:
            other = threading.Thread(target=self._ask_quietly, args=(request, carried), daemon=True)
            other.start()
            answer = self._ask(request, carried)
            other.join(_LONGEST)
            return answer
        answer = self._ask(request, carried)
        return self._ask(request, carried) if fault.kind is Kind.TWICE else answer

    def _deliver(self, phone: socket.socket, answer: bytes, fault: Fault) -> bool:
        match fault.kind:
            case Kind.CUT_ANSWER:
                return self._cut(phone, answer[: fault.cut(len(answer))], fault)
            case Kind.ANSWER_AFTER:
                return self._hand(phone, _own_answer(fault))
            case Kind.TRICKLE:
                size = max(1, len(answer) // _PIECES)
                for start in range(0, len(answer), size):
                    phone.sendall(answer[start : start + size])
                    self._wait(lambda: False, phone, fault.seconds / _PIECES)
                return True
        return self._hand(phone, answer)

    def _ask_quietly(self, request: Request, carried: Carried) -> None:
        with suppress(Broken, OSError):
            self._ask(request, carried)

    def _ask(self, request: Request, carried: Carried) -> bytes:
        with socket.create_connection(self.app, timeout=_LONGEST) as app:
            app.sendall(request.raw)
            answer = read_answer(Wire(app), request.method)
        with self._changed:
            carried.statuses.append(status_of(answer))
            carried.head, carried.total = length_of_head(answer), len(answer)
            self._gone_through += 1
            self._changed.notify_all()
        return answer

    def _ask_partly(self, start: bytes) -> None:
        with socket.create_connection(self.app, timeout=_LONGEST) as app:
            app.sendall(start)

    def _hand(self, phone: socket.socket, answer: bytes) -> bool:
        phone.sendall(answer)
        return True

    def _cut(self, phone: socket.socket, start: bytes, fault: Fault) -> bool:
        phone.sendall(start)
        self._end(phone, with_reset=fault.with_reset)
        return False

    # ---- waiting

    def _wait(self, true: Callable[[], bool], phone: socket.socket | None, seconds: float) -> None:
        """Until it is true, the phone has gone, the time is over, or the network is up."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not (true() or self._is_over(phone)):
            with self._changed:
                self._changed.wait(_TURN)

    def _is_over(self, phone: socket.socket | None) -> bool:
        return (
            self._is_closed
            or self.state is NetworkState.FAIR
            or (phone is not None and _has_left(phone))
        )

    def _tell(self) -> None:
        with self._changed:
            self._changed.notify_all()


def _has_left(phone: socket.socket) -> bool:
    try:
        readable, _, _ = select.select([phone], [], [], 0)
        return bool(readable) and phone.recv(1, socket.MSG_PEEK) == b""
    except OSError:
        return True


def _own_answer(fault: Fault) -> bytes:
    retry = "" if fault.retry_after is None else f"Retry-After: {fault.retry_after}\r\n"
    body = b"<html><h1>Bad gateway</h1></html>"
    head = f"HTTP/1.1 {fault.status} Broken\r\n{retry}Content-Type: text/html\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
