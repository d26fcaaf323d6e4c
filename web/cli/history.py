"""`ownit verify-history`: verifies the hash chain of events."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from web.cli.installation import ready
from web.cli.terminal import Commands, Stop, add_command

# As the worker logs it, in text or JSON: see `web.cli.passes`.
_LOGGED = re.compile(r"(?:Head of the history: |history_head\W{1,5})([0-9a-f]{64})", re.ASCII)
_HEAD = re.compile(r"[0-9a-f]{64}")


def add(commands: Commands) -> None:
    about = "Check that no event was changed, removed, added or moved; 1 if one was."
    command = add_command(commands, "verify-history", run, about)
    command.add_argument(
        "--head", action="append", default=[], help="a head seen earlier; may be given often"
    )
    command.add_argument(
        "--log", action="append", default=[], type=Path, help="a log whose heads must be there"
    )


def run(options: argparse.Namespace) -> int:
    from web.reads import event_chain

    seen = {_checked(one) for one in options.head}
    for path in options.log:
        seen |= set(logged_heads(path))
    with ready() as installation, installation.database.read() as session:
        verdict = event_chain.verify(session, seen)
    print(f"Checked {verdict.events} events and {len(seen)} heads seen earlier.")
    if verdict.fault:
        raise Stop(verdict.fault)
    print(f"The history is as it was written. Its head is {verdict.head}")
    return 0


def _checked(text: str) -> str:
    if not _HEAD.fullmatch(text):
        raise Stop("A head has 64 digits from 0 to f, as the worker logs it.", code=2)
    return text


def logged_heads(path: Path) -> Iterator[str]:
    """Heads in a log of this program. Raises Stop where it cannot be read, or has none."""
    found = 0
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                for match in _LOGGED.finditer(line):
                    found += 1
                    yield match[1]
    except OSError as error:
        raise Stop(f"{path} cannot be read: {error.strerror}.") from None
    if not found:
        raise Stop(f"No head of the history is in {path}. Is it a log of the worker?")
