"""When a subscription ends is kept as the browser says it, whatever it says."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from push.models import Subscription
from tests.support.subscriptions import subscription_keys
from tests.web.world import World


def subscribe(world: World, ends: Any) -> datetime | None:
    p256dh, auth = subscription_keys()
    body = {
        "endpoint": "https://fcm.googleapis.com/fcm/send/abc",
        "keys": {"p256dh": p256dh, "auth": auth},
        "expirationTime": ends,
    }
    assert world.owner.send("/push/subscriptions", body).status == 201
    with world.database.read() as session:
        return session.exec(select(Subscription.expires_at)).one()


def test_it_is_kept(world: World) -> None:
    at = world.clock().replace(microsecond=0) + timedelta(days=7)
    assert subscribe(world, at.timestamp() * 1000) == at
    assert subscribe(world, None) is None


@pytest.mark.parametrize("ends", [1e300, -1e300, 10**18])
def test_what_no_clock_shows_is_nothing(world: World, ends: float) -> None:
    assert subscribe(world, ends) is None
