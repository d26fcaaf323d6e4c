"""A subscriber hands us a URL. None of these may make us send anywhere but to a push service."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from yarl import URL

from push import subscriptions
from push.endpoints import KNOWN_HOSTS, NotAllowed, PushServices
from push.errors import InvalidInput
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
ENDED = (
    "https://permanently-removed.invalid/fcm/send/abc",
    "https://permanently-removed.invalid:443/",
    "https://invalid/x",
    "http://push.example.invalid/x",
)


@pytest.mark.parametrize("url", ALLOWED)
def test_the_known_services_are_allowed(url: str) -> None:
    found = PushServices().check(url)
    assert found.origin == f"https://{found.host}"
    assert url.startswith(found.origin)
    assert (found.port, found.is_trusted) == (443, False)


@pytest.mark.parametrize("url", ENDED)
def test_an_endpoint_under_invalid_asks_for_a_new_subscription(url: str) -> None:
    phone = Phone("")
    with pytest.raises(InvalidInput, match="Close the browser") as refused:
        subscriptions.validate(PushServices(), url, phone.p256dh, phone.auth)
    assert refused.value.resubscribe


@pytest.mark.parametrize("url", ["https://invalid.example/x", "https://xinvalid/x"])
def test_an_endpoint_elsewhere_does_not(url: str) -> None:
    phone = Phone("")
    with pytest.raises(InvalidInput, match="not allowed to send to") as refused:
        subscriptions.validate(PushServices(), url, phone.p256dh, phone.auth)
    assert not refused.value.resubscribe


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
    with pytest.raises(InvalidInput) as refused:
        subscriptions.validate(PushServices(), good().endpoint, p256dh, auth)
    assert refused.value.resubscribe


def test_padded_keys_are_kept_without_padding() -> None:
    phone = good()
    offer = subscriptions.validate(
        PushServices(), phone.endpoint, phone.p256dh + "=", phone.auth + "=="
    )
    assert (offer.p256dh, offer.auth) == (phone.p256dh, phone.auth)
