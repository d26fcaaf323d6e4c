"""Builds scripts and style sheets, so that what is tested is what stands in static/."""

import subprocess
from pathlib import Path

import playwright
import pytest

ROOT = Path(__file__).parents[2]
# Comes with the tests' packages.
NODE = Path(playwright.__file__).parent / "driver" / "node"


def pytest_sessionstart(session: pytest.Session) -> None:
    """Once, before any process of tests: about half a second. What is the same is not written."""
    if hasattr(session.config, "workerinput"):
        return
    command = [str(NODE), "static/build.mjs"]
    built = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
    if built.returncode:
        raise pytest.UsageError(f"{built.stderr}\nIs everything installed? Run `make setup-test`.")
