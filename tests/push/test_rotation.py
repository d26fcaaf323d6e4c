"""A new key of push: phones that subscribed with the old one ring until its use ends."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from push import key_retirement, subscriptions
from push.models import DeliveryState, Subscription
from push.sender import Route, Sender
from push.vapid import VapidKey, VapidSigner, load_or_make
from push.worker import Worker
from tests.push.bench import PUBLIC_URL, SUBJECT, Bench, NobodyToTell
from tests.push.running import Phone

LIFE = timedelta(hours=2)  # short, since a push service compares signatures with the real time


@pytest.fixture(scope="session")
def newer(tmp_path_factory: pytest.TempPathFactory) -> VapidKey:
    return load_or_make(Path(tmp_path_factory.mktemp("newer")) / "vapid.pem")


@pytest.fixture
def after(bench: Bench, newer: VapidKey) -> Iterator[Worker]:
    """The worker of an installation whose key was rotated just now; phone 1 was there before."""
    bench.phone(device="1")
    until = bench.clock() + LIFE
    with bench.database.write() as session:
        key_retirement.end_subscriptions_of_other_keys(session, newer.id, until)
    old = VapidSigner(bench.key, SUBJECT, until)
    made = worker(bench, newer, old)
    yield made
    made.close()


def worker(bench: Bench, newer: VapidKey, *old: VapidSigner) -> Worker:
    signer = VapidSigner(newer, SUBJECT)
    route = Route(signer, bench.services, PUBLIC_URL, tuple(old))
    sender = Sender(route, bench.clock, chance=lambda: 0.5)
    return Worker(bench.database, NobodyToTell(), sender, bench.clock)


def new_phone(bench: Bench, key: VapidKey, device: str) -> None:
    phone = Phone(bench.service.subscribe(key=key.public))
    offer = subscriptions.validate(bench.services, phone.endpoint, phone.p256dh, phone.auth)
    with bench.database.write() as session:
        subscriptions.save(
            session, offer, person="1", device=device, vapid_key=key.id, now=bench.clock()
        )


def states(bench: Bench) -> list[tuple[str, str | None]]:
    return [(row.state, row.reason) for row in bench.deliveries()]


def test_each_phone_is_rung_with_the_key_that_it_knows(
    bench: Bench, newer: VapidKey, after: Worker
) -> None:
    """The push service refuses a signature by another key than a subscription was made with."""
    new_phone(bench, newer, "2")
    bench.enqueue()
    after.send_due()
    assert states(bench) == [(DeliveryState.ACCEPTED, None)] * 2
    assert len(bench.service.accepted) == 2


def test_after_its_time_the_old_phone_is_set_aside_and_says_why(
    bench: Bench, newer: VapidKey, after: Worker
) -> None:
    new_phone(bench, newer, "2")
    bench.clock.forward(hours=1)
    bench.enqueue("before")
    after.send_due()
    assert [state for state, _ in states(bench)] == [DeliveryState.ACCEPTED] * 2
    bench.clock.forward(hours=1)
    bench.enqueue("after", subject="issue:2")
    after.send_due()
    ended = "made with a key that ended"
    assert states(bench)[2:] == [(DeliveryState.DEAD, ended), (DeliveryState.ACCEPTED, None)]
    assert [one.quarantine_reason for one in bench.subscriptions()] == [ended, None]


def test_what_ends_earlier_still_does_and_new_ones_have_no_end(
    bench: Bench, newer: VapidKey
) -> None:
    bench.phone(device="1")
    bench.phone(person="2", device="2")
    new_phone(bench, newer, "3")
    soon, until = bench.clock() + timedelta(hours=1), bench.clock() + LIFE
    with bench.database.write() as session:
        phone = session.exec(select(Subscription).where(Subscription.device == "2")).one()
        phone.expires_at = soon
        session.add(phone)
    with bench.database.write() as session:
        key_retirement.end_subscriptions_of_other_keys(session, newer.id, until)
    assert [one.expires_at for one in bench.subscriptions()] == [until, soon, None]


def test_a_key_that_was_not_copied_sets_no_phone_aside(bench: Bench, newer: VapidKey) -> None:
    """A node that has the new key alone: what it cannot sign waits, and admins are told."""
    bench.phone()
    bench.enqueue()
    lacking = worker(bench, newer)
    lacking.send_due()
    assert states(bench) == [(DeliveryState.PENDING, "other key")]
    assert [one.quarantined_at for one in bench.subscriptions()] == [None]
    (origin,) = bench.origins()
    assert "old-keys" in str(origin.reason)
    lacking.close()
    bench.clock.forward(minutes=11)
    whole = worker(bench, newer, VapidSigner(bench.key, SUBJECT, bench.clock() + LIFE))
    whole.send_due()
    whole.close()
    assert states(bench) == [(DeliveryState.ACCEPTED, None)]
