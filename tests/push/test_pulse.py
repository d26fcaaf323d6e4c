"""A worker's heartbeat says the truth: it beats for whole cycles, and for nothing else."""

from collections.abc import Callable
from datetime import datetime, timedelta
from unittest.mock import Mock

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from push import escalation, settling
from push.heartbeat import FORGET_AFTER, HeartbeatWriter, last_cycle, worker_name
from push.plan import Advance, DueEscalation
from push.worker import Worker
from push.worker_models import Heartbeat
from tests.push.bench import Bench, NobodyToTell

AWAY = OperationalError("SELECT 1", {}, Exception("database is locked"))


def last(bench: Bench) -> datetime | None:
    with bench.database.read() as session:
        return last_cycle(session, bench.clock())


def beats(bench: Bench) -> list[Heartbeat]:
    found: list[Heartbeat] = bench._all(Heartbeat, "worker")
    return found


def round_of(worker: Worker) -> None:
    """One round as the loop does it: an error is told, and work goes on."""
    worker._round()


def test_nobody_has_worked_yet(bench: Bench) -> None:
    assert last(bench) is None


def test_an_idle_worker_is_alive(bench: Bench) -> None:
    bench.worker.once()
    assert last(bench) == bench.clock()
    bench.clock.forward(seconds=5)
    bench.worker.once()
    assert last(bench) == bench.clock()
    (beat,) = beats(bench)
    assert beat.started_at == bench.clock() - timedelta(seconds=5)
    assert beat.cycles == 2


def test_it_writes_at_most_every_five_seconds(bench: Bench) -> None:
    began = bench.clock()
    for _ in range(10):
        bench.worker.once()
        bench.clock.forward(seconds=0.5)
    assert last(bench) == began
    bench.worker.once()
    assert last(bench) == began + timedelta(seconds=5)
    assert beats(bench)[0].cycles == 11


@pytest.mark.parametrize("a_pass", ["advance_due", "send_due", "prune"])
@pytest.mark.parametrize("error", [ZeroDivisionError(), AWAY], ids=["bug", "database"])
def test_a_pass_that_fails_makes_no_whole_cycle(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, a_pass: str, error: Exception
) -> None:
    monkeypatch.setattr(bench.worker, a_pass, Mock(side_effect=error))
    for _ in range(5):
        round_of(bench.worker)
        bench.clock.forward(seconds=10)
    assert last(bench) is None
    monkeypatch.undo()
    round_of(bench.worker)
    assert last(bench) == bench.clock()


class Failing(NobodyToTell):
    """A plan that is broken: altogether, or for one subject."""

    def __init__(self, subject: str = "") -> None:
        self.subject = subject

    def tell(self, session: Session, escalation: DueEscalation, now: datetime) -> Advance:
        if self.subject in ("", escalation.subject):
            raise ZeroDivisionError
        return Advance((), escalation.step + 1, None)


def begin(bench: Bench, *subjects: str) -> None:
    with bench.database.write() as session:
        for subject in subjects:
            now = bench.clock()
            escalation.restart(session, subject, "promise", now, now, now=now)


def test_a_plan_that_always_fails_is_not_healthy_while_its_ladders_are_set_aside(
    bench: Bench,
) -> None:
    """No pass fails then, and soon nothing is due; and yet nobody is told of anything."""
    bench.worker.plan = Failing()
    bench.worker.once()
    alive = bench.clock()
    bench.clock.forward(seconds=10)
    begin(bench, "issue:1", "issue:2")
    for _ in range(6):
        bench.worker.once()
        bench.clock.forward(seconds=60)
    assert last(bench) == alive
    bench.worker.plan = Failing("nothing")
    bench.clock.forward(minutes=10)
    bench.worker.once()
    assert last(bench) == bench.clock()


@pytest.mark.parametrize("poison", ["issue:1", "issue:3"], ids=["first", "last"])
def test_one_ladder_that_fails_among_others_does_not_silence_the_worker(
    bench: Bench, poison: str
) -> None:
    bench.worker.plan = Failing(poison)
    begin(bench, "issue:1", "issue:2", "issue:3")
    bench.worker.once()
    assert last(bench) == bench.clock()


def test_answers_that_can_never_be_written_down_are_not_healthy(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same nudges are then sent for ever."""
    bench.phone()
    bench.enqueue()
    monkeypatch.setattr(settling, "settle", Mock(side_effect=KeyError))
    for _ in range(3):
        bench.worker.once()
        bench.clock.forward(seconds=20)
    assert last(bench) is None
    monkeypatch.undo()
    bench.clock.forward(minutes=2)
    bench.worker.once()
    assert last(bench) == bench.clock()


def test_sending_that_hangs_ends_no_cycle(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.phone()
    bench.enqueue()
    seen: list[datetime | None] = []

    async def hang(*_: object) -> list[object]:
        seen.append(last(bench))  # whatever time passes here, nobody says that all is well
        return []

    monkeypatch.setattr(bench.worker.sender, "send_all", hang)
    bench.worker.once()
    assert seen == [None]


def test_a_cycle_that_a_stop_cuts_short_does_not_count(bench: Bench) -> None:
    bench.worker.stop.set()
    bench.worker.once()
    assert last(bench) is None


def test_a_heartbeat_that_cannot_be_written_is_tried_again(bench: Bench) -> None:
    class OnlyReads:
        read = bench.database.read
        write = Mock(side_effect=AWAY)

    bench.worker.database = OnlyReads()
    round_of(bench.worker)
    assert last(bench) is None
    bench.worker.database = bench.database
    round_of(bench.worker)  # begun as one with a failure in it
    round_of(bench.worker)
    assert last(bench) == bench.clock()


def test_any_worker_will_do(bench: Bench) -> None:
    other = bench.another_worker()
    bench.worker.once()
    bench.clock.forward(seconds=30)
    other.once()
    other.close()
    assert last(bench) == bench.clock()
    assert len(beats(bench)) == 2


def test_a_worker_that_starts_forgets_those_of_long_ago_once_it_has_worked(bench: Bench) -> None:
    bench.worker.once()
    long_ago = bench.clock()
    bench.clock.now += FORGET_AFTER + timedelta(seconds=1)
    other = bench.another_worker()
    other.plan = Failing()
    begin(bench, "issue:1")
    other.once()
    assert last(bench) == long_ago  # not “never”
    other.plan = Failing("nothing")
    bench.clock.forward(minutes=10)
    other.once()
    other.close()
    assert [beat.cycle_at for beat in beats(bench)] == [bench.clock()]


CLOCKS: list[tuple[str, Callable[[Bench], object]]] = [
    ("an hour", lambda bench: bench.clock.back(hours=1)),
    ("forty days", lambda bench: bench.clock.back(days=40)),
]


@pytest.mark.parametrize(("_", "put_right"), CLOCKS)
def test_a_clock_that_was_ahead_makes_no_dead_worker_look_alive(
    bench: Bench, _: str, put_right: Callable[[Bench], object]
) -> None:
    bench.worker.once()
    put_right(bench)
    assert last(bench) is None
    bench.clock.forward(minutes=3)
    other = bench.another_worker()
    other.once()
    other.close()
    assert last(bench) == bench.clock()
    assert len(beats(bench)) == 1


def test_a_worker_whose_clock_is_put_right_goes_on_beating(bench: Bench) -> None:
    bench.worker.once()
    bench.clock.back(days=40)
    bench.worker.once()
    assert last(bench) == bench.clock()


def test_a_machine_whose_clock_is_a_little_ahead_is_believed(bench: Bench) -> None:
    bench.worker.once()
    bench.clock.back(seconds=40)
    assert last(bench) == bench.clock()


def test_names_of_workers_never_meet() -> None:
    assert worker_name() != worker_name()
    assert HeartbeatWriter().worker != HeartbeatWriter().worker
