"""A phone, a channel or a fault of ours that makes one delivery fail: the others are sent."""

from collections.abc import Sequence
from typing import Any

import pytest

from push import payload
from push.models import DeliveryState
from push.sender import Sender
from tests.push.bench import Bench, NobodyToTell
from tests.push.sink import Sink
from tests.push.test_bad_rows import bodies, buried, change, three

ACCEPTED, DEAD = DeliveryState.ACCEPTED, DeliveryState.DEAD


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("endpoint", "gopher://[", "blocked"),
        ("endpoint", "", "blocked"),
        ("p256dh", "", "bad keys"),
        ("p256dh", "é%%", "bad keys"),
        ("p256dh", "A" * 87, "bad keys"),
        ("auth", "", "bad keys"),
        ("auth", "=" * 1000, "bad keys"),
        ("auth", "日本", "bad keys"),
        ("origin", "nowhere", None),
    ],
)
def test_a_phone_that_cannot_be_sent_to(
    bench: Bench, column: str, value: str, reason: str | None
) -> None:
    phone = bench.phone()
    bench.phone(device="2")
    change(bench, f"UPDATE push_subscription SET {column} = :value WHERE device = '2'", value=value)
    bench.enqueue("first", subject="issue:1", title="first")
    bench.enqueue("last", subject="issue:2", title="last")
    bench.worker.once()
    assert bodies(bench, phone) == ["first · last"]
    of_the_bad_one = {(row.state, row.reason) for row in bench.deliveries()[1::2]}
    assert of_the_bad_one == {(DEAD, reason) if reason else (ACCEPTED, None)}


def test_a_channel_of_a_kind_that_nobody_knows(bench: Bench, sink: Sink) -> None:
    for person, kind in (("1", "pigeon"), ("2", "email")):
        change(
            bench,
            "INSERT INTO push_channel (person, kind, address, created_at)"
            " VALUES (:person, :kind, 'ana@example.org', '2026-01-01 00:00:00')",
            person=person,
            kind=kind,
        )
        bench.enqueue(person, person)
    bench.worker.once()
    assert buried(bench) == [(DEAD, "not set up"), (ACCEPTED, None)]
    assert len(sink.brought) == 1


class Mumbles(NobodyToTell):
    """Its words for several are none."""

    def __init__(self, said: Any) -> None:
        self.said = said

    def bundle(self, contents: Sequence[Any]) -> Any:
        return self.said


@pytest.mark.parametrize("said", [None, [], {}, {"title": 7, "body": "", "path": "/"}])
def test_words_for_several_that_are_none(bench: Bench, said: Any) -> None:
    phone = bench.phone()
    bench.worker.plan = Mumbles(said)
    three(bench)
    bench.worker.once()
    assert len(bodies(bench, phone)) == 3


def test_a_fault_of_this_program_is_the_fate_of_one(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Tried a few times, as it may be for a moment; and the others go out meanwhile."""
    bench.phone()
    for key in ("first", "bad", "last"):
        bench.enqueue(key, subject=f"issue:{key}", title=key, loud=False)
    build = payload.build

    def faulty(content: Any, *rest: Any, **more: Any) -> bytes:
        if content["title"] == "bad":
            raise ZeroDivisionError
        return build(content, *rest, **more)

    monkeypatch.setattr(payload, "build", faulty)
    bench.worker.once()
    fault = "fault of the program"
    assert buried(bench) == [(ACCEPTED, None), ("pending", fault), (ACCEPTED, None)]
    for _ in range(2):
        bench.clock.forward(minutes=11)
        bench.worker.once()
    assert buried(bench)[1] == (DEAD, fault)
    assert bench.message("bad").unreachable
    assert "cannot be sent" in caplog.text


def test_an_answer_that_nobody_thought_of_is_the_fate_of_one(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.phone()
    for key in ("first", "bad", "last"):
        bench.enqueue(key, subject=f"issue:{key}", title=key, loud=False)
    headers = Sender._headers

    def faulty(self: Sender, lease: Any, *rest: Any) -> dict[str, str]:
        if lease.content["title"] == "bad":
            raise UnicodeEncodeError("ascii", "é", 0, 1, "a header that cannot be")
        return headers(self, lease, *rest)

    monkeypatch.setattr(Sender, "_headers", faulty)
    bench.worker.once()
    assert [state for state, _ in buried(bench)] == [ACCEPTED, "pending", ACCEPTED]


def test_a_fault_on_the_way_to_a_channel_is_the_fate_of_one(
    bench: Bench, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    for person in "123":
        change(
            bench,
            "INSERT INTO push_channel (person, kind, address, created_at)"
            " VALUES (:person, 'email', :address, '2026-01-01 00:00:00')",
            person=person,
            address=f"{person}@example.org",
        )
        bench.enqueue(person, person, title=person)
    link = payload.link

    def faulty(path: str, receipt: str, url: str) -> str:
        if receipt == bench.deliveries()[1].receipt:
            raise ZeroDivisionError
        return link(path, receipt, url)

    monkeypatch.setattr(payload, "link", faulty)
    bench.worker.once()
    assert sorted(sink.titles()) == ["1", "3"]
    assert [state for state, _ in buried(bench)] == [ACCEPTED, "pending", ACCEPTED]
