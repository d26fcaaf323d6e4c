"""Something between a phone and the app that answers certain requests itself, each time."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.faults.plan import NO_FAULT, Fault
from tests.faults.wire import Request


@dataclass
class Between:
    """All requests that `meant` picks meet the fault, until it is taken away (`fault = None`)."""

    meant: Callable[[Request], bool]
    fault: Fault | None = None
    met: list[Request] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def fate(self, request: Request) -> Fault:
        if self.fault is None or not self.meant(request):
            return NO_FAULT
        with self._lock:
            self.met.append(request)
        return self.fault


def posts(path: str) -> Callable[[Request], bool]:
    return lambda request: request.method == "POST" and request.path.endswith(path)


def looks(path: str) -> Callable[[Request], bool]:
    return lambda request: request.method == "GET" and request.path == path
