"""Origins, paths and network addresses, as people type them and as strangers send them.

Nothing here raises: what cannot be read is None. Results are ASCII.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

import idna

Address = IPv4Address | IPv6Address

_DEFAULT_PORTS = {"http": 80, "https": 443}
_ORIGIN = re.compile(r"(https?)://(\[[0-9a-f:.]+\]|[^\s/?#@:\\\[\]]+)(?::([0-9]*))?", re.I | re.A)
_NAME = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?", re.A)
# One slash, then characters of a path and a query; "//" and "/\" lead to another host.
_LOCAL_PATH = re.compile(r"/(?:[!-.0-\[\]-~][!-\[\]-~]*)?", re.A)
# Behind a link in a sentence; no sentence has a NUL.
_APPENDED = re.compile(r"[^a-z0-9_\0-]+", re.I | re.A)
_WITH_PORT = re.compile(r"(?:\[(.+)\](?::[0-9]{1,5})?|([0-9.]+):[0-9]{1,5})", re.A)
_NETWORK_BITS = 64  # of IPv6: one customer of a provider has a whole /64


@dataclass(frozen=True)
class Origin:
    """Scheme, host and port of a URL, as RFC 6454 section 4 compares them."""

    scheme: str  # http or https
    host: str  # lower case; a name as A-labels (RFC 5890); IPv6 without its brackets
    port: int

    @property
    def has_default_port(self) -> bool:
        return self.port == _DEFAULT_PORTS[self.scheme]

    def __str__(self) -> str:
        """As browsers write it (RFC 6454 section 6.2): without the default port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.has_default_port else f":{self.port}")


def parse_origin(text: str) -> Origin | None:
    """None for anything but an http or https origin; with a path, also `/`, it is none."""
    match = _ORIGIN.fullmatch(text)
    if match is None:
        return None
    scheme, host, digits = match[1].lower(), _host(match[2]), match[3]
    if digits and len(digits) > 5:
        return None
    port = int(digits) if digits else _DEFAULT_PORTS[scheme]
    return Origin(scheme, host, port) if host and 0 < port < 2**16 else None


def local_path(text: str) -> str:
    """A path of this app, with its query, to redirect to; home for anything else, so that nobody is
    led to another site."""
    return text if _LOCAL_PATH.fullmatch(text) else "/"


def without_appended(path: str) -> str | None:
    """The path without a slash, full stop or bracket behind it, as links in a sentence are copied;
    None when there is nothing to leave off, or it would lead to another host."""
    end = len(path)
    while end > 1 and _APPENDED.fullmatch(path[end - 1]):
        end -= 1
    shorter = path[:end]
    return shorter if 1 < end < len(path) and local_path(shorter) == shorter else None


def parse_address(text: str) -> Address | None:
    """An IP address with or without a port and brackets, as proxies write it into X-Forwarded-For.
    IPv4 inside IPv6 counts as IPv4 (RFC 4291 section 2.5.5.2)."""
    text = text.strip(' "')
    match = _WITH_PORT.fullmatch(text)
    try:
        address = ip_address((match[1] or match[2]) if match else text)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def is_unspecified(host: str) -> bool:
    """Whether it is 0.0.0.0 or [::]: all addresses of a listener, none of a link."""
    address = parse_address(host)
    return address is not None and address.is_unspecified


def is_loopback(host: str) -> bool:
    """Whether it means the machine itself, which no phone can open."""
    address = parse_address(host)
    return address.is_loopback if address else host.rstrip(".").endswith("localhost")


def local_url(bind: str, port: int) -> str:
    """Where this machine reaches a listener: at its one address, or the loopback one of several."""
    address = None if is_unspecified(bind) else parse_address(bind)
    return str(Origin("http", str(address or "127.0.0.1"), port))


def network_of(client: str) -> str:
    """The client for limits: an IPv4 address, an IPv6 network; one for all whose address cannot be
    read."""
    address = parse_address(client)
    if not isinstance(address, IPv6Address):
        return str(address) if address else "unknown"
    spare = 128 - _NETWORK_BITS
    return str(IPv6Address(int(address) >> spare << spare))


def _host(text: str) -> str | None:
    """As browsers write it: see the host parser of https://url.spec.whatwg.org/."""
    if text.startswith("["):
        return _ipv6(text[1:-1])
    name = text.lower() if text.isascii() else _a_labels(text)
    if name is None or not _NAME.fullmatch(name):
        return None
    name = name.removesuffix(".")  # the root of the DNS: the same host
    # A numeric last label means an IPv4 address, or nothing.
    is_name = not name.rpartition(".")[2].isdigit()
    return name if is_name else _ipv4(name)


def _a_labels(name: str) -> str | None:
    try:
        return idna.encode(name, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return None


def _ipv4(text: str) -> str | None:
    try:
        return str(IPv4Address(text))
    except ValueError:
        return None


def _ipv6(text: str) -> str | None:
    try:
        address = IPv6Address(text.lower())
    except ValueError:
        return None
    if address.ipv4_mapped:  # Python writes it in one way or the other, by version
        high, low = divmod(int(address.ipv4_mapped), 2**16)
        return f"::ffff:{high:x}:{low:x}"
    return address.compressed
