"""`ownit` as one node of many may be: by a clock that is wrong, or as the next release.

    CLUSTER_CLOCK=600 CLUSTER_RELEASE=/a/folder python -m tests.cluster.a_node serve

CLUSTER_CLOCK: seconds that its clock is ahead; CLUSTER_RELEASE: where the migrations of the next
release may be written.
"""

import importlib
import os
import sys
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import pytest

import web.cli
from tests.support import versions
from web.cli import serve

MODULE = "tests.cluster.a_node"
# All that read the clock.
_READERS = ("push.worker", "web.cli.installation", "web.cli.keys", "web.http.context")


def off_by(seconds: float) -> None:
    """From now on the program's clock is so much ahead, or behind."""

    class Off(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return datetime.now(tz) + timedelta(seconds=seconds)

    for name in (*_READERS, "web.store.shared_clock"):
        vars(importlib.import_module(name))["datetime"] = Off


def command(*words: str) -> list[str]:
    """What its supervisor starts is the same kind of node."""
    return [sys.executable, "-m", MODULE, *words]


def main() -> int:
    vars(serve)["command"] = command
    if seconds := float(os.environ.get("CLUSTER_CLOCK", "0")):
        off_by(seconds)
    if release := os.environ.get("CLUSTER_RELEASE"):
        versions.become_the_next_release(Path(release), pytest.MonkeyPatch())
    return web.cli.main()


if __name__ == "__main__":
    sys.exit(main())
