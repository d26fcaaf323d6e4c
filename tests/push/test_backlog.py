"""After an outage much is due at once: it is taken in bit by bit; each phone hears of it once."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from push import escalation, leases, outbox
from push.batches import BATCH
from push.models import DeliveryState
from push.pacing import UNIT_SECONDS
from push.plan import Advance, DueEscalation
from push.worker import Worker
from tests.push.bench import Bench, NobodyToTell
from tests.push.faults import Fault
from tests.push.running import Phone

PEOPLE = 5
ROUND = 20  # ladders, instead of a hundred
MANY = 4 * ROUND + 7


@dataclass
class TellsAll(NobodyToTell):
    """Each ladder tells everybody once, and then rests."""

    bench: Bench
    seconds: float = 0.0
    broken: str = ""
    told: list[str] = field(default_factory=list)

    def tell(self, session: Session, escalation: DueEscalation, now: datetime) -> Advance:
        time.sleep(self.seconds)
        if escalation.subject == self.broken:
            raise KeyError
        self.told.append(escalation.subject)
        about = {"title": escalation.subject, "tag": escalation.subject}
        nudges = [self.bench.nudge(str(one), **about) for one in range(PEOPLE)]
        return Advance(tuple(nudges), escalation.step + 1, None)


@pytest.fixture
def plan(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> TellsAll:
    monkeypatch.setattr("push.escalation_runner.AT_ONCE", ROUND)
    bench.worker.plan = TellsAll(bench)
    return bench.worker.plan


def phones(bench: Bench) -> list[Phone]:
    return [bench.phone(str(one), str(one)) for one in range(PEOPLE)]


def fall_due(bench: Bench, count: int, first: int = 0) -> None:
    """So many ladders, each a second later than the one before; the last one a minute ago."""
    now = bench.clock()
    with bench.database.write() as session:
        for number in range(count):
            at = now - timedelta(seconds=60 + count - number)
            subject = f"issue:{first + number:04}"
            escalation.restart(session, subject, "unowned", at, at, now=at, beside=True)


def drain(worker: Worker) -> None:
    while worker.once():
        pass


def titles(bench: Bench, phone: Phone) -> list[str]:
    return [one["notification"]["title"] for one in phone.inbox(bench.service)]


def test_each_phone_hears_of_a_backlog_once(bench: Bench, plan: TellsAll) -> None:
    ours = phones(bench)
    fall_due(bench, MANY)
    drain(bench.worker)
    assert plan.told == sorted(plan.told), "the oldest first"
    assert [titles(bench, one) for one in ours] == [[f"{MANY} nudges"]] * PEOPLE
    assert {row.state for row in bench.deliveries()} == {DeliveryState.ACCEPTED}


def test_two_workers_take_in_a_backlog_as_one(bench: Bench, plan: TellsAll) -> None:
    ours = phones(bench)
    fall_due(bench, MANY)
    other = bench.another_worker(plan=plan)
    with ThreadPoolExecutor(2) as pool:
        for one in [pool.submit(drain, worker) for worker in (bench.worker, other)]:
            one.result(120)
    other.close()
    drain(bench.worker)
    assert sorted(plan.told) == sorted(set(plan.told))
    assert [titles(bench, one) for one in ours] == [[f"{MANY} nudges"]] * PEOPLE


def test_news_of_an_act_does_not_wait_for_the_backlog(bench: Bench, plan: TellsAll) -> None:
    ours = phones(bench)
    fall_due(bench, MANY)
    bench.worker.once()
    assert not bench.service.accepted
    bench.enqueue("ask", "3", subject="step:1", title="Ana asks you")
    bench.worker.once()
    assert [titles(bench, one) for one in ours].count([]) == PEOPLE - 1
    assert titles(bench, ours[3]) == ["Ana asks you"]
    drain(bench.worker)
    assert titles(bench, ours[3]) == ["Ana asks you", f"{MANY} nudges"]


def test_nothing_waits_for_the_backlog_longer_than_two_minutes(
    bench: Bench, plan: TellsAll
) -> None:
    ours = phones(bench)
    fall_due(bench, MANY)
    bench.worker.once()
    bench.clock.forward(seconds=100)
    bench.worker.once()
    assert not bench.service.accepted
    bench.clock.forward(seconds=21)
    bench.worker.once()
    taken_in = len(plan.told)
    assert 0 < taken_in < MANY
    assert titles(bench, ours[0]) == [f"{taken_in} nudges"], "also what is younger"
    drain(bench.worker)
    assert titles(bench, ours[0]) == [f"{taken_in} nudges", f"{MANY - taken_in} nudges"]


def test_what_falls_due_later_is_not_waited_for(bench: Bench, plan: TellsAll) -> None:
    """Else a steady stream of ladders would keep the first nudge back for two minutes."""
    ours = phones(bench)
    fall_due(bench, 2)
    bench.worker.advance_due()
    bench.clock.forward(seconds=1)
    with bench.database.write() as session:
        now = bench.clock()
        escalation.restart(session, "issue:later", "unowned", now, now, now=now)
    bench.worker.send_due()
    assert titles(bench, ours[0]) == ["2 nudges"]


def test_one_that_cannot_advance_costs_only_itself(bench: Bench, plan: TellsAll) -> None:
    ours = phones(bench)
    plan.broken = "issue:0003"
    fall_due(bench, 8)
    bench.worker.once()
    assert titles(bench, ours[0]) == ["7 nudges"]


class Counted:
    """Counts the units that write."""

    def __init__(self, bench: Bench) -> None:
        self.database, self.read, self.units = bench.database, bench.database.read, 0

    @contextmanager
    def write(self) -> Iterator[Session]:
        self.units += 1
        with self.database.write() as session:
            yield session


@pytest.mark.parametrize("takes_long", [False, True])
def test_a_transaction_takes_on_nothing_more_after_some_milliseconds(
    bench: Bench, plan: TellsAll, monkeypatch: pytest.MonkeyPatch, takes_long: bool
) -> None:
    """However slow a plan is, no more than one comes after the bound; quick ones share it."""
    monkeypatch.setattr("push.escalation_runner.ADVANCE_SECONDS", 60.0)
    monkeypatch.setattr("push.escalation_runner.UNIT_SECONDS", UNIT_SECONDS if takes_long else 60.0)
    plan.seconds = UNIT_SECONDS if takes_long else 0.0
    fall_due(bench, 12)
    counted = bench.worker.database = Counted(bench)
    bench.worker.advance_due()
    assert len(plan.told) == 12
    shares = bench.database.is_sqlite and not takes_long
    assert counted.units == (1 if shares else 12)


def test_people_s_news_is_sent_between_the_rounds_of_a_slow_plan(
    bench: Bench, plan: TellsAll, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("push.escalation_runner.ADVANCE_SECONDS", 0.0)
    fall_due(bench, 5)
    assert bench.worker.advance_due()
    assert not plan.told
    monkeypatch.setattr("push.escalation_runner.ADVANCE_SECONDS", 1.0)
    drain(bench.worker)
    assert len(plan.told) == 5


def wait(bench: Bench, count: int, *people: str, loud: bool = True) -> None:
    """So many nudges for each of them, about as many issues."""
    with bench.database.write() as session:
        for number in range(count):
            about = {"title": f"{number}", "tag": f"{number}", "loud": loud}
            nudges = {f"{number}:{one}": bench.nudge(one, **about) for one in people}
            outbox.enqueue_all(session, f"issue:{number}", nudges, bench.clock())


def test_all_that_waits_for_a_phone_comes_along(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much it is, and although all of it is more than one lease takes."""
    monkeypatch.setattr(leases, "MOST_ROWS", 100)
    ours = phones(bench)[:3]
    wait(bench, 400, "0")
    wait(bench, 40, "1", "2")
    drain(bench.worker)
    assert [titles(bench, one) for one in ours] == [["400 nudges"], ["40 nudges"], ["40 nudges"]]


def test_a_thousand_for_one_phone_are_one(bench: Bench) -> None:
    (ours, *_) = phones(bench)
    wait(bench, 1_000, "0")
    drain(bench.worker)
    (only,) = ours.inbox(bench.service)
    assert only["notification"]["title"] == "1000 nudges"
    assert {row.state for row in bench.deliveries()} == {DeliveryState.ACCEPTED}
    assert len({row.carried_by for row in bench.deliveries()}) == 2


def test_two_workers_share_phones_and_not_what_is_for_one_phone(bench: Bench) -> None:
    ours = phones(bench)
    wait(bench, 60, *map(str, range(PEOPLE)))
    other = bench.another_worker()
    with ThreadPoolExecutor(2) as pool:
        for one in [pool.submit(drain, worker) for worker in (bench.worker, other)]:
            one.result(60)
    other.close()
    drain(bench.worker)
    assert [titles(bench, one) for one in ours] == [["60 nudges"]] * PEOPLE


def test_a_phone_that_another_worker_has_claimed_is_left_to_it(bench: Bench) -> None:
    """Also what has become due for it since that one looked."""
    if bench.database.is_sqlite:
        return  # only one at a time writes there at all
    phones(bench)
    wait(bench, 2, "0", "1")
    with bench.database.read() as session:
        found = leases.find(session, bench.clock(), 10)
    (phone, *_) = sorted({target for _, target in found})
    of_phone = [one for one in found if one[1] == phone]
    with bench.database.write() as first, bench.database.write() as second:
        assert leases.take(first, of_phone[:1], bench.clock(), 60)
        rest = leases.take(second, [one for one in found if one != of_phone[0]], bench.clock(), 60)
    assert len(rest) == 2
    assert of_phone[1][0] not in rest


def test_when_a_push_service_is_back_each_phone_hears_once(bench: Bench) -> None:
    """The breaker has kept some back, others were tried before: in the end all go as one."""
    ours = phones(bench)
    bench.service.always = Fault(503)
    for number in range(30):
        for one in range(PEOPLE):
            bench.enqueue(f"{number}:{one}", str(one), subject=f"issue:{number}", tag=f"{number}")
        drain(bench.worker)
        bench.clock.forward(minutes=2)
    assert not bench.service.accepted
    bench.service.always = None
    for _ in range(60):
        drain(bench.worker)
        bench.clock.forward(minutes=1)
    loud = Counter(len(titles(bench, one)) for one in ours)
    assert loud == {1: PEOPLE}


def test_no_more_is_sent_at_once_than_can_be_within_a_lease(bench: Bench) -> None:
    """Quiet ones go one by one; what is too much is given back, and goes in the next round."""
    phones(bench)
    wait(bench, BATCH + 20, "0", loud=False)
    assert bench.worker.send_due()
    assert len(bench.service.accepted) == BATCH
    rest = [row for row in bench.deliveries() if row.state == DeliveryState.PENDING]
    assert {(row.next_at, row.tries) for row in rest} == {(bench.clock(), 0)}
    drain(bench.worker)
    assert len(bench.service.accepted) == BATCH + 20
