"""Log lines: one each, in UTC, with nothing in them that lets a reader in or forges a line."""

import io
import logging
import re
import sys
import threading
import time

import pytest

from tests.cli.logged import PEOPLE, SECRETS, TOKEN, handle
from web.cli.redaction import redacted

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (INFO|WARNING|ERROR) [\w.]+ .*")


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
    for kept in (
        "issue K7F3 at https://own.example was resolved in /issues/new",
        "https://fcm.googleapis.com: A push service takes no notifications at the moment.",
        "2026-11-22T10:28:00Z INFO push.worker Sent 300 in 12.5 s: 299 accepted, 1 status 503.",
        "The ladder promise of issue:123456 cannot advance.",
        "sqlite:////srv/own/ownit.sqlite3 is locked",
        "The worker process ended by itself (signal 9); it starts again in 0.5 s.",
    ):
        assert redacted(kept) == kept


def test_the_host_is_left_and_who_signs_in_there_is_not() -> None:
    given = "no answer from postgresql://own:secret@db.example:5432/own"
    assert redacted(given) == "no answer from postgresql://…@db.example:5432/own"


@pytest.mark.parametrize(("text", "part"), PEOPLE)
def test_no_address_of_a_person_is_written(written: io.StringIO, text: str, part: str) -> None:
    logging.getLogger("push.channel_sender").warning("not sent: %s", text)
    assert "not sent: " in written.getvalue()
    assert part not in written.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000,
        "a.b@" * 50_000,
        "http://" * 30_000,
        "x://" * 50_000,
        "+1" * 90_000,
        "-eyJ" * 50_000,
    ],
    ids=lambda one: one[:8],
)
def test_a_long_line_costs_no_more_than_its_length(text: str) -> None:
    began = time.perf_counter()
    redacted(text)
    assert time.perf_counter() - began < 5


def test_a_crash_of_a_thread_is_a_log_line(written: io.StringIO) -> None:
    def crash() -> None:
        raise RuntimeError(f"/s/{TOKEN}\nforged")

    thread = threading.Thread(target=crash)
    thread.start()
    thread.join()
    first, *rest = written.getvalue().splitlines()
    assert LINE.fullmatch(first)
    assert rest
    assert all(line.startswith("    | ") for line in rest)
    assert TOKEN not in written.getvalue()


class Unprintable:
    def __str__(self) -> str:
        raise ValueError(TOKEN)


def test_a_line_that_cannot_be_made_is_said_to_be_missing(written: io.StringIO) -> None:
    """Python's own way would be to print all that was given to it."""
    handle(message="%d of %s", args=(TOKEN, f"/s/{TOKEN}"))
    handle(message="%s", args=(Unprintable(),))
    lines = written.getvalue().splitlines()
    assert len(lines) == 2
    assert all("ERROR web A line of this log could not be written" in line for line in lines)
    assert TOKEN not in written.getvalue()
