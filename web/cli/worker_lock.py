"""The lock of the one worker on an embedded database, with or without a web beside it.

It is on an open file (flock), so it ends with the process that holds it, also with one that is
killed. Several workers on one PostgreSQL are meant, and need none.
"""

import argparse
import fcntl
import os
import socket
from pathlib import Path

from sqlalchemy.engine import make_url

from web.cli.terminal import Stop
from web.config import Config


def add_option(command: argparse.ArgumentParser) -> None:
    """By which a parent gets the lock: through a socket whose other end it has."""
    command.add_argument("--lock-socket", type=int, help=argparse.SUPPRESS)


def take(config: Config) -> int | None:
    """The open file, which holds it until it is closed; None where there is no need of one. Raises
    Stop where somebody else holds it."""
    url = make_url(config.database_url)
    if url.get_backend_name() != "sqlite":
        return None
    database = Path(url.database or "").resolve()
    path = database.with_name(f".{database.name}.lock")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Stop(
            f"The folder {path.parent} must be one this program can write to: {error.strerror}. "
            "Choose another with OWNIT_DATA_DIR."
        ) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        by = os.read(handle, 20).decode("ascii", "replace").strip()
        os.close(handle)
        raise Stop(
            f"Own It is running on {database} already{f', as process {by}' if by else ''}, so "
            "this one does not start. Stop that one first, or choose another folder with "
            "OWNIT_DATA_DIR."
        ) from None
    return handle


def say_who(handle: int | None, process: int) -> None:
    """For the sentence that others get."""
    if handle is not None:
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{process}\n".encode(), 0)


def hand_to_parent(handle: int | None, number: int) -> None:
    """From now on the parent holds it as well."""
    if handle is not None:
        say_who(handle, os.getppid())
        with socket.socket(fileno=number) as to_parent:
            socket.send_fds(to_parent, [b"lock"], [handle])
