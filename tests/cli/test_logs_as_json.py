"""With OWNIT_LOG=json each line is one object, as clean as a plain line, and cannot be forged."""

import io
import logging
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.cli.logged import PEOPLE, SECRETS, TOKEN, handle

Objects = Callable[[], list[dict[str, Any]]]


def test_a_line_is_an_object(objects: Objects) -> None:
    logging.getLogger("push.worker").info("Sent %d.", 3, extra={"sent": 3, "seconds": 0.5})
    (line,) = objects()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("time"))
    assert line == {
        "level": "INFO",
        "logger": "push.worker",
        "message": "Sent 3.",
        "sent": 3,
        "seconds": 0.5,
    }


@pytest.mark.parametrize("text", SECRETS)
def test_no_token_is_in_an_object(objects: Objects, stream: io.StringIO, text: str) -> None:
    log = logging.getLogger("some.library")
    log.warning("seen: %s", text, extra={"seen": text, "deep": [{"er": (text,)}], text: 1})
    try:
        raise ValueError(text)
    except ValueError:
        log.exception("crash")
    first, second = objects()
    assert "seen: " in first["message"]
    assert "ValueError" in second["exception"]
    assert TOKEN not in stream.getvalue()


@pytest.mark.parametrize(("text", "part"), PEOPLE)
def test_no_address_of_a_person_is_in_an_object(
    objects: Objects, stream: io.StringIO, text: str, part: str
) -> None:
    logging.getLogger("push.channel_sender").warning("not sent: %s", text, extra={"seen": text})
    assert objects()
    assert part not in stream.getvalue()


def test_fields_that_are_called_secret_are_blank(objects: Objects, stream: io.StringIO) -> None:
    names = ("token", "endpoint", "receipt", "p256dh", "auth", "api_key", "address", "email")
    fields: dict[str, Any] = dict.fromkeys(names, "zzz") | {"nested": {"Password": "zzz"}}
    logging.getLogger("web").warning("x", extra=fields)
    (line,) = objects()
    assert {line[name] for name in names} == {"…"}
    assert line["nested"] == {"Password": "…"}
    assert "zzz" not in stream.getvalue()


@pytest.mark.parametrize("end", ["\n", "\r", "\x0b", "\x85", "\u2028", "\x1b[2K\n", '"}\n', "\x00"])
def test_an_object_cannot_be_forged(objects: Objects, stream: io.StringIO, end: str) -> None:
    forged = f'Ana{end}{{"level": "INFO", "message": "everything is well"}}'
    logging.getLogger("web").warning("name: %s", forged, extra={"name_": forged, forged: forged})
    (line,) = objects()
    assert line["level"] == "WARNING"
    assert line["message"] == f"name: {forged}"
    assert stream.getvalue().isascii()
    assert "\x1b" not in stream.getvalue()


def test_a_field_cannot_pass_for_one_of_ours(objects: Objects) -> None:
    ours = {"time": "never", "level": "INFO", "logger": "web", "exception": "none"}
    logging.getLogger("push").error("x", extra=ours)
    (line,) = objects()
    assert (line["level"], line["logger"]) == ("ERROR", "push")
    assert line["time"] != "never"


class Odd:
    def __str__(self) -> str:
        return f"https://push.example/{TOKEN}"


def test_whatever_is_in_a_field_the_line_can_be_read(objects: Objects, stream: io.StringIO) -> None:
    endless: list[object] = []
    endless.append(endless)
    fields = {"nan": float("nan"), "inf": float("inf"), "odd": Odd(), "bytes": b"\xff"}
    fields |= {"set": {1}, "keys": {1: None, None: True}, "long": 4917612345678, "half": "\ud800"}
    logging.getLogger("web").warning("x", extra=fields | {"endless": endless})
    (line,) = objects()
    assert (line["nan"], line["inf"], line["long"]) == ("nan", "inf", "…")
    assert line["keys"] == {"1": None, "None": True}
    assert line["set"] == [1]
    assert TOKEN not in stream.getvalue()


def test_an_object_that_cannot_be_made_is_said_to_be_missing(
    objects: Objects, stream: io.StringIO
) -> None:
    handle(message="%d of %s", args=(TOKEN, f"/s/{TOKEN}"))
    (line,) = objects()
    assert (line["level"], line["logger"]) == ("ERROR", "web")
    assert "A line of this log could not be written" in line["message"]
    assert TOKEN not in stream.getvalue()
