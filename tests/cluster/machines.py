"""Three machines with Own It on one PostgreSQL, and Caddy in front of them.

Two run web and worker, the third one web alone. The clocks of the first two are wrong: they are
ten minutes late and early.
"""

import os
import shutil
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from tests.browser.store import Chain, Store
from tests.cluster import a_node, database_server, proxy
from tests.cluster.database_server import DatabaseServer
from tests.push.push_service import PushService
from tests.push.running import running_service
from tests.support import served
from tests.support.limits import LIMIT
from tests.support.served import Served, free_port, until
from web.store.engine import Database

OFF_BY = 600  # seconds
METRICS = "a-token-for-monitors-only"
USUAL = {
    "OWNIT_PROXIES": "1",
    "OWNIT_WEB_PROCESSES": "1",
    "OWNIT_WEB_THREADS": "8",
    "OWNIT_METRICS_TOKEN": METRICS,
}


@dataclass
class Machine:
    folder: Path
    database_url: str
    settings: Mapping[str, str]
    command: str  # `serve`, or `web` for one without a worker
    app: Served | None = None

    @property
    def port(self) -> int:
        return int(self.settings["OWNIT_PORT"])

    @property
    def running(self) -> Served:
        assert self.app, "it was not started"
        return self.app

    def start(self, **more: str) -> None:
        """`more`: what is special about it until it is stopped."""
        words = (a_node.MODULE, self.command)
        self.app = served.start(self.folder, self.database_url, {**self.settings, **more}, words)

    def is_ready(self) -> bool:
        return self.app is not None and self.app.is_ready()

    def stop(self) -> None:
        if self.app:
            self.app.stop()

    def kill(self, name: str) -> None:
        """kill -9 of its `web` or `worker` with all that it has started."""
        os.killpg(self.running.child(name), signal.SIGKILL)

    def kill_all(self) -> None:
        """As a power cut does: its supervisor first, so that nothing starts again."""
        children = [] if self.command == "web" else served.children_of(self.running.process.pid)
        os.killpg(self.running.process.pid, signal.SIGKILL)
        for pid in children:
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
        self.running.process.wait()


@dataclass
class Cluster:
    server: DatabaseServer
    machines: list[Machine]
    service: PushService
    store: Store  # by way of Caddy
    database: Database

    def wait_until_ready(self) -> float:
        """Seconds until each node and Caddy answer."""
        began = time.monotonic()
        until(self._is_ready, LIMIT, "each node is ready")
        until(self.store.app.is_ready, LIMIT, "Caddy reaches one")
        return time.monotonic() - began

    def _is_ready(self) -> bool:
        return all(one.is_ready() for one in self.machines)


@contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    with ExitStack() as stack:
        server = stack.enter_context(database_server.running())
        service = stack.enter_context(running_service())
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        machines = _machines(folder, server.url, service.origin, address)
        for one in machines:
            stack.callback(one.stop)
        _start(machines)
        nodes = [f"127.0.0.1:{one.port}" for one in machines]
        stack.enter_context(proxy.running(folder / "caddy", address, nodes))
        database = Database(server.url)
        stack.callback(database.close)
        front = replace(machines[0].running, url=address)
        store = Chain(front, database).open_store()
        cluster = Cluster(server, machines, service, store, database)
        cluster.wait_until_ready()
        yield cluster


def _machines(folder: Path, url: str, push: str, address: str) -> list[Machine]:
    settings = {**USUAL, "OWNIT_PUBLIC_URL": address, "OWNIT_PUSH_HOSTS": push}
    return [
        Machine(folder / name, url, settings | _of_its_own(ahead), command)
        for name, command, ahead in (
            ("first", "serve", -OFF_BY),
            ("second", "serve", OFF_BY),
            ("third", "web", 0),
        )
    ]


def _of_its_own(ahead: int) -> dict[str, str]:
    return {"OWNIT_PORT": str(free_port()), "CLUSTER_CLOCK": str(ahead)}


def _start(machines: list[Machine]) -> None:
    """The first one makes the tables and the keys, which the others get before their start."""
    first, *others = machines
    first.start()
    first.running.wait_until_ready()
    for one in others:
        one.folder.mkdir(parents=True)
        for name in ("links.key", "vapid.pem"):
            shutil.copy(first.folder / name, one.folder)
        one.start()
