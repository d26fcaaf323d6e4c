"""The keys of an installation change: what was made with the old ones goes on until its time."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from sqlmodel import select

from push.models import Subscription
from push.vapid import VapidKey
from tests.support.subscriptions import subscription_keys
from tests.web.answers import Browser
from tests.web.configured import keys
from tests.web.queued import content
from tests.web.world import World
from web.acts import key_rotation
from web.acts.phones.storage_key import key_of, tag_of
from web.app import create_app
from web.config import Keys, OldKeys
from web.store import identity
from web.store.schema import WrongKeys

DAYS = timedelta(days=20)  # less than a session that nobody uses


@cache
def new_vapid() -> VapidKey:
    return VapidKey(ec.generate_private_key(ec.SECP256R1()))


@dataclass
class Renewed:
    """The same installation after its keys were rotated, on the same database."""

    world: World
    keys: Keys
    until: datetime
    app: Flask

    def browser(self, persona: str = "", token: str = "") -> Browser:
        world = self.world
        token = token or world.tokens.get(persona, "")
        return Browser(self.app, world.config.public_url, world.cookie, token)


def rotate(world: World, before: Keys | None = None, secret: bytes = b"n" * 32) -> Renewed:
    old, until = before or keys(), world.clock() + DAYS
    new = Keys(secret, new_vapid(), (*old.old, OldKeys(until, old.secret, old.vapid)))
    with world.database.write() as session:
        key_rotation.begin(session)
        identity.claim(session, old.fingerprint, world.clock())
        key_rotation.rotate_secret(session, old.secret, until)
        key_rotation.rotate_push(session, new.vapid.id, until)
        identity.adopt(session, new.fingerprint, world.clock())
    return Renewed(world, new, until, create_app(world.config, world.database, new, world.clock))


def token_on(page: str) -> str:
    return page.partition("/s/")[2][:43]


def test_a_link_is_shown_again_until_its_time_and_then_made_anew(world: World) -> None:
    ref = world.report()
    path = world.shared(ref)
    renewed = rotate(world)
    owner, customer = renewed.browser("owner"), renewed.browser()
    page = f"/issues/{ref}/share"
    assert "/s/" + token_on(owner.get(page).text) == path
    assert customer.get(path).status == 200
    world.clock.forward(days=19, hours=23)
    assert customer.get(path).status == 200
    world.clock.forward(hours=1)
    gone, unknown = customer.get(path), customer.get("/s/" + "x" * 43)
    assert (gone.status, gone.words) == (unknown.status, unknown.words)
    assert gone.status == 404
    assert token_on(owner.get(page).text) == ""
    assert owner.act(ref, "share").status == 303
    fresh = "/s/" + token_on(owner.get(page).text)
    assert fresh != path
    assert customer.get(fresh).status == 200
    world.clock.forward(days=60)
    assert customer.get(fresh).status == 200


def test_a_new_link_is_made_with_the_new_secret_and_a_second_change_lengthens_nothing(
    world: World,
) -> None:
    first, second = world.report(), world.report()
    old = world.shared(first)
    renewed = rotate(world)
    owner = renewed.browser("owner")
    assert owner.act(second, "share").status == 303
    fresh = "/s/" + token_on(owner.get(f"/issues/{second}/share").text)
    world.clock.forward(days=15)
    again = rotate(world, renewed.keys, b"m" * 32)
    assert token_on(again.browser("owner").get(f"/issues/{first}/share").text) in old
    world.clock.forward(days=6)
    assert again.browser().get(old).status == 404
    assert again.browser().get(fresh).status == 200
    world.clock.forward(days=20)
    assert again.browser().get(fresh).status == 404


def test_a_phone_stays_theirs_and_reads_what_it_has_sealed(world: World) -> None:
    one = world.id("owner")
    before = world.owner.get("/me").text
    renewed = rotate(world)
    owner = renewed.browser("owner")
    page, given = owner.get("/me").text, content(owner.get("/me/vault"))
    tag = tag_of(keys().secret, one)
    assert f'data-person="{tag}"' in before
    assert f'data-person="{tag}"' in page
    assert owner.get("/me").headers["Ownit-Person"] == given["person"] == tag
    assert 'data-vault="0"' in before
    assert 'data-vault="1"' in page
    assert given["version"] == 1
    assert given["key"] == key_of(renewed.keys.secret, one) != key_of(keys().secret, one)
    assert given["older"] == [key_of(keys().secret, one)]
    # Also who signs in after it: what waits on the phone was sealed before.
    token = world.make(lambda sample: sample.sign_in(world.people["owner"], "Safari"))
    assert content(renewed.browser(token=token).get("/me/vault")) == given
    again = rotate(world, renewed.keys, b"m" * 32)
    assert content(again.browser("owner").get("/me/vault"))["person"] == tag
    world.clock.forward(days=1)
    assert len(content(again.browser("owner").get("/me/vault"))["older"]) == 2


def test_a_device_that_is_ended_afterwards_takes_the_old_keys_from_new_sign_ins(
    world: World,
) -> None:
    renewed, one = rotate(world), world.id("owner")
    owner = renewed.browser("owner")
    token = world.make(lambda sample: sample.sign_in(world.people["owner"], "Safari"))
    assert owner.post("/me/devices/revoke-others").status == 303
    assert renewed.browser(token=token).get("/me/vault").status != 200
    assert key_of(keys().secret, one) in content(owner.get("/me/vault"))["older"]
    later = world.make(lambda sample: sample.sign_in(world.people["owner"], "Safari"))
    given = content(renewed.browser(token=later).get("/me/vault"))
    assert key_of(keys().secret, one) not in given["older"]
    assert key_of(renewed.keys.secret, one) not in [given["key"], *given["older"]]


def test_a_code_on_the_owners_screen_is_good_after_the_change(world: World) -> None:
    step = world.ask()
    path = world.code(step)
    colleague = rotate(world).browser("colleague")
    assert colleague.get(path).status == 200
    assert colleague.post(path).status == 303
    assert colleague.get(path[:-3] + "AAA").status == 404


def subscribe(renewed: Renewed, key: str | None) -> Any:
    p256dh, auth = subscription_keys()
    body = {
        "endpoint": "https://fcm.googleapis.com/fcm/send/abc",
        "keys": {"p256dh": p256dh, "auth": auth},
        "key": key,
    }
    return renewed.browser("owner").send("/push/subscriptions", body)


def test_a_subscription_is_kept_with_the_key_that_it_was_made_with(world: World) -> None:
    """A page that was open while the keys changed hands in one that was made with the old key."""
    renewed = rotate(world)
    for key, expected in (
        (keys().vapid.public, (keys().vapid.id, renewed.until)),
        (renewed.keys.vapid.public, (renewed.keys.vapid.id, None)),
        (None, (renewed.keys.vapid.id, None)),
    ):
        assert subscribe(renewed, key).status == 201
        with world.database.read() as session:
            kept = session.exec(select(Subscription)).one()
        assert (kept.vapid_key, kept.expires_at) == expected
    world.clock.forward(days=20)
    refused = subscribe(renewed, keys().vapid.public)
    assert (refused.status, content(refused)["resubscribe"]) == (422, True)
    assert subscribe(renewed, "B" + "A" * 86).status == 422


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_process_with_the_old_keys_makes_no_link_and_asks_to_be_started_anew(
    world: World, method: str
) -> None:
    ref, asked = world.report(), list[int]()
    database = world.database
    database.keys = keys().fingerprint
    app = create_app(world.config, database, keys(), world.clock, restart=lambda: asked.append(1))
    owner = Browser(app, world.config.public_url, world.cookie, world.tokens["owner"])
    assert owner.get(f"/issues/{ref}/share").status == 200
    assert not asked
    database.keys = None
    rotate(world)
    database.keys = keys().fingerprint
    database._looked_at = float("-inf")  # on PostgreSQL units that only read look once a second
    answer = owner.act(ref, "share") if method == "POST" else owner.get(f"/issues/{ref}/share")
    assert (answer.status, bool(asked)) == (503, True)
    assert "Retry-After" in answer.headers
    with pytest.raises(WrongKeys), database.write():
        pass
    database.keys = None
    assert not world.issue(ref).erased_at
    assert "shared" not in [str(kind) for kind in world.kinds(ref)]


def test_a_database_that_knows_no_keys_fits(world: World) -> None:
    world.database.keys = replace(keys()).fingerprint
    with world.database.write() as session:
        assert identity.fingerprint_in(session) is None
