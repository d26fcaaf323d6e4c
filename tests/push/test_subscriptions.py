"""One device, one live subscription; and nobody gets what was meant for somebody else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from push import subscriptions
from push.endpoints import PushServices
from push.errors import InvalidInput
from push.models import DeliveryState
from tests.push.bench import Bench
from tests.push.faults import Fault


def can_ring(bench: Bench, device: str = "1") -> bool:
    with bench.database.read() as session:
        return subscriptions.of_device(session, device) is not None


def remove(bench: Bench, device: str) -> None:
    with bench.database.write() as session:
        subscriptions.remove(session, device)


def test_saving_the_same_again_changes_nothing(bench: Bench) -> None:
    phone = bench.phone()
    bench.enqueue()
    before = bench.subscriptions()
    bench.subscribe(phone)
    assert bench.subscriptions() == before
    assert bench.delivery().state == DeliveryState.PENDING


def test_a_new_subscription_takes_over_what_waits_for_the_old_one(bench: Bench) -> None:
    old = bench.phone()
    bench.enqueue()
    new = bench.phone()
    bench.worker.send_due()
    assert (old.inbox(bench.service), len(new.inbox(bench.service))) == ([], 1)
    assert len(bench.subscriptions()) == 1


def test_signed_in_again_on_the_same_phone_it_still_gets_what_waits(bench: Bench) -> None:
    phone = bench.phone(device="1")
    bench.phone(device="2")
    bench.enqueue()
    bench.subscribe(phone, device="2")  # the same browser subscription, a new session
    bench.worker.send_due()
    assert [row.device for row in bench.subscriptions()] == ["2"]
    assert len(phone.inbox(bench.service)) == 2  # its own, and that of the device it now is
    assert {row.state for row in bench.deliveries()} == {DeliveryState.ACCEPTED}


def test_another_person_on_the_same_phone_gets_nothing_of_the_former_one(bench: Bench) -> None:
    phone = bench.phone(person="1", device="1")
    bench.enqueue(person="1")
    bench.subscribe(phone, person="2", device="2")
    assert not bench.worker.send_due()
    assert bench.delivery().state == DeliveryState.SUPERSEDED
    assert [(row.person, row.device) for row in bench.subscriptions()] == [("2", "2")]
    bench.enqueue("k2", person="2")
    bench.worker.send_due()
    assert len(phone.inbox(bench.service)) == 1


def test_without_taking_over_an_endpoint_stays_with_who_has_it(bench: Bench) -> None:
    phone = bench.phone(person="1", device="1")
    bench.enqueue(person="1")
    for device in ("2", "3"):
        with pytest.raises(InvalidInput) as refused:
            bench.subscribe(phone, person=device, device=device, takes_over=False)
        assert refused.value.resubscribe
    assert [(row.person, row.device) for row in bench.subscriptions()] == [("1", "1")]
    bench.worker.send_due()
    assert len(phone.inbox(bench.service)) == 1


def test_without_taking_over_its_own_endpoint_is_saved_again(bench: Bench) -> None:
    phone = bench.phone(person="2", device="2")
    bench.subscribe(phone, person="2", device="2", takes_over=False)
    assert [(row.person, row.device) for row in bench.subscriptions()] == [("2", "2")]


def test_another_person_on_the_same_device_gets_nothing_of_the_former_one(bench: Bench) -> None:
    bench.phone(person="1", device="1")
    bench.enqueue(person="1")
    new = bench.phone(person="2", device="1")
    bench.worker.send_due()
    assert new.inbox(bench.service) == []


def test_signed_out_means_quiet(bench: Bench) -> None:
    phone = bench.phone()
    bench.enqueue()
    remove(bench, "1")
    assert not bench.worker.send_due()
    assert bench.delivery().state == DeliveryState.SUPERSEDED
    assert phone.inbox(bench.service) == []
    assert not can_ring(bench)
    bench.subscribe(phone)  # and signed in again it rings again
    assert can_ring(bench)


def test_several_devices_are_made_quiet_together_and_no_other(bench: Bench) -> None:
    for device in ("1", "2", "3"):
        bench.phone(device=device)
    bench.enqueue()
    with bench.database.write() as session:
        subscriptions.remove_many(session, ["3", "1", "never was"])
        subscriptions.remove_many(session, [])
    assert [row.device for row in bench.subscriptions()] == ["2"]
    assert [row.state for row in bench.deliveries()] == ["superseded", "pending", "superseded"]


def test_ten_phones_are_enough(bench: Bench) -> None:
    phones = [bench.phone(device=str(number)) for number in range(10)]
    with pytest.raises(InvalidInput, match="ten phones"):
        bench.phone(device="10")
    bench.subscribe(phones[0], device="0")  # those that are there can still be renewed
    bench.phone(person="2", device="11")
    assert len(bench.subscriptions()) == 11


def test_an_endpoint_that_has_ended_must_be_subscribed_anew(bench: Bench) -> None:
    phone = bench.phone()
    bench.enqueue()
    bench.service.faults.append(Fault(410))
    bench.worker.send_due()
    assert not can_ring(bench)
    with pytest.raises(InvalidInput) as refused:
        bench.subscribe(phone)
    assert refused.value.resubscribe
    bench.phone()
    assert can_ring(bench)


def test_a_phone_that_was_set_aside_must_be_subscribed_anew(bench: Bench) -> None:
    phone = bench.phone()
    bench.enqueue()
    worker = bench.another_worker(services=PushServices())  # none of its hosts is allowed
    worker.send_due()
    worker.close()
    assert not can_ring(bench)
    with pytest.raises(InvalidInput) as refused:
        bench.subscribe(phone)
    assert refused.value.resubscribe
    bench.phone()
    assert can_ring(bench)


def test_a_phone_subscribed_with_a_key_that_is_not_here_waits_for_it(bench: Bench) -> None:
    """Its file may not have been copied to this node yet: that is no fault of the phone."""
    phone = bench.phone()
    offer = subscriptions.validate(bench.services, phone.endpoint, phone.p256dh, phone.auth)
    with bench.database.write() as session:
        subscriptions.save(
            session, offer, person="1", device="1", vapid_key="older", now=bench.clock()
        )
    bench.enqueue()
    bench.worker.send_due()
    assert bench.service.requests == 0
    assert (bench.delivery().state, bench.delivery().reason) == ("pending", "other key")
    assert can_ring(bench)


def test_an_answer_to_the_old_endpoint_does_not_touch_the_new_one(bench: Bench) -> None:
    """The phone subscribed anew while a worker was sending to what it had before."""
    old = bench.phone()
    bench.enqueue()
    bench.service.channels[old.token].gone = True
    new = replace(old, endpoint=bench.service.subscribe())
    bench.service.on_request = lambda count: bench.subscribe(new)
    bench.worker.send_due()
    bench.service.on_request = None
    assert (bench.delivery().state, bench.delivery().reason) == ("pending", "new endpoint")
    bench.worker.send_due()
    assert len(new.inbox(bench.service)) == 1
    assert can_ring(bench)


@pytest.mark.parametrize("again", [None, timedelta(days=30)])
def test_when_it_ends_is_kept_as_the_browser_says_it_now(
    bench: Bench, again: timedelta | None
) -> None:
    phone = bench.phone()
    offer = subscriptions.validate(bench.services, phone.endpoint, phone.p256dh, phone.auth)
    now = bench.clock()
    for ends_in in (timedelta(days=7), again):
        ends_at = now + ends_in if ends_in else None
        with bench.database.write() as session:
            subscriptions.save(
                session,
                offer,
                person="1",
                device="1",
                vapid_key=bench.key.id,
                now=now,
                expires_at=ends_at,
            )
        (kept,) = bench.subscriptions()
        assert kept.expires_at == ends_at
