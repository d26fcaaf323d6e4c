"""Output for the person at the terminal. Knows no commands, and loads next to nothing."""

import argparse
import os
import sys
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from web.acts.core.tokens import grouped

if TYPE_CHECKING:
    from web.acts.accounts.invites import InviteLink

# argparse has no public name for this class.
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


class Stop(Exception):
    """The command cannot go on, as a sentence for the person who typed it."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code


def add_command(
    commands: Commands,
    name: str,
    run: Callable[[argparse.Namespace], int],
    about: str,
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=about, description=about)
    command.set_defaults(run=run)
    return command


def say(text: str) -> None:
    """On standard output at once. Where the program that reads it has ended (`| head`), the rest
    goes to standard error, and the command goes on."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        sys.stdout.flush()


def show_invite_link(way_in: "InviteLink", public_url: str) -> None:
    """Shows a link for its only time, as text and, where it can be drawn, as QR code."""
    link = f"{public_url}/join/{way_in.token}"
    print(f"\n  {link}\n")
    if (sys.stdout.encoding or "").lower().replace("-", "") == "utf8":
        _draw(link)
    say(
        f"Or type this code at {public_url}/sign-in: {grouped(way_in.code)}\n"
        f"It works once, until {_moment(way_in.expires_at)}.\n"
    )


def _draw(link: str) -> None:
    import segno

    segno.make(link, error="l", micro=False).terminal(compact=True, border=2)


def _moment(at: datetime) -> str:
    return at.astimezone().strftime("%d %B %Y, %H:%M %Z")
