"""A subscriber hands us a URL. None of these may make us send anywhere but to a push service."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from yarl import URL

from push import subscriptions
from push.addresses import is_public
from push.endpoints import KNOWN_HOSTS, NotAllowed, PushServices
from push.models import DeliveryState, Subscription
from push.outward import Lookup
from tests.push.bench import Bench
from tests.push.faults import Fault
from tests.push.running import Phone

ALLOWED = (
    "https://fcm.googleapis.com/fcm/send/abc:APA91b-_x",
    "https://fcm.googleapis.com/wp/abc",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
    "https://web.push.apple.com/QGx",
    "https://wns2-par02p.notify.windows.com/w/?token=BQYA%2b",
    "https://fcm.googleapis.com:443/fcm/send/abc",
    "https://web.push.apple.com:0443/../x:80",  # another spelling of the right port
)
REFUSED = (
    "",
    "http://fcm.googleapis.com/x",
    "https://fcm.googleapis.com",
    "https://fcm.googleapis.com.evil.example/x",
    "https://fcm.googleapis.com@evil.example/x",
    "https://user@fcm.googleapis.com/x",
    "https://user:pw@fcm.googleapis.com/x",
    "https://evil.example#.push.apple.com/",
    "https://evil.example?.push.apple.com/",
    "https://evil.example/.push.apple.com/",
    "https://evil.example\\.push.apple.com/",
    "https://evil.example\\@web.push.apple.com/",
    "https:\\\\web.push.apple.com/x",
    "https:web.push.apple.com/x",
    "https:///web.push.apple.com/x",
    "//web.push.apple.com/x",
    "https://169.254.169.254/x.google.com/",
    "https://user@evil.example/.google.com/",
    "https://web.push.apple.com/x#y",
    "https://web.push.apple.com/x y",
    "https://web.push.apple.com/x\ty",
    "https://web.push\n.apple.com/x",
    "\thttps://web.push.apple.com/x",
    "https://web.push.apple.com/x\n",
    "https://web.push.apple.com/é",
    "https://web。push.apple.com/x",
    "https://ⓦeb.push.apple.com/x",
    "https://web.push.apple.com./x",
    "https://WEB.PUSH.APPLE.COM/x",
    "HTTPS://web.push.apple.com/x",
    "https://xpush.apple.com/x",
    "https://apple.com/x",
    "https://.push.apple.com/x",
    "https://-x.push.apple.com/x",
    "https://web.push.apple.com:8443/x",
    "https://web.push.apple.com:/x",
    "https://web.push.apple.com:99999/x",
    "https://[::ffff:7f00:1]/x",
    "https://[::1]/x",
    "https://127.0.0.1/x",
    "https://2130706433/x",
    "https://0177.0.0.1/x",
    "https://0x7f.1/x",
    "https://localhost/x",
    "file:///etc/passwd",
    "https://web.push.apple.com/" + "x" * 1024,
)


@pytest.mark.parametrize("url", ALLOWED)
def test_the_known_services_are_allowed(url: str) -> None:
    found = PushServices().check(url)
    assert found.origin == f"https://{found.host}"
    assert url.startswith(found.origin)
    assert (found.port, found.is_trusted) == (443, False)


@pytest.mark.parametrize("url", REFUSED)
def test_every_known_trick_is_refused(url: str) -> None:
    with pytest.raises(NotAllowed):
        PushServices().check(url)


PIECES = (
    "",
    "/",
    ":",
    "@",
    "#",
    "?",
    "\\",
    ".",
    "%2e",
    "-",
    "x",
    "1",
    ":443",
    "é",
    "。",
    "\t",
    "[",
    " ",
)


@st.composite
def near_allowed(draw: st.DrawFn) -> str:
    """An allowed URL with up to two of its characters replaced, or something put in between."""
    url = draw(st.sampled_from(ALLOWED))
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(url)))
        url = url[:at] + draw(st.sampled_from(PIECES)) + url[at + draw(st.integers(0, 1)) :]
    return url


def what_is_read(url: str) -> bool:
    """Whether it is allowed; if so, the HTTP client must read the same in it as we do."""
    try:
        found = PushServices().check(url)
    except NotAllowed:
        return False
    client = URL(url, encoded=True)
    assert (client.host, client.port, client.user) == (found.host, 443, None)
    assert any(found.host == host or found.host.endswith(f".{host}") for host in KNOWN_HOSTS)
    return True


def test_what_is_allowed_reads_the_same_to_the_http_client() -> None:
    answers = set[bool]()

    @settings(max_examples=500)
    @given(near_allowed())
    def one(url: str) -> None:
        answers.add(what_is_read(url))

    one()
    assert answers == {True, False}  # else it has tried nothing


def test_an_operator_adds_hosts_and_origins() -> None:
    services = PushServices.of(("push.example.net", "https://push.lan:8443", "http://127.0.0.1:99"))
    assert not services.check("https://eu.push.example.net/x").is_trusted
    assert services.check("https://push.lan:8443/x").is_trusted
    assert services.check("http://127.0.0.1:99/x").port == 99
    for url in (
        "http://push.example.net/x",
        "https://push.example.net:8443/x",
        "https://push.lan/x",
        "https://x.push.lan:8443/x",
        "https://127.0.0.1:99/x",
        "http://127.0.0.1:98/x",
    ):
        with pytest.raises(NotAllowed):
            services.check(url)


@pytest.mark.parametrize(
    "entry", ["localhost", "10.0.0.1", "https://user@x.example", "ftp://x.example", "*.example.org"]
)
def test_an_entry_that_cannot_be_meant_is_refused(entry: str) -> None:
    with pytest.raises(ValueError, match="OWNIT_PUSH_HOSTS"):
        PushServices.of((entry,))


NOT_PUBLIC = """
0.0.0.0 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.0.1 169.254.169.254 172.16.0.1
172.31.255.255 192.0.0.1 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.255
198.51.100.1 203.0.113.1 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 :: ::1 ::ffff:8.8.8.8
::ffff:127.0.0.1 ::8.8.8.8 64:ff9b::808:808 64:ff9b:1::1 100::1 2001::1 2001:2::1 2001:10::1
2001:20::1 2001:db8::1 2002:808:808:: 3fff::1 fc00::1 fd12::1 fe80::1 fe80::1%eth0 fec0::1
ff02::1 5f00::1 127.1 0177.0.0.1 2130706433 0x7f000001 localhost 8.8.8.8:53
"""
PUBLIC = """
8.8.8.8 1.1.1.1 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1 192.0.1.1 198.17.0.1
223.255.255.255 2001:4860:4860::8888 2606:4700::1111 2a00:1450:4001::200a
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
    assert (bench.delivery().state, bench.delivery().reason) == (DeliveryState.DEAD, "blocked")
    assert bench.subscriptions()[0].quarantined_why == "blocked"


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
    assert bench.delivery().reason == "blocked"


def test_a_redirect_is_never_followed(bench: Bench) -> None:
    phone = bench.phone()
    inside = bench.service.subscribe()
    bench.enqueue()
    bench.service.faults.append(Fault(307, {"Location": inside}))
    bench.worker.send_due()
    assert bench.service.requests == 1
    assert phone.inbox(bench.service) == []


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
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: pytest.TempPathFactory
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    netrc = tmp_path / "netrc"  # type: ignore[operator]
    netrc.write_text("machine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("NETRC", str(netrc))
    phone = bench.phone()
    bench.enqueue()
    bench.worker.send_due()
    assert len(phone.inbox(bench.service)) == 1


def good() -> Phone:
    return Phone("https://web.push.apple.com/x")


BAD_KEYS = {
    "no p256dh": ("", good().auth),
    "no auth": (good().p256dh, ""),
    "a byte of auth": (good().p256dh, "AA"),
    "17 bytes of auth": (good().p256dh, good().auth + "A"),
    "a short point": (good().p256dh[:-4], good().auth),
    "65 bytes off the curve": ("BA" + "A" * 85, good().auth),
    "a compressed point": ("A" + good().p256dh[1:], good().auth),
    "the other base64": ("+" + good().p256dh[1:], good().auth),
    "no base64": ("é" * 87, good().auth),
}


@pytest.mark.parametrize("name", BAD_KEYS)
def test_keys_that_cannot_be_used_are_refused(name: str) -> None:
    p256dh, auth = BAD_KEYS[name]
    with pytest.raises(subscriptions.Refused) as refused:
        subscriptions.validate(PushServices(), good().endpoint, p256dh, auth)
    assert refused.value.resubscribe


def test_padded_keys_are_kept_without_padding() -> None:
    phone = good()
    offer = subscriptions.validate(
        PushServices(), phone.endpoint, phone.p256dh + "=", phone.auth + "=="
    )
    assert (offer.p256dh, offer.auth) == (phone.p256dh, phone.auth)
