"""Guessing is slowed down; a crowd with good links behind the same address is not."""

import pytest

from tests.web.answers import Answer
from tests.web.test_door import make
from tests.web.world import World
from web.acts.limits import IN_ALL, PER_SOURCE, WINDOW
from web.store.tables import Guess

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
    assert "Wait some minutes, then try again." in answer.words
    assert 0 < int(answer.headers["Retry-After"]) <= WINDOW.total_seconds() + 1
    assert guess(world, kind, 100, "10.0.0.2").status == wrong
    world.clock.now += WINDOW
    assert guess(world, kind, 101).status == wrong


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


def test_a_guess_from_many_addresses_is_slowed_down_too(one_world: World) -> None:
    with one_world.database.write() as session:
        until = one_world.clock() + WINDOW
        session.add(Guess(source="status:*", count=IN_ALL - 1, until=until))
    assert guess(one_world, "status", 1, "10.9.9.1").status == 404
    assert guess(one_world, "status", 2, "10.9.9.2").status == 429
    assert guess(one_world, "join", 3, "10.9.9.3").status == 404


def test_whom_a_proxy_names_is_not_believed_unless_it_is_ours(one_world: World) -> None:
    for number in range(PER_SOURCE):
        headers = {"X-Forwarded-For": f"192.0.2.{number}"}
        assert one_world.nobody.get(f"/s/guess{number}", headers).status == 404
    assert one_world.nobody.get("/s/x", {"X-Forwarded-For": "192.0.2.99"}).status == 429
