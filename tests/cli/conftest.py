"""Commands run inside the test's process here; what they set up for a process is put back."""

import io
import json
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from web.cli import logs, operation

Objects = Callable[[], list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root, hook, of_threads = logging.getLogger(), sys.excepthook, threading.excepthook
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:], sys.excepthook, threading.excepthook = handlers, hook, of_threads
    root.setLevel(level)


@pytest.fixture(autouse=True)
def durable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The PostgreSQL of these tests waits for no disk, which `doctor` would find each time."""
    monkeypatch.setattr(operation, "durability", lambda _: iter(()))


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    made = io.StringIO()
    monkeypatch.setattr("sys.stderr", made)
    return made


@pytest.fixture
def written(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What the process writes to stderr, with logging set up as the program does."""
    monkeypatch.delenv("OWNIT_LOG", raising=False)
    logs.set_up()
    return stream


@pytest.fixture
def objects(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> Objects:
    """The same as JSON; called, it reads what was written so far."""
    monkeypatch.setenv("OWNIT_LOG", "json")
    logs.set_up()
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
