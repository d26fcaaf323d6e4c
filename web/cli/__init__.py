"""The `ownit` program: finds the command and runs it. The only package that may import all
others."""

import argparse
import os
import sys
from importlib import import_module

from web.cli.terminal import Stop

# Each family adds its commands. Only the requested one is loaded: the supervisor stays small, and
# web never loads what only the worker uses.
FAMILIES = {
    "serve": ("serve",),
    "prepare": ("prepare",),
    "web": ("web",),
    "worker": ("worker",),
    "people": ("invite",),
    "upkeep": ("migrate", "version"),
    "backup": ("backup",),
    "doctor": ("doctor",),
    "new_keys": ("keys",),
    "history": ("verify-history",),
    "restore": ("restore",),
    "resume": ("resume",),
    "demo": ("demo",),
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command. 0: done; 1: it could not be done; 2: a wrong setting or argument."""
    # Files that this program writes hold what customers said: for its own user only.
    os.umask(0o077)
    given = sys.argv[1:] if arguments is None else arguments
    options = parser(given[0] if given else "").parse_args(given)
    try:
        return int(options.run(options))
    except Stop as error:
        print(error, file=sys.stderr)
        return error.code
    except KeyboardInterrupt:
        return 130


def parser(command: str = "") -> argparse.ArgumentParser:
    """The parser of one command, or of all for an unknown name."""
    top = argparse.ArgumentParser(
        prog="ownit",
        description="If you see it, you own it; the first one to touch it owns it "
        "until it is resolved.",
        epilog="Settings are environment variables that begin with OWNIT_; the README lists them.",
    )
    commands = top.add_subparsers(title="commands", metavar="command", required=True)
    wanted = [family for family, names in FAMILIES.items() if command in names]
    for family in wanted or FAMILIES:
        import_module(f"web.cli.{family}").add(commands)
    return top
