"""A push service that is ill is left in peace; one odd phone does not silence the others."""

from datetime import timedelta

import pytest

from push import receipts, settling, subscriptions
from push.circuit_breaker import THROTTLED, UNANSWERED
from push.verdict import Answer, decide
from tests.push.bench import Bench, take_due
from tests.push.faults import Fault


def alarms(bench: Bench) -> list[str]:
    with bench.database.read() as session:
        return subscriptions.refused_phones(session)


def paused(bench: Bench, device: str) -> bool:
    with bench.database.read() as session:
        return receipts.is_paused(session, device, bench.clock())


def test_a_refused_key_stops_the_service_and_loses_nothing(bench: Bench) -> None:
    phone = bench.phone()
    bench.phone(device="2")
    bench.enqueue()
    bench.service.always = Fault(403)
    bench.worker.send_due()
    bench.enqueue("later")  # what comes now waits as well
    asked = bench.service.requests
    bench.clock.forward(seconds=599)
    assert not bench.worker.send_due()
    assert "refuses Own It’s key" in alarms(bench)[0]
    bench.service.always = None
    bench.clock.forward(seconds=1)
    bench.worker.send_due()
    assert bench.service.requests == asked + 4
    assert len(phone.inbox(bench.service)) == 2
    assert alarms(bench) == []


def test_a_phone_with_somebody_elses_key_does_not_stop_the_service(bench: Bench) -> None:
    bench.phone(person="1", device="1")
    bench.enqueue("first", person="1")
    bench.worker.send_due()
    odd = bench.phone(person="2", device="2")
    bench.service.channels[odd.token].key = "BA" + "A" * 85
    for attempt in range(5):
        bench.enqueue(f"odd {attempt}", person="2")
        bench.worker.send_due()
        bench.enqueue(f"good {attempt}", person="1")
        bench.worker.send_due()
        assert len(bench.service.accepted) == attempt + 2  # at once
        bench.clock.forward(minutes=11)
    assert [row.device for row in bench.subscriptions() if row.quarantined_at] == ["2"]
    assert alarms(bench) == []


def test_three_bad_requests_set_aside_a_phone_when_others_are_well(bench: Bench) -> None:
    bench.phone(person="1", device="1")
    bench.phone(person="2", device="2")
    for attempt in range(3):
        bench.service.faults.append(Fault(400))
        bench.enqueue(f"bad {attempt}", person="2")
        bench.worker.send_due()
        bench.clock.forward(seconds=1)
        bench.enqueue(f"good {attempt}", person="1")
        bench.worker.send_due()
        bench.clock.forward(seconds=1)
    assert [row.device for row in bench.subscriptions() if row.quarantined_at] == ["2"]


def test_bad_requests_from_everybody_are_our_fault_and_set_nobody_aside(bench: Bench) -> None:
    bench.phone(person="1", device="1")
    bench.phone(person="2", device="2")
    bench.service.always = Fault(400)
    for attempt in range(5):
        for person in ("1", "2"):
            bench.enqueue(f"{person} {attempt}", person=person)
            bench.worker.send_due()
            bench.clock.forward(seconds=1)
    assert not any(row.quarantined_at for row in bench.subscriptions())
    assert "did not understand" in alarms(bench)[0]


@pytest.mark.parametrize("status", [500, 503])
def test_an_ill_service_is_asked_less_and_less(bench: Bench, status: int) -> None:
    for number in range(5):
        bench.phone(person=str(number), device=str(number))
        bench.enqueue(f"k{number}", person=str(number))
    bench.service.always = Fault(status)
    bench.worker.send_due()
    assert bench.origins()[0].paused_until == bench.clock() + timedelta(seconds=5)
    assert alarms(bench) == [UNANSWERED]
    assert all(row.next_at and row.next_at >= bench.clock() for row in bench.deliveries())
    for seconds in (10, 20):
        bench.clock.forward(seconds=seconds)
        bench.worker.send_due()
    assert bench.origins()[0].failures == 3
    bench.service.always = None
    bench.clock.forward(seconds=60)
    bench.worker.send_due()
    assert (bench.origins()[0].failures, alarms(bench)) == (0, [])
    assert len(bench.service.accepted) == 5


@pytest.mark.parametrize(
    ("status", "said"), [(429, THROTTLED), (406, THROTTLED), (503, UNANSWERED)]
)
def test_a_service_that_stops_several_is_waited_for_and_it_is_said_why(
    bench: Bench, status: int, said: str
) -> None:
    for number in range(1, 4):
        bench.phone(person=str(number), device=str(number))
    bench.service.always = Fault(status)
    for number in range(1, 4):
        assert alarms(bench) == []
        assert not paused(bench, "1") or number > 1  # its own try was refused
        bench.enqueue(f"to {number}", person=str(number))
        bench.worker.send_due()
    assert alarms(bench) == [said]
    bench.phone(person="4", device="4")
    assert paused(bench, "4")
    asked = bench.service.requests
    bench.enqueue("to 4", person="4")
    bench.worker.send_due()
    assert bench.service.requests == asked
    bench.service.always = None
    bench.clock.forward(minutes=11)
    bench.worker.send_due()
    assert alarms(bench) == []
    assert not paused(bench, "4")


def test_one_slow_phone_is_waited_for_alone(bench: Bench) -> None:
    bench.phone(person="1", device="1")
    quick = bench.phone(person="2", device="2")
    bench.enqueue("slow", person="1")
    bench.service.faults.append(Fault(429, {"Retry-After": "300"}))
    bench.worker.send_due()
    bench.enqueue("slow again", person="1")
    bench.enqueue("quick", person="2")
    bench.clock.forward(seconds=299)
    bench.worker.send_due()
    assert bench.service.requests == 2
    assert len(quick.inbox(bench.service)) == 1
    bench.clock.forward(seconds=1)
    bench.worker.send_due()
    assert len(bench.service.accepted) == 3


def test_no_phone_is_paused_beyond_the_life_of_the_message(bench: Bench) -> None:
    bench.phone()
    bench.enqueue(expires_at=bench.clock() + timedelta(minutes=5))
    bench.service.faults.append(Fault(429, {"Retry-After": "1000000000"}))
    bench.worker.send_due()
    bench.clock.forward(minutes=5)
    bench.enqueue("next")
    bench.worker.send_due()
    assert [row.state for row in bench.deliveries()] == ["dead", "accepted"]


def test_what_waits_already_is_held_back_with_the_service(bench: Bench) -> None:
    bench.phone()
    bench.enqueue("sent")
    with bench.database.write() as session:
        held = take_due(session, bench.clock(), 10, 60).to_phones
    bench.enqueue("waits")
    refused = decide(
        Answer(status=403), attempt=1, was_minimal=False, now=bench.clock(), jitter=0.5
    )
    with bench.database.write() as session:
        settling.settle(session, [(held[0], refused)], bench.clock())
    until = bench.clock() + timedelta(minutes=10)
    assert [row.next_at for row in bench.deliveries()] == [until, until]
