"""`ownit serve`: makes everything ready, then keeps web and worker running, side by side.

Loads neither settings nor database: what prepares does so in a process that then ends, and
the one that stays for months stays small.
"""

import argparse
import os
import subprocess
import sys

from web.cli import logs
from web.cli.supervisor import Child, Supervisor
from web.cli.terminal import Commands, add_command


def add(commands: Commands) -> None:
    add_command(commands, "serve", run, "Set up the database and keys, then run web and worker.")


def run(_options: argparse.Namespace) -> int:
    return prepare() or supervise()


def prepare() -> int:
    """As `ownit prepare`; its exit code."""
    return subprocess.run(command("prepare"), check=False).returncode


def supervise(*for_web: str) -> int:
    """Web and worker as children, until a signal asks to stop."""
    logs.set_up()
    this = ("--parent", str(os.getpid()))
    web, worker = command("web", *this, *for_web), command("worker", *this)
    both = (("web", web), ("worker", worker))
    return Supervisor([Child(*one, liveness_option="--liveness-fd") for one in both]).run()


def command(*words: str) -> list[str]:
    """This program with these words, run by this very Python."""
    return [sys.executable, "-m", "web.cli", *words]
