"""`ownit serve`: prepares everything, then keeps web and worker running.

Loads neither settings nor database: preparation runs in a process that ends, so that the one that
stays for months stays small.
"""

import argparse
import os
import socket
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
    """Runs `ownit prepare`; returns its exit code. The lock that it takes stays with this process,
    until that ends."""
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            line = command("prepare", "--lock-socket", str(theirs.fileno()))
            done = subprocess.run(line, check=False, pass_fds=(theirs.fileno(),))
        _receive_lock(ours)
    return done.returncode


def _receive_lock(from_child: socket.socket) -> None:
    """Never closed. None comes where it was refused, or there is no need of one."""
    socket.recv_fds(from_child, 16, 1)


def supervise(*for_web: str, web_first: bool = False) -> int:
    """Web and worker as children, until a signal asks to stop. `web_first`: the worker starts once
    web listens; else neither needs the other."""
    logs.set_up()
    this = ("--parent", str(os.getpid()))
    web, worker = command("web", *this, *for_web), command("worker", *this)
    both = (("web", web), ("worker", worker))
    children = [Child(*one, liveness_option="--liveness-fd") for one in both]
    if web_first:
        children[1].after = children[0]
    return Supervisor(children).run()


def command(*words: str) -> list[str]:
    """The command line of this program with these arguments, for the running Python."""
    return [sys.executable, "-m", "web.cli", *words]
