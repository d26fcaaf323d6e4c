"""Sessions are rows: what ends one really ends it, on every device that it should."""

from datetime import timedelta

import pytest

from push.models import Subscription
from tests.web.world import World
from web.store.tables.accounts import Device


def is_in(world: World, persona: str) -> bool:
    """With a jar of its own, as somebody who copied the cookie would come."""
    return world.browser(persona).get("/me").status == 200


def test_signing_out_ends_the_cookie_for_whoever_kept_a_copy(world: World) -> None:
    assert is_in(world, "owner")
    world.phone("owner")
    assert world.owner.post("/sign-out").status == 303
    assert not is_in(world, "owner")
    assert world.browser("owner").act("K7F3", "note", text="x").status == 401
    assert world.count(Subscription) == 0
    assert is_in(world, "colleague")


def test_a_revoked_device_is_out_at_once_and_silent(world: World) -> None:
    world.phone("owner")
    second = world.make(lambda sample: sample.sign_in(world.people["owner"], "Safari on iPhone"))
    browser = world.browser(token=second)
    assert "Safari on iPhone" in browser.get("/me").words
    assert browser.post(f"/me/devices/{world.device('owner')}/revoke").status == 303
    assert not is_in(world, "owner")
    assert browser.get("/me").status == 200
    assert world.count(Subscription) == 0


@pytest.mark.parametrize("path", ["/me/devices/revoke-others", "/me/devices/{}/revoke"])
def test_a_revoked_device_comes_back_by_no_link_that_it_made(world: World, path: str) -> None:
    lost = world.make(lambda sample: sample.sign_in(world.people["owner"]))
    page = world.browser(token=lost).post("/me/link").text
    link = "/join/" + page.partition("http://localhost/join/")[2][:43]
    assert world.nobody.get(link).status == 200
    assert world.owner.post(path.format(world.count(Device))).status == 303
    assert world.nobody.get(link).status == 410
    assert world.browser().post(link, key="").status == 410
    assert is_in(world, "owner")


def test_a_revoked_device_does_not_repeat_the_link_that_it_used(world: World) -> None:
    page = world.owner.post("/me/link").text
    link = "/join/" + page.partition("http://localhost/join/")[2][:43]
    assert world.browser().post(link, key="the-form").status == 303
    assert world.owner.post("/me/devices/revoke-others").status == 303
    assert world.browser().post(link, key="the-form").status == 410


def test_closing_an_account_ends_every_device_and_every_phone(world: World) -> None:
    world.phone("owner")
    second = world.make(lambda sample: sample.sign_in(world.people["owner"]))
    world.admin.post(f"/settings/people/{world.id('owner')}/close")
    assert not is_in(world, "owner")
    assert world.browser(token=second).get("/me").status == 303
    assert world.count(Subscription) == 0


@pytest.mark.parametrize(("days", "still_in"), [(29.9, True), (30.1, False)])
def test_an_idle_session_ends_after_thirty_days(world: World, days: float, still_in: bool) -> None:
    world.clock.forward(days=days)
    assert is_in(world, "owner") is still_in


def test_a_busy_session_ends_after_ninety_days(world: World) -> None:
    end = world.clock() + timedelta(days=90)
    while world.clock() + timedelta(days=20) < end:
        world.clock.forward(days=20)
        assert is_in(world, "owner")
    world.clock.now = end - timedelta(seconds=1)
    assert is_in(world, "owner")
    world.clock.now = end
    assert not is_in(world, "owner")


def test_looking_at_pages_seldom_writes(one_world: World) -> None:
    """A session is marked as seen at most every quarter of an hour."""
    began = _seen(one_world)
    one_world.clock.forward(minutes=14)
    one_world.owner.get("/")
    assert _seen(one_world) == began
    one_world.clock.forward(minutes=2)
    one_world.owner.get("/")
    assert _seen(one_world) == one_world.clock()


def _seen(world: World) -> object:
    with world.database.read() as session:
        return session.get_one(Device, world.device("owner")).seen_at


def test_a_change_of_role_is_felt_at_the_next_request(world: World) -> None:
    path = f"/settings/people/{world.id('owner')}"
    site = str(world.site.id)
    assert world.owner.get("/settings").status == 404
    world.admin.post(path, {"role": "admin", "site_id": site})
    assert world.owner.get("/settings").status == 200
    world.admin.post(path, {"role": "employee", "site_id": site})
    assert world.owner.get("/settings").status == 404
    assert world.owner.post("/settings/organisation", {"name": "Mine"}).status == 404


def test_an_admin_cannot_shut_the_last_door_on_themselves(world: World) -> None:
    path = f"/settings/people/{world.id('admin')}"
    fields = {"role": "lead", "site_id": str(world.site.id)}
    assert world.admin.post(path, fields).status == 409
    assert world.admin.get("/settings").status == 200


@pytest.mark.parametrize("token", ["", "x", "x" * 5000, "🗝", "'; DROP TABLE device; --", "\udcff"])
def test_a_wrong_cookie_is_nobody(one_world: World, token: str) -> None:
    cookie = f"ownit={token}".encode("utf-8", "surrogateescape").decode("latin-1")
    assert one_world.nobody.get("/me", {"Cookie": cookie}).status == 303


def test_tokens_are_stored_only_as_hashes(world: World) -> None:
    with world.database.read() as session:
        stored = {session.get_one(Device, world.device(one)).token_hash for one in world.tokens}
    assert not stored & set(world.tokens.values())
    assert all(len(one) == 64 for one in stored)


def test_a_shift_is_set_and_ended(world: World) -> None:
    world.owner.post("/me/shift", {"hours": "4"})
    assert world.viewer("owner").on_shift_until == world.clock() + timedelta(hours=4)
    world.owner.post("/me/shift", {"hours": "0"})
    assert world.viewer("owner").on_shift_until is None
    for hours in ("25", "-1", "all day", ""):
        answer = world.owner.post("/me/shift", {"hours": hours})
        assert answer.status == 422
        assert "A shift lasts up to 24 hours." in answer.words
