"""Nudges go in once, out at least once, and not at all when they were taken care of."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from push import outbox, receipts, settling, superseding
from push.leased import ToPhone
from push.models import DeliveryState
from push.receipts import Stage
from push.verdict import Answer, Failure, Verdict, decide
from tests.push.bench import Bench, take_due
from tests.push.faults import Fault

PENDING, LEASED = DeliveryState.PENDING, DeliveryState.LEASED


def lease(bench: Bench, limit: int = 100) -> list[ToPhone]:
    with bench.database.write() as session:
        return take_due(session, bench.clock(), limit, 60).to_phones


def settle(bench: Bench, held: list[ToPhone], status: int) -> None:
    with bench.database.write() as session:
        settling.settle(session, [(one, verdict(bench, status)) for one in held], bench.clock())


def verdict(bench: Bench, status: int) -> Verdict:
    return judged(bench, Answer(status))


def judged(bench: Bench, answer: Answer) -> Verdict:
    return decide(answer, attempt=1, was_minimal=False, now=bench.clock(), jitter=0.5)


def test_a_key_is_enqueued_once(bench: Bench) -> None:
    bench.phone(device="1")
    bench.phone(device="2")
    first = bench.enqueue("k1")
    assert bench.enqueue("k1", title="Something else").id == first.id
    assert len(bench.deliveries()) == 2
    assert bench.message("k1").content["title"] == "K7F3 needs an owner"


def test_it_goes_with_the_callers_transaction(bench: Bench) -> None:
    bench.phone()
    with bench.database.write() as session:
        outbox.enqueue(session, key="k1", subject="s", nudge=bench.nudge(), now=bench.clock())
        session.rollback()
    assert bench.deliveries() == []


def test_a_person_without_a_phone_has_a_message_that_says_so(bench: Bench) -> None:
    bench.phone(person="2")
    assert bench.enqueue(person="1").unreachable == "no phone that can ring"
    assert bench.deliveries() == []
    assert bench.message().unreachable == "no phone that can ring"


def test_receipts_cannot_be_guessed(bench: Bench) -> None:
    for device in range(3):
        bench.phone(device=str(device))
    bench.enqueue()
    found = {row.receipt for row in bench.deliveries()}
    assert len(found) == 3
    assert all(len(receipt) * 6 >= 128 for receipt in found)


def test_one_phone_can_be_tested_alone(bench: Bench) -> None:
    bench.phone(device="1")
    tested = bench.phone(device="2")
    with bench.database.write() as session:
        message = outbox.enqueue_to_subscription(
            session,
            bench.subscriptions()[1],
            key="test",
            subject="test:2",
            nudge=bench.nudge(),
            now=bench.clock(),
        )
    bench.worker.send_due()
    assert len(tested.inbox(bench.service)) == bench.service.requests == 1
    with bench.database.read() as session:
        assert receipts.delivery_state(session, message.id).stage is Stage.SENT


def test_two_workers_never_hold_the_same_one(bench: Bench) -> None:
    for number in range(10):
        bench.phone(str(number), str(number))
        bench.enqueue(f"k{number}", str(number))
    first, second = lease(bench, 6), lease(bench, 6)
    assert (len(first), len(second)) == (6, 4)
    assert {one.id for one in first}.isdisjoint(one.id for one in second)
    assert lease(bench) == []


def test_the_oldest_goes_first(bench: Bench) -> None:
    for number in (3, 1, 2):
        bench.clock.forward(seconds=1)
        bench.phone(str(number), str(number))
        bench.enqueue(f"k{number}", str(number), title=f"number {number}")
    assert [one.content["title"] for one in lease(bench, 2)] == ["number 3", "number 1"]


def test_a_lease_that_ran_out_is_anybodys_and_the_late_worker_is_fenced_off(bench: Bench) -> None:
    bench.phone()
    bench.enqueue()
    late = lease(bench)
    bench.clock.forward(seconds=59)
    assert lease(bench) == []
    bench.clock.forward(seconds=1)
    (held,) = lease(bench)
    assert held.attempt == 2
    settle(bench, late, 400)  # it wakes up and believes that all was refused
    assert (bench.delivery().state, bench.delivery().attempt) == (LEASED, 2)
    settle(bench, [held], 201)
    settle(bench, late, 500)
    assert bench.delivery().state == DeliveryState.ACCEPTED


@pytest.mark.parametrize("status", [201, 500, 400, 413, 429])
def test_what_was_superseded_while_it_was_sent_stays_so(bench: Bench, status: int) -> None:
    bench.phone()
    bench.enqueue()
    held = lease(bench)
    bench.supersede()
    settle(bench, held, status)
    assert (bench.delivery().state, bench.delivery().next_at) == ("superseded", None)
    bench.clock.forward(hours=1)
    assert lease(bench) == []


def test_superseding_reaches_only_its_subject_and_only_what_waits(bench: Bench) -> None:
    bench.phone()
    bench.enqueue("sent", subject="issue:1")
    bench.worker.send_due()
    bench.enqueue("waits", subject="issue:1")
    bench.enqueue("other", subject="issue:11")
    bench.supersede("issue:1")
    assert [row.state for row in bench.deliveries()] == ["accepted", "superseded", "pending"]


def test_several_subjects_are_superseded_at_once(bench: Bench) -> None:
    bench.phone()
    for number in range(4):
        bench.enqueue(f"k{number}", subject=f"issue:{number}")
    with bench.database.write() as session:
        superseding.supersede_many(session, ["issue:3", "issue:1"], bench.clock())
        superseding.supersede_many(session, [], bench.clock())
    states = [row.state for row in bench.deliveries()]
    assert states == ["pending", "superseded", "pending", "superseded"]


def test_what_was_cancelled_before_its_lease_is_never_sent(bench: Bench) -> None:
    phone = bench.phone()
    bench.enqueue()
    bench.supersede()
    assert not bench.worker.send_due()
    assert phone.inbox(bench.service) == []


def test_retries_end_when_the_message_does(bench: Bench) -> None:
    bench.phone()
    bench.enqueue(expires_at=bench.clock() + timedelta(minutes=30))
    bench.service.always = Fault(503)
    for _ in range(200):
        bench.worker.send_due()
        bench.clock.forward(seconds=20)
    row = bench.delivery()
    assert (row.state, row.reason) == (DeliveryState.DEAD, "expired")
    assert 6 <= bench.service.requests <= 20
    assert bench.message().unreachable == "no phone could be reached"


def test_it_is_sent_again_with_the_same_topic_when_the_answer_was_lost(bench: Bench) -> None:
    phone = bench.phone()
    bench.enqueue()
    bench.service.faults.append(Fault(kind="vanish", accepts_first=True))
    bench.worker.send_due()
    bench.clock.forward(seconds=10)
    bench.worker.send_due()
    first, again = bench.service.accepted
    assert first.topic == again.topic
    assert phone.read(first) == phone.read(again)  # and the same receipt
    assert len(bench.service.waiting) == 1  # the second replaced the first


def test_a_phone_that_is_gone_leaves_the_others_ringing(bench: Bench) -> None:
    gone, other = bench.phone(device="1"), bench.phone(device="2")
    bench.service.channels[gone.token].gone = True
    bench.enqueue()
    bench.worker.send_due()
    assert len(other.inbox(bench.service)) == 1
    assert bench.message().unreachable is None
    assert [row.device for row in bench.subscriptions()] == ["2"]
    assert [row.state for row in bench.deliveries()] == ["dead", "accepted"]


def test_what_else_waits_for_a_phone_that_is_gone_is_buried_with_it(bench: Bench) -> None:
    phone = bench.phone()
    bench.enqueue("now")
    held = lease(bench)
    bench.enqueue("next")
    settle(bench, held, 410)
    assert [(row.state, row.reason) for row in bench.deliveries()] == [("dead", "gone")] * 2
    assert bench.message("next").unreachable == "no phone could be reached"
    assert phone.inbox(bench.service) == []


BLOCKED = Answer(failure=Failure.BLOCKED)


@pytest.mark.parametrize(
    ("answer", "state", "phones"),
    [
        (Answer(410), DeliveryState.DEAD, []),
        (Answer(404), DeliveryState.DEAD, []),
        (Answer(401), DeliveryState.PENDING, [2]),
        (Answer(400), DeliveryState.DEAD, [2]),
        (Answer(429), DeliveryState.PENDING, [0]),
        (BLOCKED, DeliveryState.DEAD, [0]),
    ],
    ids=str,
)
def test_one_phone_may_be_answered_for_twice_in_a_batch(
    bench: Bench, answer: Answer, state: DeliveryState, phones: list[int]
) -> None:
    """And what came of the other phones' nudges is written down all the same."""
    bench.phone(person="1", device="1")
    bench.phone(person="2", device="2")
    for key in ("a", "b"):
        bench.enqueue(key, person="1")
    bench.enqueue("c", person="2")
    first, second, other = lease(bench)
    results = [
        (first, judged(bench, answer)),
        (other, judged(bench, Answer(201))),
        (second, judged(bench, answer)),
    ]
    with bench.database.write() as session:
        settling.settle(session, results, bench.clock())
    assert [row.state for row in bench.deliveries()] == [state, state, DeliveryState.ACCEPTED]
    left = [row for row in bench.subscriptions() if row.device == "1"]
    assert [row.strikes for row in left] == phones
    assert [bool(row.quarantined_at) for row in left] == [answer is BLOCKED for _ in left]


def test_a_nudge_that_was_accepted_forgives_what_the_same_batch_refused(bench: Bench) -> None:
    bench.phone(person="1", device="1")
    bench.phone(person="2", device="2")
    for number in range(3):
        bench.enqueue(f"refused {number}")
    settle(bench, lease(bench)[:2], 400)
    bench.clock.forward(minutes=5)
    bench.enqueue("well")
    refused, well = lease(bench)
    results = [(well, verdict(bench, 201)), (refused, verdict(bench, 400))]
    with bench.database.write() as session:
        settling.settle(session, results, bench.clock())
    (phone, _) = bench.subscriptions()
    assert (phone.strikes, phone.quarantined_at) == (1, None)


@pytest.mark.parametrize(
    "change",
    [
        "state = 'sent'",
        "state = 'accepted'",  # with a next_at left
        "next_at = NULL",  # a pending row that nobody would ever look at again
        "state = 'dead', next_at = NULL",  # without a reason
        "attempt = -1",
    ],
)
def test_the_database_refuses_states_that_cannot_be(bench: Bench, change: str) -> None:
    bench.phone()
    bench.enqueue()
    with pytest.raises(IntegrityError), bench.database.write() as session:
        session.connection().execute(text(f"UPDATE push_delivery SET {change}"))


def test_looking_for_work_uses_the_index_of_what_is_due(bench: Bench) -> None:
    if not bench.database.is_sqlite:
        return  # its planner reads a small table whole, rightly; the index is the same one
    with bench.database.read() as session:
        plan = session.connection().execute(
            text("EXPLAIN QUERY PLAN SELECT id FROM push_delivery WHERE next_at <= '2026-01-01'")
        )
        assert "ix_push_delivery_due" in str(plan.all())
