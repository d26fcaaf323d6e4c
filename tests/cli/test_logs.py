"""Log lines: one each, in UTC, with nothing in them that lets a reader in or forges a line."""

import io
import logging
import re
import sys

import pytest

from web.cli import logs

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (INFO|WARNING|ERROR) [\w.]+ .*")
TOKEN = "q7Zk-3vXw_9fJ2mT8bRn4cLd6sHg"
SECRETS = [
    f"GET /s/{TOKEN} HTTP/1.1",
    f"GET /join/{TOKEN}?utm=1",
    f"/s/{TOKEN}#x",
    f"pushed to https://fcm.googleapis.com/fcm/send/{TOKEN}:APA91b",
    f"pushed to https://updates.push.services.mozilla.com/wpush/v2/{TOKEN}",
    f"https://push.example/?subscription={TOKEN}",
    f"/issues/K7F3?n={TOKEN}",
    f"postgresql://own:{TOKEN}@db.example/own",
]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What the process writes to stderr, with logging set up as the program does."""
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    logs.set_up()
    return stream


@pytest.mark.parametrize("text", SECRETS)
@pytest.mark.parametrize("logger", ["web.http", "gunicorn.error", "werkzeug", "some.library"])
def test_no_token_is_written(written: io.StringIO, text: str, logger: str) -> None:
    logging.getLogger(logger).warning("seen: %s", text)
    assert "seen: " in written.getvalue()
    assert TOKEN not in written.getvalue()


@pytest.mark.parametrize("text", SECRETS)
def test_no_token_is_written_by_a_crash(written: io.StringIO, text: str) -> None:
    try:
        raise ValueError(text)
    except ValueError:
        logging.getLogger("web").exception("crash 4f2a")
    assert "ValueError" in written.getvalue()
    assert TOKEN not in written.getvalue()


@pytest.mark.parametrize("end", ["\n", "\r", "\x0b", "\x85", "\u2028", "\x1b[2K\n"])
def test_a_line_cannot_be_forged(written: io.StringIO, end: str) -> None:
    forged = "2026-11-22T10:28:00Z INFO web.acts everything is well"
    logging.getLogger("web").warning("name: %s", f"Ana{end}{forged}")
    lines = written.getvalue().splitlines()
    assert len(lines) == 1
    assert LINE.fullmatch(lines[0])
    assert "\x1b" not in lines[0]


def test_a_crash_cannot_forge_a_line(written: io.StringIO) -> None:
    try:
        raise ValueError("no\n2026-11-22T10:28:00Z INFO web.acts everything is well")
    except ValueError:
        logging.getLogger("web").exception("crash 4f2a")
    first, *rest = written.getvalue().splitlines()
    assert LINE.fullmatch(first)
    assert rest
    assert all(line.startswith("    | ") for line in rest)


def test_the_servers_own_logger_has_no_handler_of_its_own(written: io.StringIO) -> None:
    from gunicorn.config import Config

    from web.cli.web import ServerLogger

    server = ServerLogger(Config())
    server.error("refused /s/%s", TOKEN)
    assert LINE.fullmatch(written.getvalue().rstrip("\n"))
    assert TOKEN not in written.getvalue()


def test_a_crash_of_the_whole_program_is_a_log_line(written: io.StringIO) -> None:
    error = RuntimeError(f"/s/{TOKEN}")
    sys.excepthook(RuntimeError, error, None)
    assert LINE.fullmatch(written.getvalue().splitlines()[0].replace("CRITICAL", "ERROR"))
    assert TOKEN not in written.getvalue()


def test_what_people_need_is_left() -> None:
    kept = "issue K7F3 at https://own.example was resolved in /issues/new"
    assert logs.redacted(kept) == kept
