"""Sends one message with Apprise: the library's only importer."""

import logging
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:  # takes 0.3 s and some 40 MB: only a worker that needs it loads it
    from apprise import Apprise


log = logging.getLogger(__name__)
TO = "{to}"  # where the person's address goes in a setting
_EXAMPLES = {"email": ("ana@example.org",), "sms": ("+436601234567",)}
# Seconds that a service may take to answer, unless its URL says otherwise (`rto=`). Apprise waits
# for four, after which the message has often been taken, and would be sent again.
READ_SECONDS = 30.0
_ANY_EXAMPLE = ("123456789", "ana", "@ana", "#ana")


def check(kind: str, way: str) -> None:
    """Raises ValueError, with a sentence without secrets, for a URL that cannot work."""
    for example in _EXAMPLES.get(kind, _ANY_EXAMPLE):
        if _found(way.replace(TO, quote(example, safe=""))):
            return
    scheme = way.partition("://")[0][:40]
    raise ValueError(
        f"Apprise does not know the URL for {kind}, or a part of it is missing "
        f"(it begins with {scheme}://). See https://appriseit.com/services."
    )


def send_message(url: str, mailbox: str | None, title: str, body: str) -> bool:
    """Blocks. Any exception is a failure: its text may hold the URL."""
    try:
        client = _found(url)
        if client is None:
            return False
        if mailbox:
            _aim(client, mailbox)
        return bool(client.notify(body, title, body_format="text"))
    except Exception as error:  # noqa: BLE001 - one way's failure must not end the others
        log.warning("A message over another channel failed: %s.", type(error).__name__)
        return False


def _address_in(way: str, kind: str, address: str) -> str:
    """Apprise takes what stands before an apostrophe for a name, and would write to somebody else:
    in angle brackets the address is complete (RFC 5322 `name-addr`)."""
    whole = f" <{address}>" if kind == "email" and "'" in address else address
    return way.replace(TO, quote(whole, safe=""))


def _aim(client: "Apprise", address: str) -> None:
    """Apprise cannot read every mailbox that RFC 5322 allows, such as o'brien@; ours is set
    instead."""
    from apprise.plugins.email.base import NotifyEmail

    for way in client:
        if isinstance(way, NotifyEmail):
            way.targets = [(False, address)]


def _found(url: str) -> "Apprise | None":
    import apprise

    silence_library_logs()
    asset = apprise.AppriseAsset(
        storage_mode="memory",
        service_timeout=0,  # otherwise it uses a pool of its own, which exit would wait for
        allow_templates=False,
        app_id="Own It",
        app_desc="Own It",
        app_url="",
        http_redirects=False,
        pgp_autogen=False,
        pem_autogen=False,
    )
    client = apprise.Apprise(asset=asset)
    if not client.add(url):
        return None
    for way in client:
        vars(way).setdefault("socket_read_timeout", READ_SECONDS)
    return client


def silence_library_logs() -> None:
    """Drops what these log: it may hold addresses, URLs and words of a nudge."""
    for name in ("apprise", "urllib3", "requests"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
