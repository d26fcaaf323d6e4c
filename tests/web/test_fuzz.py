"""Every route with hostile paths, queries, fields, bodies and headers, as everybody.

Never a 5xx, and nothing changes by a request that was refused. The same requests in every run;
`make soak` makes many more of them.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from tests.web.calls import Call
from tests.web.route_things import Things
from tests.web.routes import CALLS
from tests.web.world import World

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("OWNIT_FUZZ", "120"))
PERSONAS = ("", "stranger", "owner", "lead", "admin")
HOSTILE = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "\udfff\ud800",
    "٣",
    "²",
    "1٣",
    "-1",
    "0",
    "1_000",
    "1e999",
    "NaN",
    "inf",
    "2147483648",
    "9223372036854775808",
    "9" * 5000,
    "0x10",
    "//[",
    "//℀",
    "http://[",
    "http://℀",
    "null",
    "[",
    "]",
    "[::1",
    "%",
    "%00",
    "%zz",
    "../../etc/passwd",
    "localtime",
    "Europe/../../etc/passwd",
    "\r\nSet-Cookie: a=b",
    "\x7f\x1b[31m",
    "\u202e\u2066x",
    "🏴" * 50,
    "x" * 3000,
    "'; DROP TABLE issue; --",
    "{{7*7}}",
    "{0}{to}%s%n",
    "<script>alert(1)</script>",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "99:99",
    "24:00",
    'W/"x", "y',
    "bytes=0-,9-5,99999999999999999999-",
    "bytes=-",
    "Fri, 31 Dec 9999 23:59:60 GMT",
    "Mon, 00 Jan 0000 00:00:00 GMT",
    "text/html;q=NaN, */*;q=1e400",
    "multipart/form-data",
    'multipart/form-data; boundary="',
    "application/x-www-form-urlencoded; charset=utf-7",
    "application/json; charset=idna",
    "Bearer \xff",
    "Basic ====",
    "ownit=\x00; ownit=a; =; ;",
    "K7F3",
    "on",
]
HEADERS = """
    Host Origin Sec-Fetch-Site X-Forwarded-For Forwarded Cookie Authorization Accept Accept-
    Encoding Accept-Language If-None-Match If-Match If-Modified-Since Range If-Range
    Content-Type Content-Length User-Agent HX-Request HX-Target HX-Current-URL HX-Boosted
    Ownit-Person Ownit-Tapped Ownit-Sent Ownit-Protocol Ownit-Seen Referer Prefer
""".split()  # noqa: SIM905
QUERIES = """
    page site next n saved place shared owned need introduction helper find to_id at
""".split()  # noqa: SIM905
FIELDS = """
    key seen version text minutes photo name zone ref saw back starts-0 ends-0 time
""".split()  # noqa: SIM905
BODIES: list[tuple[str, bytes]] = [
    ("application/json", b"[" * 30_000),
    ("application/json", b'{"receipt": "\\ud800\\u0000aaaaaaaaaa", "what": "shown"}'),
    ("application/json", b'{"endpoint": ' + b"9" * 5000 + b"}"),
    ("application/json", b'{"expirationTime": 1e999}'),
    ("application/json; charset=utf-16", b"\xff\xfe{"),
    ("application/json", b"\xff\xfe\x00"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="\xff\x00'),
    ("multipart/form-data", b"--\r\n"),
    ("multipart/form-data; boundary=" + "x" * 300, b"--" + b"x" * 300),
    ("application/x-www-form-urlencoded", b"key=%ff%fe&text=%00&=&&a&%"),
    ("application/x-www-form-urlencoded; charset=punycode", b"key=%ff"),
    ("text/plain", b"key=x"),
    ("", b"\x00\xff"),
]
# They end what the others need; each has its own tests.
LEFT_OUT = ("door.sign_out", "me.revoke", "people.close_person", "people.change_person")
NAMES = [name for name in CALLS if name not in LEFT_OUT]


@dataclass(frozen=True)
class Attack:
    name: str
    persona: str
    part: str  # what of the good call is made bad
    where: int
    value: str
    body: int

    def call(self) -> Call:
        return CALLS[self.name]


attacks = st.builds(
    Attack,
    name=st.sampled_from(NAMES),
    persona=st.sampled_from(PERSONAS),
    part=st.sampled_from(["path", "query", "field", "field", "header", "header", "body"]),
    where=st.integers(0, 1000),
    value=st.sampled_from(HOSTILE) | st.text(max_size=20),
    body=st.integers(0, len(BODIES) - 1),
)


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=EXAMPLES,
    suppress_health_check=list(HealthCheck),
)
@given(attack=attacks)
def strike(world: World, attack: Attack) -> None:
    request = made(world, attack)
    with committed(world) as changes:
        status = send(world, attack, request)
    assert status < 500, attack
    if status >= 400:
        assert changes == [], attack


@pytest.mark.timeout(0 if EXAMPLES > 120 else 600)
def test_nothing_that_is_sent_breaks_or_changes_what_is_refused(world: World) -> None:
    strike(world)


@pytest.mark.parametrize("value", ["http://[", "//℀", "٣", "\x00", "9" * 5000, "\ud800"])
def test_the_worst_in_every_header(world: World, value: str) -> None:
    for where, header in enumerate(HEADERS):
        for name in ("issues.own", "issues.show", "status.status", "push.receipt"):
            attack = Attack(name, "owner", "header", where, value, 0)
            assert send(world, attack, made(world, attack)) < 500, (header, name)


Made = tuple[str, str, bytes | None, str]


def send(world: World, attack: Attack, request: Made) -> int:
    """By the WSGI environment itself: a client library would not send most of this."""
    environ = {"HTTP_SEC_FETCH_SITE": "same-origin"}
    path, query, body, kind = request
    if attack.part == "header":
        header = HEADERS[attack.where % len(HEADERS)].upper().replace("-", "_")
        bare = ("CONTENT_TYPE", "CONTENT_LENGTH")
        value = latin(attack.value)
        if header == "ORIGIN":
            environ.pop("HTTP_SEC_FETCH_SITE")
        environ[header if header in bare else f"HTTP_{header}"] = value
    # Whoever claims an invite is signed out of whom they were.
    browser = world.browser("" if attack.name == "door.claim" else attack.persona)
    options: dict[str, Any] = {"data": body, "content_type": kind} if body is not None else {}
    found = browser.client.open(
        "/",
        method=attack.call().method,
        base_url=world.config.public_url,
        environ_overrides={"PATH_INFO": path, "QUERY_STRING": query, **environ},
        **options,
    )
    found.close()
    return found.status_code


def made(world: World, attack: Attack) -> Made:
    call, things = attack.call(), Things(world)
    fields = {name: value.format_map(things) for name, value in call.fields.items()}
    fields.setdefault("key", f"k{attack.where}")
    path = call.path.format_map(things)
    query = ""
    if attack.part == "path":
        head, _, tail = path.rpartition("/")
        options = [f"{head}/{attack.value}", f"{path}/{attack.value}", f"/{attack.value}/{tail}"]
        path = options[attack.where % len(options)]
    if attack.part == "query":
        query = f"{QUERIES[attack.where % len(QUERIES)]}={encoded(attack.value)}"
    if attack.part == "field":
        names = sorted({*fields, *FIELDS})
        fields[names[attack.where % len(names)]] = attack.value
    if call.method == "GET":
        return latin(path), query, None, ""
    if attack.part == "body":
        return latin(path), query, BODIES[attack.body][1], BODIES[attack.body][0]
    form = "&".join(f"{encoded(name)}={encoded(value)}" for name, value in fields.items())
    return latin(path), query, form.encode(), "application/x-www-form-urlencoded"


def latin(value: str) -> str:
    """As a WSGI server hands bytes on (PEP 3333)."""
    return value.encode("utf-8", "surrogatepass").decode("latin-1")


def encoded(value: str) -> str:
    return quote(value.encode("utf-8", "surrogatepass"))


# What may change whatever becomes of the request: limits, answers that are remembered, and when a
# device was last seen.
_MAY_CHANGE = ("guess", "applied_tap", "device", "write_probe")
_WRITE = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM) \"?(\w+)")


@contextmanager
def committed(world: World) -> Iterator[list[str]]:
    """The writes that were committed meanwhile."""
    engine, kept, pending = world.database.engine, [], list[str]()

    def look(*call: object) -> None:
        found = _WRITE.match(str(call[2]))
        if found and found[1] not in _MAY_CHANGE:
            pending.append(str(call[2])[:80])

    def keep(_: object) -> None:
        kept.extend(pending)
        pending.clear()

    listeners = (
        ("before_cursor_execute", look),
        ("commit", keep),
        ("rollback", lambda _: pending.clear()),
    )
    for name, listener in listeners:
        event.listen(engine, name, listener)
    yield kept
    for name, listener in listeners:
        event.remove(engine, name, listener)
