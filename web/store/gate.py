"""A bounded queue for what only a few threads of one process may do at once.

SQLite has one writer at a time, and its waiters retry in no order. Here writers wait first come,
first served, and few enough that threads are left for readers.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from web.store.errors import Busy

_FOR_READERS = 4  # threads that no writer may take, where there are so many


def writer_threads(threads: int) -> int:
    """How many threads of a process may wait to write."""
    return max(1, threads - min(_FOR_READERS, (threads + 1) // 2))


class Gate:
    """At most `at_once` are inside and `most_waiting` wait; everybody else gets Busy at once."""

    def __init__(self, at_once: int, most_waiting: int) -> None:
        self._free = at_once
        self._most_waiting = most_waiting
        self._waiting: deque[threading.Event] = deque()
        self._lock = threading.Lock()

    @classmethod
    def for_writers(cls, threads: int, at_once: int) -> "Gate":
        """Leaves some of a process's threads to readers."""
        writers = writer_threads(threads)
        at_once = min(at_once, writers)
        return cls(at_once, writers - at_once)

    @contextmanager
    def turn(self, patience: float) -> Iterator[None]:
        """Raises Busy after so many seconds, or at once when the queue is full."""
        self._enter(patience)
        try:
            yield
        finally:
            self._leave()

    def _enter(self, patience: float) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            if len(self._waiting) >= self._most_waiting:
                raise Busy
            mine = threading.Event()
            self._waiting.append(mine)
        if not mine.wait(patience):
            self._give_up(mine)

    def _give_up(self, mine: threading.Event) -> None:
        with self._lock:
            if mine in self._waiting:
                self._waiting.remove(mine)
                raise Busy
        # Else the turn was passed on at this moment: it is ours.

    def _leave(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1
