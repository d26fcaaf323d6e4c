"""Chromium with a profile on disk: it can be killed like a phone whose battery is empty, started
again, and read as somebody with a cable would read it."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error

from tests.browser.store import COOKIE
from tests.support import missing
from tests.support.browsers import ARGUMENTS, SIZE
from tests.support.limits import LIMIT
from tests.support.served import until


@contextmanager
def running(
    chromium: Browser, profile: Path, url: str, token: str = "", *, bfcache: bool = False
) -> Iterator[BrowserContext]:
    """Signed in by this session’s token, or as the profile was left."""
    context = chromium.browser_type.launch_persistent_context(
        profile,
        executable_path=missing.chromium(),
        args=ARGUMENTS,
        ignore_default_args=["--disable-back-forward-cache"] if bfcache else None,
        base_url=url,
        viewport={"width": SIZE["width"], "height": SIZE["height"]},
    )
    context.set_default_timeout(LIMIT * 1000)
    if token:
        until_2096 = 4_000_000_000
        context.add_cookies([{"name": COOKIE, "value": token, "url": url, "expires": until_2096}])
    try:
        yield context
    finally:
        with suppress(Error):  # it was killed
            context.close()


def kill(profile: Path) -> None:
    """All of the browser on this profile, at once and without a word to it."""
    for pid in _processes(profile):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    until(lambda: not _processes(profile), LIMIT, "gone")


def _processes(profile: Path) -> list[int]:
    """Those that were started with this profile; their own children end with them."""
    mark = f"--user-data-dir={profile}".encode()
    return [int(one.name) for one in Path("/proc").glob("[0-9]*") if mark in _arguments(one)]


def _arguments(process: Path) -> list[bytes]:
    try:
        is_dead = b"\nState:\tZ" in (process / "status").read_bytes()
        return [] if is_dead else (process / "cmdline").read_bytes().split(b"\0")
    except OSError:  # it has ended since
        return []


def files(profile: Path) -> Iterator[tuple[str, bytes]]:
    """Everything that lies on the disk, each by its path inside the profile."""
    for path in sorted(profile.rglob("*")):
        with suppress(OSError):
            if path.is_file():
                yield str(path.relative_to(profile)), path.read_bytes()
