"""Many nudges for one phone at one moment are one notification, and each stays a row of its own."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest

from push import digest, receipts, settling
from push.leased import ToPhone
from push.models import Delivery, DeliveryState
from push.verdict import Answer, Failure, decide
from tests.push.bench import Bench, NobodyToTell, one_of, take_due
from tests.push.faults import Fault
from tests.push.running import Phone

ACCEPTED, PENDING = DeliveryState.ACCEPTED, DeliveryState.PENDING
SUPERSEDED = DeliveryState.SUPERSEDED


def enqueue(bench: Bench, *names: str, **more: Any) -> None:
    """One loud nudge for each of these issues."""
    for name in names:
        bench.enqueue(name, subject=f"issue:{name}", title=name, tag=name, **more)


def shown(bench: Bench, phone: Phone) -> list[dict[str, Any]]:
    return [one["notification"] for one in phone.inbox(bench.service)]


def lease(bench: Bench) -> list[ToPhone]:
    with bench.database.write() as session:
        taken = take_due(session, bench.clock(), 100, 60).to_phones
        bundled = digest.group_into_digests(taken, one_of)
        digest.note(session, bundled)
        return bundled


def settle(bench: Bench, held: list[ToPhone], answer: Answer) -> set[str]:
    verdict = decide(answer, attempt=1, was_minimal=False, now=bench.clock(), jitter=0.5)
    with bench.database.write() as session:
        return settling.settle(session, [(one, verdict) for one in held], bench.clock())


def states(bench: Bench) -> list[str]:
    return [row.state for row in bench.deliveries()]


def carriers(bench: Bench) -> list[int | None]:
    return [row.carried_by for row in bench.deliveries()]


def test_several_at_once_are_one_oldest_first(bench: Bench) -> None:
    phone = bench.phone()
    enqueue(bench, "A", "B", "C")
    bench.worker.once()
    (only,) = shown(bench, phone)
    assert (only["title"], only["body"]) == ("3 nudges", "A · B · C")
    rows = bench.deliveries()
    assert (only["data"]["receipt"], only["data"]["closes"]) == (rows[0].receipt, [*"ABC"])
    assert carriers(bench) == [None, rows[0].id, rows[0].id]
    assert states(bench) == [ACCEPTED] * 3
    assert not bench.worker.once()


def test_one_alone_says_its_own_words(bench: Bench) -> None:
    phone = bench.phone()
    enqueue(bench, "A")
    bench.worker.once()
    (only,) = shown(bench, phone)
    assert (only["title"], only["tag"], list(only["data"])) == ("A", "A", ["receipt"])
    assert carriers(bench) == [None]


def test_of_one_issue_only_the_newest_is_said(bench: Bench) -> None:
    """After an outage two of its steps are late, and another issue's."""
    phone = bench.phone()
    for key, subject in (("A", "A"), ("B", "B"), ("A again", "A")):
        bench.enqueue(key, subject=subject, title=key, tag=subject)
    bench.worker.once()
    (only,) = shown(bench, phone)
    assert only["body"] == "A again · B"
    assert only["data"]["closes"] == ["A", "B"]
    assert states(bench) == [ACCEPTED] * 3


def test_two_of_one_issue_are_no_bundle(bench: Bench) -> None:
    bench.phone()
    for key in ("first", "second"):
        bench.enqueue(key)
    bench.worker.once()
    assert len(bench.service.accepted) == 2


def test_what_is_quiet_goes_by_itself(bench: Bench) -> None:
    phone = bench.phone()
    enqueue(bench, "A", "B")
    enqueue(bench, "walk", "shift", loud=False)
    bench.worker.once()
    assert sorted(one["title"] for one in shown(bench, phone)) == ["2 nudges", "shift", "walk"]


def test_each_phone_has_its_own(bench: Bench) -> None:
    ours = [bench.phone(device=device) for device in ("1", "2")]
    theirs = bench.phone(person="2", device="3")
    enqueue(bench, "A", "B")
    enqueue(bench, "C", person="2")
    bench.worker.once()
    for phone in ours:
        assert [one["title"] for one in shown(bench, phone)] == ["2 nudges"]
    assert [one["title"] for one in shown(bench, theirs)] == ["C"]


def test_only_a_bundle_of_the_very_same_takes_its_place(bench: Bench) -> None:
    """By its tag and its topic: else what only the first one says would be lost."""
    phone = bench.phone()
    for names in ("AB", "CD", "BA", "ABC"):
        for name in names:
            bench.enqueue(f"{name} in {names}", subject=f"issue:{name}", title=name, tag=name)
        bench.worker.once()
    tags = [one["tag"] for one in shown(bench, phone)]
    topics = [one.topic for one in bench.service.accepted]
    for of_each in (tags, topics):
        first, second, again, more = of_each
        assert first == again
        assert len({first, second, more}) == 3


def test_two_people_have_topics_of_their_own(bench: Bench) -> None:
    for person in ("1", "2"):
        bench.phone(person=person, device=person)
        for name in "AB":
            bench.enqueue(f"{name}{person}", person, subject=f"issue:{name}")
    bench.worker.once()
    assert len({one.topic for one in bench.service.accepted}) == 2


def test_a_new_one_does_not_wait_for_the_sake_of_an_old_one(bench: Bench) -> None:
    """Whose push service has been away for an hour, so that it waits for long."""
    bench.phone()
    enqueue(bench, "old", expires_at=bench.clock() + timedelta(days=1))
    with bench.database.write() as session:
        session.get_one(Delivery, bench.delivery().id).tries = 9
    enqueue(bench, "new")
    bench.service.faults.append(Fault(503))
    bench.worker.once()
    soon = bench.clock() + timedelta(seconds=2.5)
    assert [row.next_at for row in bench.deliveries()] == [soon, soon]
    assert [row.tries for row in bench.deliveries()] == [10, 1]


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Answer(201), ACCEPTED),
        (Answer(503), PENDING),
        (Answer(failure=Failure.NO_ANSWER), PENDING),
        (Answer(400), DeliveryState.DEAD),
        (Answer(410), DeliveryState.DEAD),
    ],
)
def test_the_verdict_is_that_of_each(bench: Bench, answer: Answer, state: str) -> None:
    bench.phone()
    enqueue(bench, "A", "B", "C")
    lost = settle(bench, lease(bench), answer)
    assert states(bench) == [state] * 3
    assert lost == ({"issue:A", "issue:B", "issue:C"} if state == DeliveryState.DEAD else set())


def test_one_answer_counts_once_for_the_phone_and_its_push_service(bench: Bench) -> None:
    """Else one bundle of five would trip the breaker, or set a phone aside."""
    bench.phone()
    enqueue(bench, *"ABCDEF")
    settle(bench, lease(bench), Answer(503))
    (origin,) = bench.origins()
    assert (origin.failures, origin.paused_until) == (1, None)
    bench.clock.forward(minutes=20)
    settle(bench, lease(bench), Answer(400))
    assert bench.subscriptions()[0].strikes == 1


def test_one_that_is_taken_care_of_meanwhile_changes_nothing_for_the_others(bench: Bench) -> None:
    bench.phone()
    enqueue(bench, "A", "B", "C")
    held = lease(bench)
    bench.supersede("issue:B")
    settle(bench, held, Answer(503))
    assert states(bench) == [PENDING, SUPERSEDED, PENDING]
    bench.clock.forward(minutes=1)
    bench.worker.once()
    assert states(bench) == [ACCEPTED, SUPERSEDED, ACCEPTED]


def test_the_carrier_may_be_taken_care_of_too(bench: Bench) -> None:
    bench.phone()
    enqueue(bench, "A", "B", "C")
    held = lease(bench)
    bench.supersede("issue:A")
    settle(bench, held, Answer(201))
    assert states(bench) == [SUPERSEDED, ACCEPTED, ACCEPTED]


def test_a_worker_that_died_leaves_a_bundle_that_is_made_anew(bench: Bench) -> None:
    phone = bench.phone()
    enqueue(bench, "A", "B", "C")
    stale = lease(bench)
    bench.supersede("issue:A")
    enqueue(bench, "D")
    bench.clock.forward(seconds=61)
    bench.worker.once()
    (only,) = shown(bench, phone)
    assert only["body"] == "B · C · D"
    second = bench.deliveries()[1].id
    assert carriers(bench)[1:] == [None, second, second]
    assert settle(bench, stale, Answer(410)) == set()
    assert states(bench) == [SUPERSEDED, ACCEPTED, ACCEPTED, ACCEPTED]


def test_what_goes_alone_at_the_next_try_is_carried_by_nothing(bench: Bench) -> None:
    phone = bench.phone()
    enqueue(bench, "A", "B")
    settle(bench, lease(bench), Answer(503))
    bench.supersede("issue:A")
    bench.clock.forward(minutes=1)
    bench.worker.once()
    assert [one["title"] for one in shown(bench, phone)] == ["B"]
    assert carriers(bench)[1] is None


@pytest.mark.parametrize("what", ["shown", "opened"])
def test_seen_it_is_seen_for_all_that_it_says(bench: Bench, what: receipts.What) -> None:
    bench.phone()
    enqueue(bench, "A", "B", "C")
    enqueue(bench, "quiet", loud=False)
    bench.worker.once()
    with bench.database.write() as session:
        receipts.mark(session, bench.deliveries()[0].receipt, what, bench.clock())
    rows = bench.deliveries()
    assert [bool(row.shown_at) for row in rows] == [True, True, True, False]
    assert [bool(row.opened_at) for row in rows] == [what == "opened"] * 3 + [False]


def test_seen_it_is_not_seen_for_what_still_waits(bench: Bench) -> None:
    bench.phone()
    enqueue(bench, "A", "B")
    settle(bench, lease(bench), Answer(503))
    with bench.database.write() as session:
        receipts.mark(session, bench.deliveries()[0].receipt, "shown", bench.clock())
    assert [bool(row.shown_at) for row in bench.deliveries()] == [True, False]


def test_each_keeps_its_own_end(bench: Bench) -> None:
    """A retry never waits beyond the end of what it says."""
    bench.phone()
    now = bench.clock()
    enqueue(bench, "A", expires_at=now + timedelta(seconds=2))
    enqueue(bench, "B")
    settle(bench, lease(bench), Answer(503, retry_after="60"))
    first, second = bench.deliveries()
    assert first.next_at == now + timedelta(seconds=2)
    assert second.next_at == now + timedelta(seconds=60)


def test_too_large_once_it_says_no_words_the_next_time(bench: Bench) -> None:
    phone = bench.phone()
    enqueue(bench, "A", "B")
    bench.service.faults.append(Fault(413))
    bench.worker.once()
    bench.clock.forward(minutes=1)
    bench.worker.once()
    assert [one["title"] for one in shown(bench, phone)] == ["An issue needs you"]


class Speechless(NobodyToTell):
    def bundle(self, contents: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
        raise KeyError


def test_where_no_words_are_found_they_go_one_by_one(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    phone = bench.phone()
    bench.worker.plan = Speechless()
    enqueue(bench, "A", "B")
    bench.worker.once()
    assert sorted(one["title"] for one in shown(bench, phone)) == ["A", "B"]
    assert "cannot be said in one" in caplog.text


def test_more_than_anybody_can_read_still_fits(bench: Bench) -> None:
    phone = bench.phone()
    names = [f"{number:04}-{'ü' * 40}" for number in range(200)]
    enqueue(bench, *names)
    bench.worker.once()
    (only,) = shown(bench, phone)
    assert only["title"] == "200 nudges"
    assert set(states(bench)) == {ACCEPTED}
    with bench.database.read() as session:
        assert session.get_one(Delivery, bench.deliveries()[-1].id).carried_by
