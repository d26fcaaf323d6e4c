"""`ownit prepare`: keys, tables, a free port, and a link for the first admin."""

import argparse
import errno
import logging
import socket

from web.acts.accounts import invites
from web.cli import channels, erase_list, logs, worker_lock
from web.cli.installation import Installation, migrated, now, require_front_end, settings
from web.cli.terminal import Commands, Stop, add_command, show_invite_link
from web.config import Config
from web.environment import settings_of, unknown_settings

log = logging.getLogger(__name__)


def add(commands: Commands) -> None:
    about = "Do all that `ownit serve` does before it serves."
    worker_lock.add_option(add_command(commands, "prepare", run, about))


def run(options: argparse.Namespace) -> int:
    logs.set_up()
    for sentence in unknown_settings(settings_of()):
        log.warning("%s", sentence)
    require_front_end()
    # Before the tables are touched, on which somebody else may be at work.
    lock = None if options.lock_socket is None else worker_lock.take(settings())
    with migrated() as installation:
        config = installation.config
        channels.require_good(config)
        require_free_port(config)
        erase_list.sync(installation.database, config.data_dir / erase_list.NAME, now())
        greet_first_admin(installation)
    if options.lock_socket is not None:
        worker_lock.hand_to_parent(lock, options.lock_socket)
    print(f"Own It is at {config.public_url}. Press Ctrl-C to stop it.", flush=True)
    return 0


def greet_first_admin(installation: Installation) -> None:
    """Until there is an admin, each start shows a new link; older ones end."""
    with installation.database.write() as session:
        way_in = invites.first_admin(session, now())
    if way_in is None:
        return
    print("Welcome. This Own It has no admin yet. Open this link to become the first one:")
    show_invite_link(way_in, installation.config.public_url)


def require_free_port(config: Config) -> None:
    """Raises Stop where nothing can listen: better now than again and again in a child."""
    family = socket.AF_INET6 if ":" in config.bind else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.bind, config.port))
        except OSError as error:
            if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
                raise Stop(
                    "OWNIT_BIND must be an address or a name of this machine, or 0.0.0.0 for all "
                    f"of its addresses, without a port; it is {config.bind!r}."
                ) from None
            raise Stop(
                f"Port {config.port} on {config.bind} cannot be used: {error.strerror}. Stop the "
                "program that uses it, or choose another with OWNIT_PORT."
            ) from None
