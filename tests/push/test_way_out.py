"""Whatever a name or a row says: nothing is sent to an address that is not public."""

import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from push import public_http, sender
from push.addresses import is_public
from push.endpoints import PushServices
from push.models import DeliveryState, Subscription
from push.public_http import Lookup
from push.subscriptions import refused_phones
from tests.push.bench import Bench
from tests.push.faults import Fault
from tests.push.running import Phone

NOT_PUBLIC = """
0.0.0.0 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.0.1 169.254.169.254 172.16.0.1
172.31.255.255 192.0.0.1 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.255
198.51.100.1 203.0.113.1 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 :: ::1 ::ffff:8.8.8.8
::ffff:127.0.0.1 ::8.8.8.8 64:ff9b::a00:1 64:ff9b::7f00:1 64:ff9b:1::1 100::1 2001::1 2001:2::1
2001:10::1 2001:20::1 2001:db8::1 2002:808:808:: 3fff::1 fc00::1 fd12::1 fe80::1 fe80::1%eth0
fec0::1 ff02::1 5f00::1 127.1 0177.0.0.1 2130706433 0x7f000001 localhost 8.8.8.8:53
"""
PUBLIC = """
8.8.8.8 1.1.1.1 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1 192.0.1.1 198.17.0.1
223.255.255.255 2001:4860:4860::8888 2606:4700::1111 2a00:1450:4001::200a
64:ff9b::808:808
"""


@pytest.mark.parametrize("address", NOT_PUBLIC.split())
def test_these_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC.split())
def test_these_addresses_are_public(address: str) -> None:
    assert is_public(address)


def answering(*answers: list[str]) -> Lookup:
    left = list(answers)

    async def lookup(host: str, port: int) -> list[str]:
        return left.pop(0) if len(left) > 1 else left[0]

    return lookup


def send_to_name(bench: Bench, lookup: Lookup) -> None:
    """To a listed host by name, whose addresses are what `lookup` says."""
    services = PushServices.of(("push.example.net",))
    phone = Phone("https://push.example.net/wpush/v2/x")
    bench.services = services
    bench.subscribe(phone)
    bench.enqueue()
    worker = bench.another_worker(lookup=lookup)
    worker.send_due()
    worker.close()


@pytest.mark.parametrize(
    "addresses",
    [["169.254.169.254"], ["8.8.8.8", "10.0.0.1"], ["2606:4700::1111", "::1"], ["::ffff:7f00:1"]],
    ids=str,
)
def test_a_name_with_any_private_address_is_refused(bench: Bench, addresses: list[str]) -> None:
    send_to_name(bench, answering(addresses))
    row = bench.delivery()
    assert (row.state, row.reason) == (DeliveryState.PENDING, "no public address")


def test_the_address_is_asked_again_at_every_send(bench: Bench) -> None:
    """A name that was public when the phone subscribed may lead inside later."""
    port = int(bench.service.origin.rpartition(":")[2])
    origin = f"http://push.test:{port}"
    bench.services = PushServices.of((origin,))
    bench.service.origin = origin  # what VAPID's `aud` is checked against
    phone = Phone(bench.service.subscribe())
    bench.subscribe(phone)
    lookups: list[str] = []

    async def lookup(host: str, port: int) -> list[str]:
        lookups.append(host)
        return ["127.0.0.1"]

    worker = bench.another_worker(lookup=lookup)
    for count in (1, 2):
        bench.enqueue(key=f"k{count}")
        bench.service.faults.append(Fault(kind="vanish", accepts_first=True))  # no connection left
        worker.send_due()
    worker.close()
    assert lookups == ["push.test", "push.test"]
    assert len(phone.inbox(bench.service)) == 2  # the pinned address was used: no DNS has it


def test_public_first_and_private_later_is_refused(bench: Bench) -> None:
    lookup = answering(["127.0.0.2"])
    send_to_name(bench, lookup)
    assert bench.service.requests == 0
    assert bench.delivery().reason == "no public address"


def test_a_router_without_internet_that_answers_for_dns_ends_no_phone(bench: Bench) -> None:
    """It leads every name to itself, until it is connected again; so do filters."""
    send_to_name(bench, answering(["192.168.1.1"]))
    (phone,) = bench.subscriptions()
    assert phone.quarantined_at is None
    with bench.database.read() as session:
        (sentence,) = refused_phones(session)
    assert "your own network" in sentence


def test_a_resolver_that_hangs_holds_up_nothing_else(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where no DNS server answers: the batch takes no longer than its deadlines, and what asks
    the database does not wait for a thread."""
    monkeypatch.setattr(public_http, "DEADLINE", 1.0)
    monkeypatch.setattr(sender, "AT_ONCE", 8)
    asked, go_on, known = list[str](), threading.Event(), socket.getaddrinfo

    def hanging(host: str, *rest: Any, **more: Any) -> Any:
        if host != "push.example.net":
            return known(host, *rest, **more)
        asked.append(host)
        go_on.wait(20)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", hanging)
    bench.services = PushServices.of(("push.example.net",))
    for number in range(20):
        bench.subscribe(Phone(f"https://push.example.net/{number}"), str(number), str(number))
        bench.enqueue(f"k{number}", person=str(number), subject=f"issue:{number}")
    worker, began = bench.another_worker(lookup=public_http.look_up), time.monotonic()
    worker.send_due()
    worker.close()
    assert time.monotonic() - began < 10
    assert {row.reason for row in bench.deliveries()} == {"no answer"}
    assert asked == ["push.example.net"]
    go_on.set()


def test_a_redirect_is_never_followed(bench: Bench) -> None:
    phone = bench.phone()
    inside = bench.service.subscribe()
    bench.enqueue()
    bench.service.faults.append(Fault(307, {"Location": inside}))
    bench.worker.send_due()
    assert bench.service.requests == 1
    assert phone.inbox(bench.service) == []
    assert bench.subscriptions()[0].quarantined_at is None  # maybe it was a filter


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:1/x", "http://169.254.169.254/latest", "?"])
def test_a_row_put_straight_into_the_database_is_checked_too(bench: Bench, endpoint: str) -> None:
    bench.phone()
    with bench.database.write() as session:
        row = session.get(Subscription, bench.subscriptions()[0].id)
        assert row is not None
        row.endpoint = endpoint
        session.add(row)
    bench.enqueue()
    bench.worker.send_due()
    assert bench.service.requests == 0
    assert bench.delivery().reason == "blocked"


def test_a_host_that_the_operator_took_off_the_list_gets_nothing(bench: Bench) -> None:
    bench.phone()
    bench.enqueue()
    worker = bench.another_worker(services=PushServices())
    worker.send_due()
    worker.close()
    assert bench.service.requests == 0
    assert bench.delivery().reason == "blocked"


def test_no_proxy_and_no_netrc_is_asked(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("NETRC", str(netrc))
    phone = bench.phone()
    bench.enqueue()
    bench.worker.send_due()
    assert len(phone.inbox(bench.service)) == 1
