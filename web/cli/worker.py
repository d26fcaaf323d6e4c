"""`ownit worker`: advances ladders and sends nudges. Answers no requests."""

import argparse
from typing import TYPE_CHECKING

from web.cli import channels, logs, parent
from web.cli.installation import Installation, opened
from web.cli.terminal import Commands, Stop, add_command

if TYPE_CHECKING:  # loading it takes a while, and this module is loaded for every command
    from push.sender import Route


def add(commands: Commands) -> None:
    about = "Send nudges. `ownit serve` starts this and web together."
    parent.add_option(add_command(commands, "worker", run, about))


def run(options: argparse.Namespace) -> int:
    from push import worker
    from web.acts.nudging import Ladder

    parent.end_with(options.parent)
    logs.set_up()
    with opened() as installation:
        require_migrated(installation)
        ways = installation.config.channels
        channels.require_good(installation.config)
        built = worker.build(installation.database, Ladder(), route(installation), ways)
        worker.stop_on_signals(built.stop)
        built.run()
    return 0


def route(installation: Installation) -> "Route":
    """Whom this installation sends to, and as whom."""
    from push import sender, vapid

    config = installation.config
    return sender.Route(
        signer=vapid.VapidSigner(installation.keys.vapid, config.push_subject),
        services=config.push_services,
        public_url=config.public_url,
    )


def require_migrated(installation: Installation) -> None:
    """Raises Stop where the tables are those of another version."""
    from web.store import migrate

    if not migrate.is_current(installation.database):
        raise Stop("The database is not as this version needs it. Run `ownit migrate` first.")
