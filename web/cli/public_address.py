"""The part of `ownit doctor` that requests the public address, as phones do: whether Own It answers
there, and whether a report with photos comes through."""

import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException
from ssl import SSLCertVerificationError
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from web.cli.findings import Finding, Level
from web.config import Config

SENT = 2 * 1000 * 1000  # bytes: above the default limit of nginx (1 MiB)
_SECONDS = 10.0  # without an answer
_LARGEST_ANSWER = 1000  # bytes of it that are read
_OURS = "Ownit-Protocol"  # see http.headers
_LIMITS = {
    "nginx": "client_max_body_size 32m;",
    "caddy": "request_body { max_size 32MB }",
}


@dataclass(frozen=True)
class _Answer:
    status: int
    headers: Message
    body: bytes = b""

    @property
    def is_ours(self) -> bool:
        return _OURS in self.headers


def examine(config: Config) -> Iterator[Finding]:
    """Nothing that is sent is stored. No answer is a hint only: Own It may be stopped, or this
    machine may not reach its own public address."""
    yield _look(config.public_url)


def _look(address: str) -> Finding:
    try:
        answer = _ask(address)
    except (OSError, HTTPException) as error:
        return _no_answer(address, error)
    if not answer.is_ours:
        return Finding(
            Level.PROBLEM,
            f"Something other than Own It answers at {address}, with {answer.status}. Check "
            "where the proxy sends its requests, and that OWNIT_PUBLIC_URL is right.",
        )
    try:
        return _judged(address, _ask(address, bytes(SENT)))
    except (OSError, HTTPException):
        # Some proxies close the connection before they have read everything.
        return Finding(Level.PROBLEM, f"2 MB do not get through {address}. {_raise_limit()}")


def _ask(address: str, body: bytes | None = None) -> _Answer:
    """Raises OSError and HTTPException."""
    headers = {"Content-Type": "application/octet-stream"} if body else {}
    # The scheme is http or https: see Config.public_url.
    request = Request(f"{address}/healthz", body, headers)  # noqa: S310
    try:
        with urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
            return _Answer(answer.status, answer.headers, answer.read(_LARGEST_ANSWER))
    except HTTPError as refused:
        with refused:
            return _Answer(refused.code, refused.headers)
    except URLError as error:
        raise error.reason if isinstance(error.reason, OSError) else error from None


def _no_answer(address: str, why: Exception) -> Finding:
    if isinstance(why, SSLCertVerificationError):
        return Finding(
            Level.PROBLEM,
            f"The certificate at {address} is not trusted here: {why.verify_message}. Phones that "
            "do not trust it either cannot open Own It.",
        )
    return Finding(
        Level.HINT,
        f"Nothing answers at {address} from here ({_words(why)}). Start `ownit serve`; if it is "
        "running, check the proxy in front of it, and open the address on a phone.",
    )


def _words(why: Exception) -> str:
    if isinstance(why, socket.gaierror):
        return "the name is not known"
    return (why.strerror if isinstance(why, OSError) else None) or str(why) or type(why).__name__


def _judged(address: str, answer: _Answer) -> Finding:
    if answer.status == 413 or not answer.is_ours:  # Own It accepts as much
        advice = _raise_limit(answer.headers.get("Server", ""))
        return Finding(Level.PROBLEM, f"2 MB are refused at {address}. {advice}")
    if answer.status != 200 or _received(answer.body) != SENT:
        return Finding(
            Level.PROBLEM,
            f"Own It answers at {address}, but with {answer.status} to what was sent. Set the same "
            "OWNIT_PUBLIC_URL here and where it runs, and let the proxy pass on Host.",
        )
    return Finding(Level.OK, f"Own It answers at {address}, and 2 MB get through.")


def _received(body: bytes) -> object:
    try:
        found = json.loads(body)
    except ValueError:
        return None
    return found.get("received") if isinstance(found, dict) else None


def _raise_limit(server: str = "") -> str:
    line = next((line for name, line in _LIMITS.items() if name in server.lower()), None)
    how = f"write `{line}` into its settings" if line else "raise its limit for uploads"
    return (
        "A report with photos has up to 32 MB, so a proxy in front stops them: "
        f"{how}, and start it again."
    )
