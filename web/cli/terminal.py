"""Output for the person at the terminal. Knows no commands, and loads next to nothing."""

import argparse
import os
import socket
import sys
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from web.acts.core.tokens import grouped
from web.urls import is_loopback, parse_origin

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
    """Shows a link for its only time, as text and, where a phone can open it and it can be drawn,
    as QR code."""
    link = f"{public_url}/join/{way_in.token}"
    print(f"\n  {link}\n")
    origin = parse_origin(public_url)
    if origin is not None and is_loopback(origin.host):
        print(_how_phones_open_it(origin.port))
    elif (sys.stdout.encoding or "").lower().replace("-", "") == "utf8":
        _draw(link)
    say(
        f"Or type this code at {public_url}/sign-in: {grouped(way_in.code)}\n"
        f"It works once, until {_moment(way_in.expires_at)}.\n"
    )


def _how_phones_open_it(port: int) -> str:
    return (
        "Only this machine can open it. To try it with phones in your network, stop Own It, and "
        f"start it with OWNIT_BIND=0.0.0.0 OWNIT_PUBLIC_URL=http://{_network_address()}:{port}\n"
    )


def _network_address() -> str:
    """This machine's own, by the route to an address for documents (RFC 5737); nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "ADDRESS-OF-THIS-MACHINE"
        return str(probe.getsockname()[0])


def _draw(link: str) -> None:
    import segno

    segno.make(link, error="l", micro=False).terminal(compact=True, border=2)


def _moment(at: datetime) -> str:
    return at.astimezone().strftime("%d %B %Y, %H:%M %Z")
