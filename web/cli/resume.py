"""`ownit resume`: sends reminders again, which a restore has suspended."""

import argparse

from push import suspension
from web.cli import logs
from web.cli.installation import ready
from web.cli.terminal import Commands, add_command, say


def add(commands: Commands) -> None:
    about = "Send reminders again: after a restore nothing is sent until then."
    add_command(commands, "resume", run, about)


def run(_options: argparse.Namespace) -> int:
    logs.set_up()
    with ready() as installation, installation.database.write() as session:
        since = suspension.resume(session)
    if since is None:
        say("Reminders are sent already: nothing was suspended.")
    else:
        say(f"Reminders are sent again. They were suspended at {since:%Y-%m-%d %H:%M} UTC.")
    return 0
