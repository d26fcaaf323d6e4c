"""What a test does when a program it needs is not there: skip loudly, or fail where it counts."""

import os
import shutil
from typing import NoReturn

import pytest

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FIREFOX = ("firefox-esr", "firefox")


def chromium() -> str:
    return _find("CHROMIUM", _CHROMIUM, "chromium")


def headless_shell() -> str:
    """Chromium without its user interface, or all of it where CHROMIUM says which, or where there
    is no such package."""
    shell = None if os.environ.get("CHROMIUM") else shutil.which("chromium-headless-shell")
    return shell or chromium()


def firefox() -> str:
    return _find("FIREFOX", _FIREFOX, "firefox-esr")


def dbus_daemon() -> str:
    return _find("DBUS_DAEMON", ("dbus-daemon",), "dbus-daemon")


def _find(variable: str, names: tuple[str, ...], package: str) -> str:
    candidates = [os.environ[variable]] if os.environ.get(variable) else list(names)
    found = next(filter(None, map(shutil.which, candidates)), None)
    return found or give_up(
        f"{package} is not installed. Install it with: sudo apt-get install {package}"
    )


def give_up(sentence: str) -> NoReturn:
    """Skips the test; in CI it fails."""
    if os.environ.get("CI"):
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)
