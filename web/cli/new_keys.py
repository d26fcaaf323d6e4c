"""`ownit keys`: rotates the keys of an installation, or adopts new ones for lost ones."""

import argparse

from push import key_retirement
from web.acts.core.security_log import SecurityEvent, report_on_commit
from web.acts.key_rotation import end_links
from web.cli import rotation
from web.cli.installation import now, opened
from web.cli.terminal import Commands, Stop, add_command
from web.store import identity

_ADOPTING = (
    "The keys in {folder} become those of this database:\n"
    "- every customer’s page ends; owners share a new one from the issue\n"
    "- on every phone somebody has to open Own It and turn on notifications again\n"
    "- what is not sent yet on a phone can no longer be read\n"
)


def add(commands: Commands) -> None:
    about = "Rotate the keys of this installation, or go on without lost ones."
    command = add_command(commands, "keys", run_adopt, about)
    what = command.add_subparsers(title="what", metavar="what", required=True)
    adopt = add_command(what, "adopt", run_adopt, "The old keys are lost: go on with those here.")
    adopt.add_argument(
        "--yes", action="store_true", help="do it; without this, only say what would happen"
    )
    about = "Make new keys; the old ones are still used for some time."
    rotation.add_options(add_command(what, "rotate", rotation.run, about))


def run_adopt(options: argparse.Namespace) -> int:
    with opened() as installation:
        fingerprint, database = installation.keys.fingerprint, installation.database
        with database.read() as session:
            theirs = identity.fingerprint_in(session)
        if theirs in (None, fingerprint):
            print("The keys are those of this database already. There is nothing to do.")
            return 0
        print(_ADOPTING.format(folder=installation.config.data_dir))
        if not options.yes:
            raise Stop("Nothing was changed. Stop Own It on every node, then add --yes.")
        with database.write() as session:
            identity.adopt(session, fingerprint, now())
            report_on_commit(session, SecurityEvent.KEYS_ROTATED, what="adopted")
            end_links(session, now())
            key_retirement.end_subscriptions_of_other_keys(
                session, installation.keys.vapid.id, now()
            )
    print("Done. Copy both keys to every other node, then start Own It.")
    return 0
