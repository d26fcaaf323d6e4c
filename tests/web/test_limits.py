"""Guessing is slowed down; a crowd with good links behind the same address is not."""

import pytest

from tests.web.answers import Answer
from tests.web.test_door import make
from tests.web.world import World
from web.acts.core.guess_limit import PER_SOURCE, WINDOW
from web.acts.core.tokens import OLD_CODE_LENGTH, hash_of
from web.store.tables.accounts import Invite
from web.store.tables.guesses import Guess

KINDS = ["code", "join", "claim", "status"]


def guess(world: World, kind: str, number: int, address: str = "10.0.0.1") -> Answer:
    where = {"REMOTE_ADDR": address}
    browser, secret = world.nobody, f"guess{number:04}"
    if kind == "code":
        return browser.post("/sign-in", {"code": secret}, key="", environ_overrides=where)
    if kind == "claim":
        return browser.post(f"/join/{secret}", key="", environ_overrides=where)
    path = f"/join/{secret}" if kind == "join" else f"/s/{secret}"
    return browser.fetch("GET", path, environ_overrides=where)


@pytest.mark.parametrize("kind", KINDS)
def test_the_twenty_first_guess_is_not_looked_at(world: World, kind: str) -> None:
    wrong = 422 if kind == "code" else 404
    assert [guess(world, kind, n).status for n in range(PER_SOURCE)] == [wrong] * PER_SOURCE
    answer = guess(world, kind, 99)
    assert answer.status == 429
    assert "Wait a few minutes, then try again." in answer.words
    assert 0 < int(answer.headers["Retry-After"]) <= WINDOW.total_seconds() + 1
    assert guess(world, kind, 100, "10.0.0.2").status == wrong
    world.clock.now += WINDOW
    assert guess(world, kind, 101).status == wrong


def test_guesses_of_a_clock_that_was_ahead_shut_nobody_out(world: World) -> None:
    """It was two hours ahead and was put right: else they would be shut out for two hours more."""
    world.clock.forward(hours=2)
    assert [guess(world, "join", n).status for n in range(PER_SOURCE)] == [404] * PER_SOURCE
    assert guess(world, "join", 98).status == 429
    world.clock.back(hours=2)
    assert [guess(world, "join", n).status for n in range(PER_SOURCE)] == [404] * PER_SOURCE
    assert guess(world, "join", 99).status == 429
    world.clock.back(seconds=30)  # as for another node, whose clock is slow
    assert guess(world, "join", 100).status == 429


def test_good_links_cost_nothing(world: World) -> None:
    path = world.shared(world.report())
    for number in range(PER_SOURCE + 5):
        assert guess(world, "status", number).status == (404 if number < PER_SOURCE else 429)
    for number in range(PER_SOURCE + 5):
        guess(world, "join", number)
    for _ in range(3 * PER_SOURCE):
        assert _look(world, path) == 200
    invites = [make(world) for _ in range(PER_SOURCE)]
    assert {_look(world, f"/join/{one.token}") for one in invites} == {200}


def _look(world: World, path: str) -> int:
    where = {"REMOTE_ADDR": "10.0.0.1"}
    return world.nobody.fetch("GET", path, environ_overrides=where).status


def test_guessing_one_kind_does_not_shut_the_other(one_world: World) -> None:
    path = one_world.shared(one_world.report())
    for number in range(PER_SOURCE + 1):
        guess(one_world, "join", number)
    assert guess(one_world, "join", 99).status == 429
    assert _look(one_world, path) == 200


def test_a_network_of_ipv6_counts_as_one(one_world: World) -> None:
    for number in range(PER_SOURCE):
        assert guess(one_world, "join", number, f"2001:db8:1:2::{number:x}").status == 404
    assert guess(one_world, "join", 99, "2001:db8:1:2:ffff::1").status == 429
    assert guess(one_world, "join", 99, "2001:db8:1:3::1").status == 404


def test_guesses_from_everywhere_end_nobodys_codes(world: World) -> None:
    """Thousands of wrong ones, from thousands of addresses: there is no limit for all together."""
    until = world.clock() + WINDOW
    with world.database.write() as session:
        rows = [
            Guess(source=f"invite:10.{n // 250}.{n % 250}.1", count=21, until=until)
            for n in range(3000)
        ]
        session.add_all([*rows, Guess(source="invite:*", count=99_999, until=until)])
    answer = _type(world, make(world).code, "10.9.9.9")
    assert answer.status == 303
    assert guess(world, "code", 1, "10.9.9.9").status == 422
    assert guess(world, "status", 1, "10.9.9.9").status == 404


def test_a_good_code_works_beside_somebody_who_guesses(world: World) -> None:
    for number in range(PER_SOURCE + 1):
        guess(world, "code", number)
    assert guess(world, "code", 99).status == 429
    answer = _type(world, make(world).code)
    assert answer.status == 303
    assert _look(world, answer.location) == 200
    where = {"REMOTE_ADDR": "10.0.0.1"}
    newcomer = world.browser()
    fields = {"first_name": "Nina"}
    assert newcomer.post(answer.location, fields, key="", environ_overrides=where).status == 303


def test_a_code_of_before_the_upgrade_works_and_is_limited_as_before(world: World) -> None:
    """Those were short: they are not even looked at while somebody at this address guesses."""
    old = "ABCD2345"
    assert len(old) == OLD_CODE_LENGTH
    make(world)
    with world.database.write() as session:
        session.get_one(Invite, world.count(Invite)).code_hash = hash_of(old)
    assert _type(world, "abcd 2345").status == 303
    for number in range(PER_SOURCE):
        guess(world, "join", number)
    assert _type(world, old).status == 429
    assert _type(world, old, "10.0.0.2").status == 303


def test_a_used_link_or_code_is_no_guess(world: World) -> None:
    """Twenty-five colleagues open a link that one of them has used; then one types a good code."""
    used, revoked, old = make(world), make(world), make(world)
    world.browser().post(f"/join/{used.token}", {"first_name": "Nina"}, key="")
    world.admin.post(f"/settings/invites/{world.count(Invite) - 1}/revoke")
    world.clock.forward(hours=73)
    for dead in (used, revoked, old):
        where = {"REMOTE_ADDR": "10.0.0.1"}
        for _ in range(PER_SOURCE + 5):
            assert _look(world, f"/join/{dead.token}") == 410
        claimed = world.nobody.post(f"/join/{dead.token}", key="", environ_overrides=where)
        assert claimed.status == 410
        assert "It was used, cancelled, or is too old." in claimed.words
        answer = _type(world, dead.code)
        assert answer.status == 422
        assert "That code was used, cancelled, or is too old." in answer.words
    assert world.count(Guess) == 0
    assert _type(world, make(world).code).status == 303


def test_a_revoked_or_ended_status_link_is_no_guess_and_tells_nothing(world: World) -> None:
    ref, ended = world.report(), world.report()
    paths = [world.shared(ref), world.shared(ended)]
    world.owner.post(f"/issues/{ref}/share/revoke")
    world.owner.act(ended, "resolve", text="done")
    world.clock.forward(days=31)
    unknown = world.nobody.get("/s/" + "x" * 43)
    world.clock.now += WINDOW
    before = world.count(Guess)
    for path in paths:
        for _ in range(PER_SOURCE + 5):
            answer = world.nobody.fetch("GET", path)
            assert (answer.status, answer.body) == (404, unknown.body)
    assert world.count(Guess) == before


def _type(world: World, code: str, address: str = "10.0.0.1") -> Answer:
    where = {"REMOTE_ADDR": address}
    return world.browser().post("/sign-in", {"code": code}, key="", environ_overrides=where)


ADDRESSES = [
    ("203.0.113.7", "203.0.113.7:50001"),
    ("203.0.113.7", "::ffff:203.0.113.7"),
    ("203.0.113.7", "[::ffff:203.0.113.7]:443"),
    ("2001:db8::5", "[2001:db8::5]:41234"),
    ("2001:db8::5", "[2001:db8::6]"),
    ("2001:db8::5", '"[2001:db8::7]:1"'),
]


@pytest.mark.parametrize(("first", "second"), ADDRESSES)
def test_one_client_is_one_however_a_proxy_writes_it(
    one_world: World, first: str, second: str
) -> None:
    for number in range(PER_SOURCE):
        assert guess(one_world, "join", number, (first, second)[number % 2]).status == 404
    assert guess(one_world, "join", 98, second).status == 429
    assert guess(one_world, "join", 99, "203.0.113.8:50001").status == 404
    assert guess(one_world, "join", 99, "[2001:db8:0:1::5]:50001").status == 404


def test_whom_a_proxy_names_is_not_believed_unless_it_is_ours(one_world: World) -> None:
    for number in range(PER_SOURCE):
        headers = {"X-Forwarded-For": f"192.0.2.{number}"}
        assert one_world.nobody.get(f"/s/guess{number}", headers).status == 404
    assert one_world.nobody.get("/s/x", {"X-Forwarded-For": "192.0.2.99"}).status == 429
