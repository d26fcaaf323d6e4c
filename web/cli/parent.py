"""Ends a process with the one that started it, even when that one is killed."""

import argparse
import ctypes
import os
import signal
import sys

from web.cli.terminal import Stop

_PR_SET_PDEATHSIG = 1


def add_option(command: argparse.ArgumentParser) -> None:
    command.add_argument("--parent", type=int, help=argparse.SUPPRESS)


def end_with(parent: int | None) -> None:
    """Ask Linux for a SIGTERM when `parent` is gone. Elsewhere this does nothing."""
    if parent is None or sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    # It may have ended before the call.
    if os.getppid() != parent:
        raise Stop("The process that started this one has ended, so this one ends as well.")
