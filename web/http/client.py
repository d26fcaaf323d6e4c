"""The client's network address, and whether it can be known.

Behind an undeclared proxy everybody has the proxy's address, and counts as one client.
"""

import json
import logging
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from flask import Flask, current_app, request

from web.http.context import app_context, now
from web.urls import Address, network_of, parse_address

log = logging.getLogger(__name__)

NOTE = "proxy-note.json"  # in the data folder: `ownit doctor` reads it
_NOTED_EVERY = timedelta(hours=1)


class ProxyFault(StrEnum):
    UNDECLARED = "undeclared"  # X-Forwarded-For is present, OWNIT_PROXIES is 0
    TOO_FEW = "too few"  # fewer addresses in it than OWNIT_PROXIES
    UNREADABLE = "unreadable"  # not an address


SENTENCES = {
    ProxyFault.UNDECLARED: "Requests come through a proxy (X-Forwarded-For), but OWNIT_PROXIES "
    "is 0: everybody behind it counts as one client. If it is yours, set OWNIT_PROXIES=1.",
    ProxyFault.TOO_FEW: "Requests come through fewer proxies (X-Forwarded-For) than OWNIT_PROXIES "
    "says: everybody behind one counts as one client. Set OWNIT_PROXIES to their number.",
    ProxyFault.UNREADABLE: "The address of the client in X-Forwarded-For cannot be read, so all "
    "such clients count as one. Look at the proxy, and whether OWNIT_PROXIES is their number.",
}


class ProxyWatch:
    """Reports a fault in the log and beside the data, once an hour in each process."""

    def __init__(self) -> None:
        self._noted: dict[ProxyFault, datetime] = {}

    def note(self, fault: ProxyFault, folder: Path, proxies: int, at: datetime) -> None:
        last = self._noted.get(fault)
        if last and at - last < _NOTED_EVERY:
            return
        self._noted[fault] = at
        log.warning("%s", SENTENCES[fault])
        words = {"fault": fault.value, "proxies": proxies, "at": at.isoformat()}
        with suppress(OSError):  # the log has it; a full disk must not fail a request
            (folder / NOTE).write_text(json.dumps(words))


def init_client(app: Flask) -> None:
    @app.before_request
    def check() -> None:
        fault = _fault()
        if fault:
            watch: ProxyWatch = current_app.extensions["ownit-proxies"]
            watch.note(fault, app_context().config.data_dir, app_context().config.proxies, now())


def client_address() -> Address | None:
    """None where a proxy wrote something else than an address."""
    return parse_address(request.remote_addr or "")


def client_network() -> str:
    """The network that limits count by: an IPv4 address, or an IPv6 /64."""
    return network_of(request.remote_addr or "")


def _fault() -> ProxyFault | None:
    forwarded, proxies = request.headers.get("X-Forwarded-For"), app_context().config.proxies
    if forwarded is None:
        return None
    if not proxies:
        return ProxyFault.UNDECLARED
    if forwarded.count(",") + 1 < proxies:
        return ProxyFault.TOO_FEW
    return None if client_address() else ProxyFault.UNREADABLE
