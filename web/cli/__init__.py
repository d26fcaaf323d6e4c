"""The `ownit` program: finds the command and runs it. The only room that may know all others."""

import argparse
import sys
from importlib import import_module

from web.cli.terminal import Stop
from web.config import ConfigError

# Each of these adds its commands, and imports what they need only when they run: so the
# web processes never load what only the worker uses.
FAMILIES = ("serve", "web", "worker", "people", "upkeep", "doctor")


def main(arguments: list[str] | None = None) -> int:
    """Run one command. 0: done; 1: it could not be done; 2: a setting or a word is wrong."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    except Stop as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="ownit",
        description="If you see it, you own it; the first one to touch it owns it "
        "until it is resolved.",
        epilog="Settings are environment variables that begin with OWNIT_; the README lists them.",
    )
    commands = top.add_subparsers(title="commands", metavar="command", required=True)
    for family in FAMILIES:
        import_module(f"web.cli.{family}").add(commands)
    return top
