"""Sent again: what a phone remembers of a nudge stays the same, however it is bundled."""

from tests.push.bench import Bench
from tests.push.test_bundles import enqueue, lease, shown


def test_what_a_phone_knows_a_nudge_by_is_the_same_in_any_bundle(bench: Bench) -> None:
    """However it is sent again: with new ones, or with fewer."""
    phone = bench.phone()
    enqueue(bench, "A", "B")
    first = lease(bench)
    bench.clock.forward(minutes=2)  # that worker was killed
    bench.supersede("issue:A")
    enqueue(bench, "C")
    bench.worker.once()
    rows = bench.deliveries()
    assert first[0].content["ids"] == sorted(row.receipt[:8] for row in rows[:2])
    (only,) = shown(bench, phone)
    assert only["data"]["ids"] == sorted(row.receipt[:8] for row in rows[1:])


def test_of_more_than_a_payload_has_room_for_one_id_stands_for_all(bench: Bench) -> None:
    bench.phone()
    enqueue(bench, *(str(number) for number in range(31)))
    ids = [lease(bench)[0].content["ids"]]
    bench.clock.forward(minutes=2)
    ids.append(lease(bench)[0].content["ids"])
    bench.clock.forward(minutes=2)
    enqueue(bench, "one more")
    ids.append(lease(bench)[0].content["ids"])
    assert [len(some) for some in ids] == [1, 1, 1]
    assert ids[0] == ids[1] != ids[2]
