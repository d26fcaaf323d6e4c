"""`ownit serve`: makes everything ready, then keeps web and worker running, side by side."""

import argparse
import os
import socket
import sys

from web.acts import invites
from web.cli import logs
from web.cli.installation import Installation, migrated, now
from web.cli.supervisor import Child, Supervisor
from web.cli.terminal import Commands, Stop, add_command, show_way_in
from web.config import Config


def add(commands: Commands) -> None:
    add_command(commands, "serve", run, "Set up the database and keys, then run web and worker.")


def run(_options: argparse.Namespace) -> int:
    logs.set_up()
    with migrated() as installation:
        config = installation.config
        require_free_port(config)
        greet_first_admin(installation)
    print(f"Own It is at {config.public_url}. Press Ctrl-C to stop it.", flush=True)
    return supervise()


def supervise() -> int:
    """Web and worker as children, until a signal asks to stop."""
    return Supervisor([child("web"), child("worker")]).run()


def child(command: str) -> Child:
    this = str(os.getpid())
    return Child(command, [sys.executable, "-m", "web.cli", command, "--parent", this])


def greet_first_admin(installation: Installation) -> None:
    """Until there is an admin, each start shows a fresh way in; older ones stop working."""
    with installation.database.write() as session:
        way_in = invites.first_admin(session, now())
    if way_in is None:
        return
    print("Welcome. Nobody runs this Own It yet. Open this link to become its first admin:")
    show_way_in(way_in, installation.config.public_url)


def require_free_port(config: Config) -> None:
    """Raises Stop where nothing can listen: better now than again and again in a child."""
    family = socket.AF_INET6 if ":" in config.bind else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.bind, config.port))
        except OSError as error:
            raise Stop(
                f"Port {config.port} on {config.bind} cannot be used: {error.strerror}. Stop the "
                "program that uses it, or choose another with OWNIT_PORT."
            ) from None
