"""`ownit worker`: advances escalations and sends nudges. Answers no requests."""

import argparse
import logging
import os
from typing import TYPE_CHECKING

from push.errors import IncompatibleDatabase
from web.cli import channels, liveness, logs, parent, worker_lock
from web.cli.installation import Installation, ready
from web.cli.terminal import Commands, add_command

if TYPE_CHECKING:  # slow to load, and this module is loaded for every command
    from push.sender import Route

log = logging.getLogger(__name__)


def add(commands: Commands) -> None:
    about = "Send reminders. `ownit serve` starts this and web together."
    command = add_command(commands, "worker", run, about)
    parent.add_option(command)
    liveness.add_option(command)


def run(options: argparse.Namespace) -> int:
    from push import signals, worker
    from web.acts.escalation_plan import EscalationPlan
    from web.cli.passes import all_passes

    parent.end_with(options.parent)
    logs.set_up()
    with ready() as installation:
        if options.parent is None:  # else that one holds it
            worker_lock.say_who(worker_lock.take(installation.config), os.getpid())
        ways = installation.config.channels
        channels.require_good(installation.config)
        database, clock = installation.database, installation.database.clock
        built = worker.build(database, EscalationPlan(), route(installation), ways, clock)
        built.progress = liveness.Liveness(options.liveness_fd)
        built.more = all_passes(database, built.database, installation.config, clock)
        signals.stop_on_signals(built.stop)
        try:
            built.run()
        except IncompatibleDatabase as wrong:
            log.error("The worker stops and sends nothing more. %s", wrong)
            return os.EX_TEMPFAIL  # the supervisor restarts it after a pause
    return 0


def route(installation: Installation) -> "Route":
    """Allowed push services, and our identity to them."""
    from push import sender, vapid
    from web.acts.escalation_plan import minimal_title

    config, keys = installation.config, installation.keys
    old = [(old_keys.vapid, old_keys.until) for old_keys in keys.old]
    return sender.Route(
        signer=vapid.VapidSigner(keys.vapid, config.push_subject),
        old_signers=tuple(
            vapid.VapidSigner(key, config.push_subject, until) for key, until in old if key
        ),
        services=config.push_services,
        public_url=config.public_url,
        minimal_title=minimal_title,
    )
