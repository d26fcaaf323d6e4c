"""Logs: one line each, time in UTC, to stderr; without secrets, and unforgeable.

Every line passes here last: secrets are blanked and line breaks encoded even when they come from a
library, or from the text of an exception. OWNIT_LOG chooses plain text or JSON objects; `Config`
refuses anything else.
"""

import json
import logging
import math
import re
import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from web.cli.redaction import GONE, is_secret, redacted
from web.environment import settings_of

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
# Attributes of every record; all others come from `extra=`.
_OF_EVERY_RECORD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime"}
_DEEPEST = 5


class OneLine(logging.Formatter):
    """`2026-11-22T10:28:00Z WARNING push.worker The push service …`; see RFC 3339."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        return encoded(redacted(super().formatMessage(record)))

    def formatException(self, ei: object) -> str:  # noqa: N802 - logging's name
        return _indented(super().formatException(ei))  # type: ignore[arg-type]

    def formatStack(self, stack_info: str) -> str:  # noqa: N802 - logging's name
        return _indented(stack_info)


class OneObject(logging.Formatter):
    """A line as a JSON object (RFC 8259) in ASCII, with the values of `extra=`.

    `time`, `level`, `logger`, `message` and, after a crash, `exception` and `stack` are reserved:
    fields of the record with these names are left out.
    """

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, object] = {
            "time": f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z",
            "level": record.levelname,
            "logger": redacted(record.name),
            "message": redacted(record.getMessage()),
        }
        if record.exc_info:
            line["exception"] = redacted(self.formatException(record.exc_info))
        if record.stack_info:
            line["stack"] = redacted(record.stack_info)
        given = {name: its for name, its in vars(record).items() if name not in _OF_EVERY_RECORD}
        more = {name: its for name, its in _fields(given).items() if name not in line}
        return json.dumps(line | more)


class Lines(logging.StreamHandler):  # type: ignore[type-arg]  # of whatever stderr is
    """To stderr. A line that cannot be made is reported as missing, without its content."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        kind = sys.exc_info()[0]
        missing = {
            "name": record.name,
            "levelno": logging.ERROR,
            "levelname": "ERROR",
            "msg": f"A line of this log could not be written ({kind.__name__ if kind else ''}).",
        }
        with suppress(Exception):  # nobody is left to tell
            self.stream.write(self.format(logging.makeLogRecord(missing)) + self.terminator)


def set_up(level: int = logging.INFO) -> None:
    """Sends every logger of this process through one handler."""
    handler = Lines(sys.stderr)
    handler.setFormatter(OneObject() if settings_of().get("OWNIT_LOG") == "json" else OneLine())
    logging.basicConfig(handlers=[handler], level=level, force=True)
    sys.excepthook = _log_crash
    threading.excepthook = _log_thread
    # Their info lines are for their developers; faults are warnings or worse.
    for talkative in ("alembic", "asyncio", "gunicorn.error", "werkzeug"):
        logging.getLogger(talkative).setLevel(logging.WARNING)


def _log_crash(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    logging.getLogger("ownit").critical("The program ended.", exc_info=(kind, error, trace))


def _log_thread(ended: threading.ExceptHookArgs) -> None:
    logging.getLogger("ownit").error("A thread ended.", exc_info=ended.exc_value)


def encoded(text: str) -> str:
    """The text on one line, whatever is in it."""
    return _CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def _indented(text: str) -> str:
    # A traceback keeps its lines; none of them looks like a line of the log.
    return "\n".join(f"    | {encoded(redacted(line))}" for line in text.split("\n"))


def _fields(given: dict[Any, Any], depth: int = 0) -> dict[str, object]:
    return {
        redacted(str(name)): GONE if is_secret(str(name)) else _plain(its, depth)
        for name, its in given.items()
    }


def _plain(value: object, depth: int) -> object:
    """A value for JSON: without secrets, NaN, and unlimited nesting."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        # Long numbers may be telephone numbers, and some JSON readers lose digits.
        return value if abs(value) < 10**9 else redacted(str(value))
    if isinstance(value, dict) and depth < _DEEPEST:
        return _fields(value, depth + 1)
    if isinstance(value, list | tuple | set | frozenset) and depth < _DEEPEST:
        return [_plain(one, depth + 1) for one in value]
    return redacted(str(value))
