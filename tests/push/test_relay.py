"""Other ways than phones, when they fail, hang or take their time: no other nudge pays for it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from push import apprise_client, channel_sender, channels
from push.channel_sender import ChannelSender
from push.models import Delivery, DeliveryState
from push.worker import LEASE_SECONDS
from tests.push.bench import PUBLIC_URL, Bench
from tests.push.sink import Sink
from tests.push.test_channels import (
    ACCEPTED,
    DEAD,
    PENDING,
    channel,
    channel_times,
    give,
    states,
)
from tests.support.served import until


def test_six_times_and_then_it_is_lost(bench: Bench, sink: Sink) -> None:
    give(bench)
    bench.enqueue(expires_at=bench.clock() + timedelta(days=1))
    sink.status = 500
    waits = []
    while states(bench) == [PENDING]:
        bench.worker.once()
        next_at = bench.delivery().next_at
        if next_at is not None:
            waits.append((next_at - bench.clock()).total_seconds())
            bench.clock.now = next_at
    assert waits == [10, 30, 90, 270, 810]
    assert sum(waits) / 2 > 300, "longer than a greylist refuses, however it falls out"
    row = bench.delivery()
    assert (row.state, row.reason, row.attempt) == (DEAD, "refused", 6)
    assert bench.message().unreachable
    failed = channel(bench)
    assert (failed.failed_at, failed.failure_reason) == (bench.clock(), "refused")
    sink.status = 200
    bench.enqueue("again")
    bench.worker.once()
    well = channel(bench)
    assert (well.failed_at, well.failure_reason, well.last_ok_at) == (None, None, bench.clock())


def test_a_new_one_is_not_given_up_for_the_sake_of_an_old_one(bench: Bench, sink: Sink) -> None:
    """They travel together, and each has six tries of its own."""
    give(bench)
    bench.enqueue("old", subject="old", expires_at=bench.clock() + timedelta(days=1))
    with bench.database.write() as session:
        session.get_one(Delivery, bench.delivery().id).tries = 5
    bench.enqueue("new", subject="new")
    sink.status = 500
    bench.worker.once()
    assert states(bench) == [DEAD, PENDING]
    new = bench.deliveries()[1]
    assert new.next_at == bench.clock() + timedelta(seconds=10)
    assert bench.message("old").unreachable
    assert bench.message("new").unreachable is None


def test_those_that_travel_together_are_tried_together_again(bench: Bench, sink: Sink) -> None:
    give(bench)
    chances = iter([0.1, 0.9])
    bench.worker.relay._chance = lambda: next(chances)
    for name in "AB":
        bench.enqueue(name, subject=name)
    sink.status = 500
    bench.worker.once()
    first, second = bench.deliveries()
    assert first.next_at == second.next_at


def test_what_was_left_alone_was_no_try(bench: Bench, sink: Sink) -> None:
    """A mail server that hangs uses up no other nudge's tries, and is no fault of the address."""
    give(bench)
    bench.enqueue(expires_at=bench.clock() + timedelta(days=1))
    bench.worker.relay._ill_until["email"] = float("inf")
    for _ in range(6):
        bench.worker.once()
        assert bench.delivery().next_at == bench.clock() + timedelta(seconds=60)
        bench.clock.forward(minutes=1)
    assert (bench.delivery().tries, bench.delivery().attempt) == (0, 6)
    assert channel_times(bench) == [(None, None)]
    bench.worker.relay._ill_until.clear()
    sink.status = 500
    bench.worker.once()
    assert (states(bench), bench.delivery().tries) == ([PENDING], 1)


def test_one_that_hangs_is_left_behind(bench: Bench, sink: Sink) -> None:
    """Neither the phones nor the end of the worker wait for it; its kind is left alone then."""
    go_on = threading.Event()
    ways = dict.fromkeys(channels.KINDS, sink.way())
    bench.worker.relay = ChannelSender(ways, PUBLIC_URL, deadline=0.5, hold=20, chance=lambda: 1.0)
    give(bench)
    phone = bench.phone(person="2")
    sink.before = lambda: 200 if go_on.wait(30) else 500
    bench.enqueue("slow")
    bench.enqueue("fast", person="2", subject="issue:2")
    bench.worker.once()
    assert len(phone.inbox(bench.service)) == 1
    slow = next(row for row in bench.deliveries() if row.channel_id)
    assert (slow.state, slow.reason) == (PENDING, "no answer")
    bench.clock.forward(seconds=30)
    bench.worker.once()
    slow = next(row for row in bench.deliveries() if row.channel_id)
    assert slow.next_at == bench.clock() + timedelta(seconds=60)
    assert len(sink.brought) == 1
    go_on.set()


def test_phones_ring_while_a_channel_takes_its_time(bench: Bench, sink: Sink) -> None:
    go_on, ways = threading.Event(), dict.fromkeys(channels.KINDS, sink.way())
    bench.worker.relay = ChannelSender(ways, PUBLIC_URL, hold=0.01)
    sink.before = lambda: 200 if go_on.wait(30) else 500
    give(bench)
    phone = bench.phone(person="2")
    bench.enqueue("slow")
    bench.worker.once()
    assert states(bench) == [DeliveryState.LEASED]
    bench.enqueue("fast", person="2", subject="issue:2")
    bench.worker.once()
    assert len(phone.inbox(bench.service)) == 1
    assert states(bench) == [DeliveryState.LEASED, ACCEPTED]
    go_on.set()
    until(lambda: bench.worker.once() or states(bench) == [ACCEPTED] * 2, 20, "told of later")
    assert not bench.worker.relay.is_busy


def test_a_worker_that_ends_waits_for_what_is_under_way(bench: Bench, sink: Sink) -> None:
    """Or it would be sent again when its lease has run out."""
    ways = dict.fromkeys(channels.KINDS, sink.way())
    bench.worker.relay = ChannelSender(ways, PUBLIC_URL, hold=0)
    worker = bench.another_worker()
    worker.relay = bench.worker.relay
    under_way, go_on = threading.Event(), threading.Event()

    def take_your_time() -> None:
        under_way.set()
        go_on.wait(5)

    sink.before = take_your_time
    give(bench)
    bench.enqueue()
    with ThreadPoolExecutor() as pool:
        running = pool.submit(worker.run)
        assert under_way.wait(20)
        worker.stop.set()
        go_on.set()
        running.result(20)
    assert (states(bench), len(sink.brought)) == ([ACCEPTED], 1)


def test_a_stopping_worker_gives_back_what_it_has_not_tried(bench: Bench, sink: Sink) -> None:
    give(bench)
    bench.enqueue()
    bench.worker.stop.set()
    bench.worker.send_due()
    assert (states(bench), sink.brought) == ([PENDING], [])
    assert channel_times(bench) == [(None, None)]
    assert (bench.delivery().attempt, bench.delivery().tries) == (1, 0)


def test_a_worker_that_ends_does_not_wait_for_one_that_hangs(
    bench: Bench, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel_sender, "STOP_SECONDS", 0.2)
    ways, go_on = dict.fromkeys(channels.KINDS, sink.way()), threading.Event()
    bench.worker.relay = ChannelSender(ways, PUBLIC_URL, hold=0)
    sink.before = lambda: 200 if go_on.wait(30) else 500
    give(bench)
    bench.enqueue()
    bench.worker.once()
    bench.worker.stop.set()
    bench.worker._finish()
    assert (states(bench), bench.worker.relay.is_busy) == ([DeliveryState.LEASED], False)
    go_on.set()


def test_a_service_that_answers_late_is_asked_once(bench: Bench, sink: Sink) -> None:
    """Apprise itself waits for four seconds; a text message costs money each time."""
    ways = dict.fromkeys(channels.KINDS, sink.way())
    bench.worker.relay = ChannelSender(ways, PUBLIC_URL, hold=20)
    give(bench, kind="sms", address="+436601234567")
    bench.enqueue()
    sink.before = lambda: threading.Event().wait(4.5)
    bench.worker.once()
    assert (states(bench), len(sink.brought)) == ([ACCEPTED], 1)


def test_a_mail_server_that_does_not_hang_up_is_asked_once() -> None:
    """It has taken the message; the library then waits for the end of the connection."""
    mail, quick = (
        apprise_client._found(f"mailto://user:pass@mail.example.org/?to=ana@example.org{more}")
        for more in ("", "&rto=2")
    )
    assert mail
    assert quick
    waits = [one.socket_connect_timeout for one in mail]  # of each command
    assert 2 * max(waits) < channel_sender.DEADLINE < LEASE_SECONDS
    assert apprise_client.READ_SECONDS + 4 < channel_sender.DEADLINE
    assert [one.socket_read_timeout for one in quick] == [2]
