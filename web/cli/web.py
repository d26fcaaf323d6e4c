"""`ownit web`: answers requests, with gunicorn. Sends nothing to push services."""

import argparse
import gc
import os
import resource
import signal
from dataclasses import replace
from functools import partial
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

from web.cli import liveness, logs, parent
from web.cli.installation import ready, require_front_end
from web.cli.liveness import Liveness
from web.cli.terminal import Commands, add_command
from web.config import Config, Keys
from web.rules.countries import load_country_names
from web.server.admission import CONNECTIONS
from web.server.worker import BufferingWorker
from web.store.engine import POOL_SIZE, Database
from web.store.gate import Gate
from web.store.shared_clock import SharedClock

# Less than the supervisor waits, so that a slow request ends here, where it is logged.
GRACEFUL_SECONDS = 15
# By path prefix, threads of their own: monitors, and customers' pages.
OWN_THREADS = {b"/healthz": 1, b"/s/": 2}
_MOST_FILES = 8192  # open at once: connections and the files of large requests


def add(commands: Commands) -> None:
    about = "Answer requests. `ownit serve` starts this and the worker together."
    command = add_command(commands, "web", run, about)
    # Not a setting: a leftover variable must never let everybody in.
    command.add_argument("--demo", action="store_true", help=argparse.SUPPRESS)
    parent.add_option(command)
    liveness.add_option(command)


def run(options: argparse.Namespace) -> int:
    parent.end_with(options.parent)
    logs.set_up()
    allow_many_files()
    require_front_end()
    with ready() as installation:  # closed before gunicorn forks
        config, keys = replace(installation.config, is_demo=options.demo), installation.keys
        clock = installation.database.clock
    Server(config, keys, Liveness(options.liveness_fd), clock).run()
    return 0


def address(config: Config) -> str:
    """Where to listen, in gunicorn's form."""
    host = f"[{config.bind}]" if ":" in config.bind else config.bind
    return f"{host}:{config.port}"


class ServerLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's logger without handlers of its own: its lines go through ours."""

    def setup(self, cfg: object) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.handlers.clear()
            log.propagate = True


class Master(Arbiter):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's master, which reports progress at each turn of its loop, about every second; the
    first time once it listens."""

    def wait_for_signals(self, timeout: float = 1.0) -> Any:
        self.app.progress()
        return super().wait_for_signals(timeout)


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn, configured by our settings and no file or variable of its own."""

    def __init__(
        self, config: Config, found: Keys, progress: Liveness, clock: SharedClock | None = None
    ) -> None:
        """`clock`: one that knows the time of the database already."""
        self.config, self.keys, self.progress = config, found, progress
        self.clock = clock or SharedClock()
        super().__init__()

    def run(self) -> None:
        Master(self).run()

    def load_config(self) -> None:
        for name, value in server_settings(self.config).items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Once, before the fork: all processes share what is loaded here."""
        gc.disable()  # nothing that is loaded is garbage
        from web.app import create_app

        load_country_names()
        self.database, master = Database(self.config.database_url), os.getpid()
        self.database.keys, self.database.clock = self.keys.fingerprint, self.clock
        writers = 1 if self.database.is_sqlite else POOL_SIZE
        self.database.gate = Gate.for_writers(self.config.web_threads, writers)
        self.cfg.set("post_fork", self._forget_connections)
        restart = partial(_end_all, master)
        app = create_app(self.config, self.database, self.keys, self.clock, restart)
        gc.freeze()  # what is never collected is never written to, and so stays shared
        gc.enable()
        return app

    def _forget_connections(self, _master: object, _process: object) -> None:
        # A connection must not be shared by processes. None is open yet; this keeps it so.
        self.database.engine.dispose(close=False)


def _end_all(master: int) -> None:
    """Ends all processes of this server after their requests: what was loaded before the fork is
    replaced only by a new master, which the supervisor starts."""
    if os.getppid() == master:
        os.kill(master, signal.SIGTERM)


def worker_class(config: Config) -> type[BufferingWorker]:
    class Worker(BufferingWorker):
        own_threads = OWN_THREADS
        has_proxies = config.proxies > 0

    return Worker


def allow_many_files() -> None:
    """The soft limit of 1,024 is below the number of connections of one process."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_FILES if most == resource.RLIM_INFINITY else min(_MOST_FILES, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def server_settings(config: Config) -> dict[str, object]:
    return {
        "bind": address(config),
        "worker_class": worker_class(config),
        "workers": config.web_processes,
        "threads": config.web_threads,
        "worker_connections": CONNECTIONS,
        "preload_app": True,
        "graceful_timeout": GRACEFUL_SECONDS,
        "timeout": 30,
        "keepalive": 15,
        "accesslog": None,  # paths of status links and invites are secrets
        "loglevel": "warning",
        "logger_class": ServerLogger,
        "control_socket_disable": True,
        # One place decides who the client is: the app, by OWNIT_PROXIES.
        "forwarded_allow_ips": "",
    }
