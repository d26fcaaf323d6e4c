"""Origins, paths and addresses that people and strangers write; none of them raises."""

import json
import logging
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.clock import Clock
from tests.web.configured import config
from tests.web.test_door import make
from tests.web.world import World
from web.config import Config, ConfigError
from web.http.client import NOTE, SENTENCES, ProxyFault
from web.store.engine import Database
from web.store.tables.accounts import Invite
from web.urls import local_path, network_of, parse_address, parse_origin

ORIGINS = [
    ("http://192.0.2.2:80", "http://192.0.2.2"),
    ("https://Own.example.org:443", "https://own.example.org"),
    ("HTTPS://own.example.org:0443", "https://own.example.org"),
    ("https://bücher.example", "https://xn--bcher-kva.example"),
    ("https://BÜCHER.example:8443", "https://xn--bcher-kva.example:8443"),
    ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
    ("https://straße.example", "https://xn--strae-oqa.example"),
    ("http://[fd00::2]:8155", "http://[fd00::2]:8155"),
    ("http://[FD00:0:0::0002]", "http://[fd00::2]"),
    ("http://[::1]:80", "http://[::1]"),
    ("http://[::ffff:192.0.2.2]", "http://[::ffff:c000:202]"),
    ("http://own_it:8000", "http://own_it:8000"),
    ("https://Own.example.org.:8443", "https://own.example.org:8443"),
    ("http://192.0.2.2.", "http://192.0.2.2"),
    ("http://localhost:8000", "http://localhost:8000"),
    ("http://localhost:", "http://localhost"),
]
NO_ORIGINS = [
    "",
    "null",
    "http://",
    "http://[",
    "http://]",
    "http://[::1",
    "http://[::g]",
    "http://[fe80::1%25eth0]",
    "//own.example.org",
    "own.example.org",
    "ftp://own.example.org",
    "https://own.example.org/",
    "https://own.example.org?x",
    "https://own.example.org#x",
    "https://user@own.example.org",
    "https://own.example.org:0",
    "https://own.example.org:65536",
    "https://own.example.org:8٠",
    "https://own.example.org:-1",
    "https://own example.org",
    "https://own..example.org",
    "https://.example.org",
    "https://℀.example",
    "https://192.0.2.300",
    "https://192.0.02.2",
    "https://1.2.3",
    "https://own.example.org\n",
    "https://" + "a" * 64 + ".example",
    "https://own.example.org:" + "9" * 5000,
]


@pytest.mark.parametrize(("text", "origin"), ORIGINS)
def test_an_origin_has_one_spelling(text: str, origin: str) -> None:
    assert str(parse_origin(text)) == origin
    assert parse_origin(origin) == parse_origin(text)
    assert Config.from_env({"OWNIT_PUBLIC_URL": f" {text}/"}).public_url == origin


@pytest.mark.parametrize("text", NO_ORIGINS)
def test_what_is_no_origin_is_none_and_no_public_address(text: str) -> None:
    assert parse_origin(text) is None
    if text.strip() and text not in ("https://own.example.org/", "https://own.example.org\n"):
        with pytest.raises(ConfigError, match="OWNIT_PUBLIC_URL must be the address people open"):
            Config.from_env({"OWNIT_PUBLIC_URL": text})


ADDRESSES = [
    ("203.0.113.7", "203.0.113.7"),
    ("203.0.113.7:50001", "203.0.113.7"),
    (" 203.0.113.7 ", "203.0.113.7"),
    ("::ffff:203.0.113.7", "203.0.113.7"),
    ("[::ffff:203.0.113.7]:80", "203.0.113.7"),
    ("2001:db8:1:2:3::5", "2001:db8:1:2::"),
    ("[2001:db8:1:2:3::5]", "2001:db8:1:2::"),
    ("[2001:db8:1:2:3::5]:41234", "2001:db8:1:2::"),
    ("fe80::1%eth0", "fe80::"),
]
NO_ADDRESSES = [
    "",
    "unknown",
    "_hidden",
    "203.0.113",
    "203.0.113.7:",
    "[",
    "[]:1",
    "٣.٣.٣.٣",
    "::g",
]


@pytest.mark.parametrize(("text", "network"), ADDRESSES)
def test_an_address_counts_as_its_network(text: str, network: str) -> None:
    assert parse_address(text) is not None
    assert network_of(text) == network


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_what_is_no_address_is_none(text: str) -> None:
    assert parse_address(text) is None
    assert network_of(text) == "unknown"


HOSTILE = st.text(st.sampled_from("htps:/[]@.%#?\\0189٣ab\x00\r\n ℀ü-_:\ud800"), max_size=40)


@settings(derandomize=True, max_examples=500)
@given(HOSTILE | HOSTILE.map(lambda text: f"http://{text}") | st.text())
def test_nothing_raises_and_all_is_ascii(text: str) -> None:
    origin = parse_origin(text)
    assert origin is None or (str(origin).isascii() and parse_origin(str(origin)) == origin)
    assert network_of(text).isascii()
    assert local_path(text).isascii()
    assert local_path(text) in (text, "/")


BAD_NEXT = ["//[", "//℀", "/\x00", "/ü", "http://[", "/x\\y", "//"]


@pytest.mark.parametrize("target", BAD_NEXT)
def test_a_hostile_next_costs_no_invite(one_world: World, target: str) -> None:
    path = f"/join/{make(one_world).token}"
    newcomer = one_world.browser()
    fields = {"first_name": "Nina"}
    answer = newcomer.post(path, fields, key="", query_string={"next": target})
    assert (answer.status, answer.location) == (303, "/")
    assert newcomer.get("/me").status == 200


@pytest.mark.parametrize("origin", ["http://[", "http://℀", "null", "http://[::1", "\xff", ":"])
def test_a_hostile_origin_is_refused_in_a_sentence(one_world: World, origin: str) -> None:
    ref = one_world.unowned()
    answer = one_world.owner.fetch(
        "POST", f"/issues/{ref}/own", {"Origin": origin}, data={"key": "k"}
    )
    assert answer.status == 403
    assert "This came from another website" in answer.words
    assert one_world.issue(ref).owner_id is None


OPENED = [
    ("http://192.0.2.2:80", "192.0.2.2", "http://192.0.2.2"),
    ("https://Own.example.org:443", "own.example.org", "https://own.example.org"),
    ("https://bücher.example", "xn--bcher-kva.example", "https://xn--bcher-kva.example"),
    ("http://[fd00::2]:8155", "[fd00::2]:8155", "http://[fd00::2]:8155"),
    ("http://localhost", "[::1]:8000", "http://[::1]:8000"),
    ("http://localhost", "127.0.0.1:8000", "http://127.0.0.1:8000"),
    ("https://own.example.org", "OWN.example.org", "https://own.example.org"),
]


@pytest.mark.parametrize(("public", "host", "origin"), OPENED)
def test_people_come_in_however_the_public_address_was_typed(
    database: Database, clock: Clock, public: str, host: str, origin: str
) -> None:
    """By Origin alone: a browser sends no Fetch Metadata over plain HTTP."""
    url = Config.from_env({"OWNIT_PUBLIC_URL": public}).public_url
    world = World(database, clock, config(url))
    path, headers = f"/join/{make(world).token}", {"Host": host}
    page = world.nobody.get(path, headers)
    assert page.status == 200
    assert page.headers["Referrer-Policy"] == "same-origin"
    answer = world.browser().fetch(
        "POST", path, headers | {"Origin": origin}, data={"first_name": "Nina"}
    )
    assert answer.status == 303
    other = world.browser().fetch("POST", path, headers | {"Origin": "null"}, data={})
    assert other.status == 403


HOSTS = ["evil.example", "[::2]", "[", "[::1", "own.example.org:x", "", "a" * 300, "\xff"]


@pytest.mark.parametrize("host", HOSTS)
def test_another_host_is_told_so(https_world: World, host: str) -> None:
    answer = https_world.nobody.get("/sign-in", {"Host": host})
    assert answer.status == 400
    assert "Own It has a different address." in answer.words


@pytest.mark.parametrize(
    ("public", "hsts"),
    [
        ("https://own.example.org", "max-age=31536000"),
        ("https://own.example.org:443", "max-age=31536000"),
        ("https://nas.example.org:8443", None),
        ("http://own.example.org", None),
    ],
)
def test_hsts_says_nothing_of_other_hosts_and_ports(
    database: Database, clock: Clock, public: str, hsts: str | None
) -> None:
    url = Config.from_env({"OWNIT_PUBLIC_URL": public}).public_url
    world = World(database, clock, config(url))
    assert world.nobody.get("/sign-in").headers.get("Strict-Transport-Security") == hsts


BEHIND = [".", ",", ")", "/", " ", "/.", ").", "!", "’", "»", ";", "%22", "](", "%0A", "%0D%0A"]


@pytest.mark.parametrize("behind", BEHIND)
def test_what_cannot_belong_to_a_link_is_left_off(one_world: World, behind: str) -> None:
    path, way_in = one_world.shared(one_world.report()), make(one_world)
    for good in (path, f"/join/{way_in.token}", f"/join/{way_in.code}"):
        answer = one_world.nobody.get(good + behind)
        assert (answer.status, answer.location) == (302, good)
    words = one_world.nobody.get(f"{path}.%20Thank%20you/see%20you")
    assert words.location == path
    fields = {"first_name": "Nina"}
    joined = one_world.browser().post(f"/join/{way_in.token}{behind}", fields, key="")
    assert joined.status == 303
    with one_world.database.read() as session:
        assert session.get_one(Invite, one_world.count(Invite)).claimed_at


@pytest.mark.parametrize("behind", [".", ")", " ,"])
def test_what_cannot_belong_to_a_code_is_left_off(one_world: World, behind: str) -> None:
    way_in = make(one_world)
    typed = {"code": way_in.code.lower() + behind}
    assert one_world.browser().post("/sign-in", typed, key="").location == f"/join/{way_in.code}"


WIDE = {ord(one): ord(one) + 0xFEE0 for one in "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"}
ARABIC_DIGITS = str.maketrans("23456789", "٢٣٤٥٦٧٨٩")


@pytest.mark.parametrize("keyboard", [WIDE, ARABIC_DIGITS], ids=["wide", "arabic"])
def test_a_code_by_another_keyboard(one_world: World, keyboard: dict[int, int]) -> None:
    way_in = make(one_world)
    typed = {"code": way_in.code.translate(keyboard)}
    assert one_world.browser().post("/sign-in", typed, key="").location == f"/join/{way_in.code}"


FAULTS = [
    (0, "203.0.113.7", ProxyFault.UNDECLARED),
    (2, "203.0.113.7", ProxyFault.TOO_FEW),
    (1, "unknown", ProxyFault.UNREADABLE),
    (1, "203.0.113.7:50001", None),
    (1, None, None),
]


@pytest.mark.parametrize(("proxies", "forwarded", "fault"), FAULTS)
def test_proxies_that_are_not_as_declared_are_logged_once(
    database: Database,
    clock: Clock,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    proxies: int,
    forwarded: str | None,
    fault: ProxyFault | None,
) -> None:
    world = World(database, clock, replace(config(), proxies=proxies, data_dir=tmp_path))
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    with caplog.at_level(logging.WARNING, "web.http.client"):
        for _ in range(5):
            assert world.nobody.get("/sign-in", headers).status == 200
    assert caplog.messages == ([SENTENCES[fault]] if fault else [])
    note = tmp_path / NOTE
    assert note.exists() == bool(fault)
    if fault:
        assert "OWNIT_PROXIES" in SENTENCES[fault]
        assert json.loads(note.read_text())["fault"] == fault
