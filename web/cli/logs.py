"""Logs: one line each, time in UTC, to stderr; nothing secret in them, nothing forged.

Whatever a log line is made of, it passes here last: so a token is blanked and a line break
encoded even when they come from a library, or from the text of an exception.
"""

import logging
import re
import sys
import time
from types import TracebackType

_SECRETS = (
    # Whoever holds a status link or an invite can use it.
    (re.compile(r"(/(?:s|join)/)[^\s/?#\"'<>]+"), r"\1…"),
    # A push endpoint is its phone's address; the path is the secret part. So is a query.
    (re.compile(r"(https?://[^\s/?#\"'<>]+)[/?#][^\s\"'<>]+"), r"\1/…"),
    # Receipts, as they stand in the address that a notification opens.
    (re.compile(r"([?&]n=)[^\s&#\"'<>]+"), r"\1…"),
    # The passwords of database addresses.
    (re.compile(r"(\w+://[^\s:/@]*:)[^\s@/]+@"), r"\1…@"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


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


def set_up(level: int = logging.INFO) -> None:
    """Every logger of this process writes through one handler."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    logging.basicConfig(handlers=[handler], level=level, force=True)
    sys.excepthook = _log_crash
    # Their news is news to their developers; what goes wrong is a warning or worse.
    for talkative in ("alembic", "asyncio", "gunicorn.error", "werkzeug"):
        logging.getLogger(talkative).setLevel(logging.WARNING)


def _log_crash(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    logging.getLogger("ownit").critical("The program ended.", exc_info=(kind, error, trace))


def redacted(text: str) -> str:
    """The text without what would let its reader in somewhere."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


def encoded(text: str) -> str:
    """The text on one line, whatever was put into it."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def _indented(text: str) -> str:
    # A traceback keeps its lines; none of them can be taken for a line of the log.
    return "\n".join(f"    | {encoded(redacted(line))}" for line in text.split("\n"))
