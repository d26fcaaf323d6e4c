"""`ownit web`: answers requests, with gunicorn. Sends nothing to push services."""

import argparse
from typing import Any

from gunicorn.app.base import BaseApplication

from web.cli import keys, logs, parent
from web.cli.terminal import Commands, add_command
from web.config import Config, Keys
from web.store.engine import Database

# Less than the supervisor waits, so that a slow request is cut off here, where it is logged.
GRACEFUL_SECONDS = 15


def add(commands: Commands) -> None:
    about = "Answer requests. `ownit serve` starts this and the worker together."
    parent.add_option(add_command(commands, "web", run, about))


def run(options: argparse.Namespace) -> int:
    parent.end_with(options.parent)
    logs.set_up()
    config = Config.from_env()
    Server(config, keys.load_or_make(config)).run()
    return 0


def address(config: Config) -> str:
    """Where to listen, as gunicorn writes it."""
    host = f"[{config.bind}]" if ":" in config.bind else config.bind
    return f"{host}:{config.port}"


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn, set up from our settings and no file or variable of its own."""

    def __init__(self, config: Config, found: Keys) -> None:
        self.config, self.keys = config, found
        super().__init__()

    def load_config(self) -> None:
        for name, value in settings(self.config).items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        # In each process after the fork: connections must not be shared between processes.
        from web.app import create_app

        return create_app(self.config, Database(self.config.database_url), self.keys)


def settings(config: Config) -> dict[str, object]:
    return {
        "bind": address(config),
        "worker_class": "gthread",
        "workers": config.web_processes,
        "threads": config.web_threads,
        "graceful_timeout": GRACEFUL_SECONDS,
        "timeout": 30,
        "keepalive": 15,
        "accesslog": None,  # paths of status links and invites are secrets
        "loglevel": "warning",
        "logger_class": logs.ServerLogger,
        "control_socket_disable": True,
        # Who the client is, is decided in one place: by the app, from OWNIT_PROXIES.
        "forwarded_allow_ips": "",
    }
