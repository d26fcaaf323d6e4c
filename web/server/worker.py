"""A gunicorn worker whose threads get complete requests only, so that no slow client holds one.

With gunicorn's `gthread`, as many slow clients as there are threads stop everybody.
Here one loop reads and writes for all; parsing, calling and supervision are gunicorn's own.
"""

import errno
import selectors
import socket
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from typing import Any, ClassVar

from gunicorn.workers.gthread import ThreadWorker

from web.server import replies
from web.server.admission import Connections
from web.server.connection import CLOSING_SECONDS, GRACE_SECONDS, Connection, Refused, State
from web.store.gate import writer_threads

_TURN_SECONDS = 1.0
_MOST_WRITING = 200  # requests of one process that write, or wait for a thread that may
_LINGER_SECONDS = 2.0  # of idle connections at the end: a request may be on its way
_FULL = (errno.EMFILE, errno.ENFILE)


class BufferingWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """`own_threads`: by path prefix, the number of threads reserved for it."""

    next_look = 0.0  # by the monotonic clock
    own_threads: ClassVar[dict[bytes, int]] = {}
    has_proxies: ClassVar[bool] = False

    def init_process(self) -> None:
        self.own_pools = {path: ThreadPoolExecutor(n) for path, n in self.own_threads.items()}
        # As many as may wait for the database; other writers wait here, without a thread.
        self.writers = ThreadPoolExecutor(writer_threads(self.cfg.threads))
        self.writing = 0
        self.connections = Connections(by_address=not self.has_proxies)
        super().init_process()

    def run(self) -> None:
        queue = self.method_queue
        self.poller.register(queue.fileno(), selectors.EVENT_READ, queue.run_callbacks)
        self.set_accept_enabled(True)
        while self.alive and self.is_parent_alive():
            self._turn()
        self.set_accept_enabled(False)
        self._finish()
        for pool in (self.tpool, self.writers, *self.own_pools.values()):
            pool.shutdown(wait=False)
        self.poller.close()
        queue.close()

    def _turn(self) -> None:
        self.notify()
        self.wait_for_and_dispatch_events(_TURN_SECONDS)
        now = time.monotonic()
        if now >= self.next_look:
            self.next_look = now + _TURN_SECONDS
            self._end_late(now)

    def _finish(self) -> None:
        """Requests under way are answered; idle connections are closed soon."""
        began = time.monotonic()
        for connection in self.connections.all:
            if connection.state is State.WAITING and not connection.received:
                connection.deadline = min(connection.deadline, began + _LINGER_SECONDS)
        while self.connections.all and time.monotonic() < began + self.cfg.graceful_timeout:
            self.next_look = 0.0
            self.notify()
            self.wait_for_and_dispatch_events(0.1)
            self._end_late(time.monotonic())
        for connection in list(self.connections.all):
            self._close(connection)

    def _keepalive_after(self, _connection: Any, keepalive: Any) -> bool:
        """gunicorn closes a connection whose long body was not read, after it has announced the
        opposite: a proxy's next request is lost. Here every body has been read."""
        return bool(keepalive)

    # ---- connections ----

    def accept(self, listener: socket.socket) -> None:
        """One at a time, so that the processes share connections evenly."""
        try:
            sock, client = listener.accept()
        except BlockingIOError:
            return
        except OSError as error:
            if error.errno in _FULL:
                self._make_room()
            return
        with suppress(OSError):  # it has hung up already
            self._welcome(Connection(self.cfg, sock, client, listener.getsockname()))

    def _welcome(self, connection: Connection) -> None:
        victim = self.connections.add(connection)
        if victim is not None:
            self._close(victim)
        self._watch(connection, selectors.EVENT_READ)

    def _make_room(self) -> None:
        least = self.connections.least()
        if least is not None:
            self._close(least)

    def _watch(self, connection: Connection, events: int) -> None:
        self.poller.register(connection.socket, events, partial(self._ready, connection))

    def _unwatch(self, connection: Connection) -> None:
        with suppress(KeyError, ValueError):
            self.poller.unregister(connection.socket)

    def _close(self, connection: Connection) -> None:
        self._unwatch(connection)
        self.connections.remove(connection)
        connection.close()

    def _end_late(self, now: float) -> None:
        for late in [each for each in self.connections.all if each.deadline <= now]:
            if late.state is State.RECEIVING or (late.state is State.WAITING and late.received):
                self._refuse(late, HTTPStatus.REQUEST_TIMEOUT)
            elif late.state is not State.WORKING:
                self._close(late)
        while slow := self.connections.slow_reader():
            self._close(slow)

    # ---- what comes and goes on one ----

    def _ready(self, connection: Connection, _socket: socket.socket) -> None:
        if connection.socket.fileno() < 0:
            return  # closed earlier in this turn
        try:
            if connection.state is State.ANSWERING:
                self._answer_on(connection)
            else:
                self._read(connection)
        except Exception:
            self.log.exception("A connection broke.")
            self._close(connection)

    def _read(self, connection: Connection) -> None:
        try:
            is_open = connection.read()
        except OSError:  # the disk is full
            self._refuse(connection, HTTPStatus.SERVICE_UNAVAILABLE)
            return
        if not is_open and not connection.is_whole():
            self._close(connection)
        elif self.connections.is_too_much(connection):
            self._refuse(connection, HTTPStatus.SERVICE_UNAVAILABLE)
        elif connection.state is not State.CLOSING:
            self._take_request(connection)

    def _take_request(self, connection: Connection) -> None:
        try:
            is_whole = connection.find_request()
        except Refused as refused:
            self._refuse(connection, refused.status)
            return
        except OSError:
            self._close(connection)
            return
        if is_whole:
            self._submit(connection)

    def _submit(self, connection: Connection) -> None:
        pool = self._pool(connection)
        if pool is self.writers:
            if self.writing >= _MOST_WRITING:
                self._refuse(connection, HTTPStatus.SERVICE_UNAVAILABLE)
                return
            self.writing += 1
        self._unwatch(connection)
        connection.work()
        future = pool.submit(self.handle, connection)
        future.add_done_callback(partial(self._worked, connection))

    def _pool(self, connection: Connection) -> ThreadPoolExecutor:
        method, path = (frame.method, frame.path) if (frame := connection.frame) else (b"", b"")
        for start, own in self.own_pools.items():
            if path.startswith(start):
                return own
        readers: ThreadPoolExecutor = self.tpool
        return readers if method in (b"GET", b"HEAD", b"") else self.writers

    def _worked(self, connection: Connection, future: "Future[Any]") -> None:
        """In the thread that answered: the loop does the rest."""
        self.method_queue.defer(self._answered, connection, future)

    def _answered(self, connection: Connection, future: "Future[Any]") -> None:
        if self._pool(connection) is self.writers:
            self.writing -= 1
        is_kept = not future.cancelled() and future.exception() is None and future.result()
        connection.closes = connection.closes or not is_kept
        connection.end_request()
        self._answer_on(connection)

    def _answer_on(self, connection: Connection) -> None:
        """Sends on; when all is sent, looks for the next request or closes."""
        if connection.state is not State.ANSWERING:
            self._unwatch(connection)
            connection.state = State.ANSWERING
            connection.wait_until(GRACE_SECONDS)
            is_watched = False
        else:
            is_watched = True
        try:
            is_out = connection.flush()
        except OSError:
            self._close(connection)
            return
        if not is_out:
            if not is_watched:
                self._watch(connection, selectors.EVENT_WRITE)
            return
        self._unwatch(connection)
        self._go_on(connection)

    def _go_on(self, connection: Connection) -> None:
        if connection.closes:
            connection.state = State.CLOSING
            connection.wait_until(CLOSING_SECONDS)
            with suppress(OSError):
                connection.socket.shutdown(socket.SHUT_WR)
        else:
            connection.next_request()
            if not self.alive and not connection.received:
                connection.wait_until(_LINGER_SECONDS)
        self._watch(connection, selectors.EVENT_READ)
        if connection.received and connection.state is State.WAITING:
            self._take_request(connection)

    def _refuse(self, connection: Connection, status: HTTPStatus) -> None:
        self._unwatch(connection)
        connection.refuse(status)
        self._answer_on(connection)

    def handle_error(self, _req: Any, client: Any, _addr: Any, exc: BaseException) -> None:
        """In a thread: requests that gunicorn's parser refuses, and broken connections. Paths are
        secrets."""
        status = replies.status_of(exc)
        if status is HTTPStatus.INTERNAL_SERVER_ERROR:
            self.log.error("A request broke.", exc_info=exc)
        with suppress(OSError):
            client.sendall(replies.refusal(status))
