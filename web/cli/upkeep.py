"""`ownit migrate` and `version`: maintenance of an installation."""

import argparse
from importlib.metadata import version

from web.cli import logs
from web.cli.installation import migrated
from web.cli.terminal import Commands, add_command


def add(commands: Commands) -> None:
    add_command(commands, "migrate", run_migrate, "Bring the database to this version.")
    add_command(commands, "version", run_version, "Say which version this is.")


def run_migrate(_options: argparse.Namespace) -> int:
    logs.set_up()
    with migrated():
        print("The database fits this version.")
    return 0


def run_version(_options: argparse.Namespace) -> int:
    print(f"ownit {version('ownit')}")
    return 0
