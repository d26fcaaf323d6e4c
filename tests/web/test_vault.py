"""The key of what phones keep: the same at each sign-in, and a new one when a device is ended."""

from tests.web.answers import Browser
from tests.web.configured import keys
from tests.web.queued import content
from tests.web.world import World
from web.acts.phones.storage_key import key_of


def given(browser: Browser) -> tuple[str, list[str]]:
    found = content(browser.get("/me/vault"))
    return found["key"], found["older"]


def key(world: World, version: int = 0) -> str:
    return key_of(keys().secret, world.id("owner"), version)


def one_more(world: World) -> Browser:
    token = world.make(lambda sample: sample.sign_in(world.people["owner"], "Safari on iPhone"))
    return world.browser(token=token)


def test_each_version_and_each_person_has_another_key(one_world: World) -> None:
    of_others = key_of(keys().secret, one_world.id("colleague"))
    assert len({key(one_world), key(one_world, 1), key(one_world, 11), of_others}) == 4


def test_it_is_the_same_after_signing_out_here_and_in_again(world: World) -> None:
    assert given(world.owner) == (key(world), [])
    world.owner.post("/sign-out")
    assert given(one_more(world)) == (key(world), [])


def test_ending_another_device_renews_it_and_leaves_the_old_one_to_those_who_had_it(
    world: World,
) -> None:
    here = one_more(world)
    assert here.post(f"/me/devices/{world.device('owner')}/revoke").status == 303
    assert given(here) == (key(world, 1), [key(world)])
    assert world.browser("owner").get("/me/vault").status != 200
    assert 'data-vault="1"' in here.get("/me").text
    assert given(one_more(world)) == (key(world, 1), [])
    third = one_more(world)
    assert here.post("/me/devices/revoke-others").status == 303
    assert given(here) == (key(world, 2), [key(world), key(world, 1)])
    assert third.get("/me/vault").status != 200
    assert given(world.colleague)[1] == []


def test_signing_out_everywhere_else_ends_all_but_this_one(world: World) -> None:
    assert "Sign out everywhere else" not in world.owner.get("/me").words
    world.phone("owner")
    second, third = one_more(world), one_more(world)
    assert "Sign out everywhere else" in second.get("/me").words
    assert second.post("/me/devices/revoke-others").status == 303
    assert world.owner.get("/me").status == third.get("/me").status == 303
    assert second.get("/me").status == 200
    assert "It can ring." not in second.get("/me").words
    assert world.colleague.get("/me").status == 200


def test_a_device_of_somebody_else_renews_nothing(world: World) -> None:
    assert world.colleague.post(f"/me/devices/{world.device('owner')}/revoke").status == 404
    assert given(world.owner) == (key(world), [])
    assert given(world.colleague)[1] == []
