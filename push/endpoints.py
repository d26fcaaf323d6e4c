"""Which addresses may be POSTed to. A subscriber hands us a URL; this decides whether it is used.

Pure: names are resolved by the sender. The one accepted spelling is so narrow that no two URL
parsers read it differently.
"""

import re
from dataclasses import dataclass
from hashlib import sha256

from push.errors import gettext_noop as N_

KNOWN_HOSTS = (
    "fcm.googleapis.com",
    "jmt17.google.com",
    "push.services.mozilla.com",
    "push.apple.com",
    "notify.windows.com",
)
LONGEST_ENDPOINT = 1024

_HOST = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*"
_PATH = r"/[A-Za-z0-9._~!$&'()*+,;=:@/%?-]*"
_ENDPOINT = re.compile(rf"(?P<scheme>https?)://(?P<host>{_HOST})(?P<port>:[0-9]{{1,5}})?{_PATH}")
_ORIGIN = re.compile(rf"(https?)://({_HOST})(:[0-9]{{1,5}})?")
_DEFAULT_PORT = {"http": 80, "https": 443}


_REMOVED = N_(
    "This browser’s connection to its push service has ended, and it has not made a new one. "
    "Close the browser, open it again, and try again. If that does not help, restart the phone."
)


class NotAllowed(Exception):
    """The endpoint is not allowed, as a sentence."""


class Removed(NotAllowed):
    """Chromium hands out `https://permanently-removed.invalid/…` for a subscription that its push
    service has ended, until the page unsubscribes. No service has a name under `.invalid`
    (RFC 6761 section 6.4)."""


@dataclass(frozen=True)
class Endpoint:
    url: str
    origin: str  # serialised as in RFC 6454: without the default port
    host: str
    port: int
    is_trusted: bool  # named as an origin by the operator: may have a private address

    @property
    def hash(self) -> str:
        return hash_of(self.url)


def hash_of(url: str) -> str:
    """SHA-256 of an endpoint, for where the endpoint itself must not be written."""
    return sha256(url.encode()).hexdigest()


@dataclass(frozen=True)
class PushServices:
    """The allowed push services: the known ones and those the operator adds.

    An operator's entry is a host (with its subdomains; https, port 443, public addresses only) or
    an origin such as https://push.lan:8443, trusted exactly as written.
    """

    hosts: tuple[str, ...] = KNOWN_HOSTS
    origins: frozenset[str] = frozenset()

    @classmethod
    def of(cls, extra: tuple[str, ...]) -> "PushServices":
        """Raises ValueError, with a sentence, for an entry that is neither host nor origin."""
        origins = frozenset(_origin(entry) for entry in extra if "://" in entry)
        hosts = tuple(_host(entry) for entry in extra if "://" not in entry)
        return cls(KNOWN_HOSTS + hosts, origins)

    def check(self, url: str) -> Endpoint:
        """The parsed endpoint; raises NotAllowed."""
        match = _ENDPOINT.fullmatch(url) if len(url) <= LONGEST_ENDPOINT else None
        if match is None:
            raise NotAllowed(N_("This browser’s push service has an address we cannot read."))
        scheme, host = match["scheme"], match["host"]
        port = int(match["port"][1:]) if match["port"] else _DEFAULT_PORT[scheme]
        origin = _join(scheme, host, port)
        if origin in self.origins:
            return Endpoint(url, origin, host, port, is_trusted=True)
        if scheme == "https" and port == 443 and self._knows(host):
            return Endpoint(url, origin, host, port, is_trusted=False)
        if host.rpartition(".")[2] == "invalid":
            raise Removed(_REMOVED)
        raise NotAllowed(N_("Own It is not allowed to send to this browser’s push service."))

    def _knows(self, host: str) -> bool:
        return any(host == known or host.endswith(f".{known}") for known in self.hosts)


def _origin(entry: str) -> str:
    match = _ORIGIN.fullmatch(entry.rstrip("/"))
    if match is None:
        raise ValueError(f"OWNIT_PUSH_HOSTS has an origin that cannot be read: {entry!r}.")
    scheme, host, port = match.groups()
    return _join(scheme, host, int(port[1:]) if port else _DEFAULT_PORT[scheme])


def _join(scheme: str, host: str, port: int) -> str:
    return f"{scheme}://{host}" + ("" if port == _DEFAULT_PORT[scheme] else f":{port}")


def _host(entry: str) -> str:
    # A numeric last label would be an address; addresses are named as origins.
    _, dot, last = entry.rpartition(".")
    if not re.fullmatch(_HOST, entry) or not dot or last.isdigit():
        raise ValueError(f"OWNIT_PUSH_HOSTS has a host that cannot be read: {entry!r}.")
    return entry
