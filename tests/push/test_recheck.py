"""Handled is quiet: what was taken care of while its batch was under way is not sent any more."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from push import channels, recheck, subscriptions, totals
from push.batches import BATCH
from push.models import Channel, DeliveryState
from push.public_http import AT_ONCE
from push.receipts import mark
from tests.push.bench import Bench
from tests.push.running import Phone
from tests.push.sink import Sink

ACCEPTED, SUPERSEDED = DeliveryState.ACCEPTED, DeliveryState.SUPERSEDED


def enqueue(bench: Bench, *names: str, person: str = "1") -> None:
    for name in names:
        bench.enqueue(name, person, subject=f"issue:{name}", title=name, tag=name)


def shown(bench: Bench, phone: Phone) -> list[dict[str, Any]]:
    return [one["notification"] for one in phone.inbox(bench.service)]


def states(bench: Bench) -> list[str]:
    return [row.state for row in bench.deliveries()]


def act_in_the_middle(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]
) -> None:
    """Between the lease and the first message that goes out."""
    for way in (bench.worker.sender, bench.worker.relay):

        async def send_all(leases: Any, *rest: Any, original: Any = way.send_all) -> Any:
            if leases:
                await asyncio.to_thread(act)
            return await original(leases, *rest)

        monkeypatch.setattr(way, "send_all", send_all)


@contextmanager
def counting_queries(bench: Bench) -> Iterator[list[str]]:
    """The queries that ask what is still leased."""
    seen = list[str]()

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.startswith("SELECT push_delivery.id, push_delivery.attempt"):
            seen.append(statement)

    event.listen(bench.database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(bench.database.engine, "before_cursor_execute", note)


def test_no_push_begins_after_the_act_was_committed(bench: Bench) -> None:
    """A batch for a slow push service: only so many are under way when somebody says “I own
    this”, and it is only those that arrive."""
    for person in range(BATCH):
        bench.phone(str(person), str(person))
        bench.enqueue(f"k{person}", str(person))
    committed, asked = asyncio.Event(), list[int]()

    async def before(count: int) -> None:
        if count == AT_ONCE:
            asked.append(len(queries))
            await asyncio.to_thread(bench.supersede)
            committed.set()
        await committed.wait()

    bench.service.before = before
    with counting_queries(bench) as queries:
        assert bench.worker.send_due()
    assert bench.service.requests == AT_ONCE
    assert set(states(bench)) == {SUPERSEDED}
    assert asked == [1], "all who are about to send ask in one query"
    assert len(queries) <= BATCH - AT_ONCE + 1
    bench.worker.once()
    assert bench.service.requests == AT_ONCE


def test_what_is_quiet_now_was_no_failure(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.phone()
    enqueue(bench, "A")
    act_in_the_middle(bench, monkeypatch, lambda: bench.supersede("issue:A"))
    bench.worker.send_due()
    assert bench.service.requests == 0
    row = bench.delivery()
    assert (row.state, row.reason, row.tries) == (SUPERSEDED, None, 0)
    with bench.database.read() as session:
        assert totals.totals(session) == {}


@pytest.mark.parametrize("handled", ["A", "B", "C"])
def test_a_bundle_says_only_what_is_left(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, handled: str
) -> None:
    phone, left = bench.phone(), [name for name in "ABC" if name != handled]
    enqueue(bench, *"ABC")
    act_in_the_middle(bench, monkeypatch, lambda: bench.supersede(f"issue:{handled}"))
    bench.worker.send_due()
    (only,) = shown(bench, phone)
    assert (only["title"], only["body"]) == ("2 nudges", " · ".join(left))
    assert only["data"]["closes"] == left
    rows = {row.id: row for row in bench.deliveries()}
    by_name = dict(zip("ABC", rows.values(), strict=True))
    assert by_name[handled].state == SUPERSEDED
    assert {by_name[name].state for name in left} == {ACCEPTED}
    assert only["data"]["receipt"] == by_name[left[0]].receipt
    with bench.database.write() as session:
        mark(session, only["data"]["receipt"], "shown", bench.clock())
    was_shown = {row.id for row in bench.deliveries() if row.shown_at}
    assert was_shown == {by_name[name].id for name in left}


def test_a_bundle_that_is_left_is_the_same_as_if_it_had_never_been_more(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its tag and topic, so that it takes the place of that one."""
    phone = bench.phone()
    for name in "BC":
        bench.enqueue(f"{name} before", subject=f"issue:{name}", title=name, tag=name)
    bench.worker.send_due()
    enqueue(bench, *"ABC")
    act_in_the_middle(bench, monkeypatch, lambda: bench.supersede("issue:A"))
    bench.worker.send_due()
    first, second = shown(bench, phone)
    assert first["tag"] == second["tag"]
    assert len({one.topic for one in bench.service.accepted}) == 1


@pytest.mark.parametrize(("handled", "left"), [("AB", "C"), ("AC", "B"), ("ABC", "")])
def test_what_is_left_of_a_bundle_alone_says_its_own_words(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, handled: str, left: str
) -> None:
    phone = bench.phone()
    enqueue(bench, *"ABC")

    def act() -> None:
        for name in handled:
            bench.supersede(f"issue:{name}")

    act_in_the_middle(bench, monkeypatch, act)
    bench.worker.send_due()
    assert [(one["title"], one["tag"]) for one in shown(bench, phone)] == [(n, n) for n in left]
    assert states(bench) == [SUPERSEDED if name in handled else ACCEPTED for name in "ABC"]
    assert not bench.worker.send_due()


def test_two_steps_of_one_issue_that_are_left_go_one_by_one(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = bench.phone()
    enqueue(bench, "A", "B")
    bench.enqueue("B again", subject="issue:B", title="B again", tag="B")
    act_in_the_middle(bench, monkeypatch, lambda: bench.supersede("issue:A"))
    bench.worker.send_due()
    assert [one["title"] for one in shown(bench, phone)] == ["B", "B again"]
    assert states(bench) == [SUPERSEDED, ACCEPTED, ACCEPTED]


def give_address(bench: Bench) -> None:
    with bench.database.write() as session:
        channels.save(session, "1", "email", "ana@example.org", bench.clock())


def the_channel(session: Session) -> Channel:
    return session.exec(select(Channel)).one()


@pytest.mark.parametrize(
    ("handled", "said"), [("", ["3 nudges"]), ("A", ["2 nudges"]), ("AB", ["C"]), ("ABC", [])]
)
def test_another_channel_is_as_quiet(
    bench: Bench, sink: Sink, monkeypatch: pytest.MonkeyPatch, handled: str, said: list[str]
) -> None:
    give_address(bench)
    enqueue(bench, *"ABC")

    def act() -> None:
        for name in handled:
            bench.supersede(f"issue:{name}")

    act_in_the_middle(bench, monkeypatch, act)
    bench.worker.send_due()
    assert sink.titles() == said
    assert states(bench) == [SUPERSEDED if name in handled else ACCEPTED for name in "ABC"]
    with bench.database.read() as session:
        assert the_channel(session).failed_at is None


def test_a_phone_that_signs_out_meanwhile_is_left_in_peace(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.phone()
    enqueue(bench, "A", "B")

    def sign_out() -> None:
        with bench.database.write() as session:
            subscriptions.remove(session, "1")

    act_in_the_middle(bench, monkeypatch, sign_out)
    bench.worker.send_due()
    assert bench.service.requests == 0


def test_what_another_worker_has_taken_over_is_left_to_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This one was asleep for longer than its lease."""
    bench.phone()
    enqueue(bench, "A", "B")
    other = bench.another_worker()

    def oversleep() -> None:
        bench.clock.forward(minutes=2)
        other.send_due()
        other.close()

    act_in_the_middle(bench, monkeypatch, oversleep)
    bench.worker.send_due()
    assert bench.service.requests == 1
    assert {(row.state, row.attempt) for row in bench.deliveries()} == {(ACCEPTED, 2)}


def test_while_nobody_can_tell_nothing_goes_out_and_nothing_is_lost(
    bench: Bench, sink: Sink, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bench.phone()
    give_address(bench)
    enqueue(bench, "A")
    bench.enqueue("mail", subject="issue:B", title="mail", ways="channels")

    def away(*_: object) -> frozenset[int]:
        raise OperationalError("SELECT 1", {}, Exception("database is locked"))

    with monkeypatch.context() as patched:
        patched.setattr(recheck, "_still_leased", away)
        bench.worker.send_due()
    assert (bench.service.requests, sink.brought) == (0, [])
    assert "Not known whether it is still to be sent (OperationalError)" in caplog.text
    found = {(row.state, row.reason, row.tries) for row in bench.deliveries()}
    assert found == {("pending", "not checked", 0)}
    bench.clock.forward(minutes=1)
    bench.worker.send_due()
    assert set(states(bench)) == {ACCEPTED}


def test_a_bundle_that_changes_hands_while_it_is_made_anew(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look and the new words somebody takes care of the next one, too."""
    phone = bench.phone()
    enqueue(bench, *"ABC")
    act_in_the_middle(bench, monkeypatch, lambda: bench.supersede("issue:A"))
    whole = recheck.Recheck._bundle_anew

    def late(self: recheck.Recheck, left: Sequence[Any]) -> list[Any]:
        bench.supersede("issue:B")
        return whole(self, left)

    monkeypatch.setattr(recheck.Recheck, "_bundle_anew", late)
    bench.worker.send_due()
    assert [one["title"] for one in shown(bench, phone)] == ["C"]
    assert states(bench) == [SUPERSEDED, SUPERSEDED, ACCEPTED]
    assert bench.deliveries()[2].carried_by is None
