"""How long background writes stay away, by a clock that only the test moves."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlmodel import Session

from push.pacing import ALONE_AFTER, LONGEST_PAUSE, Pace, Paced
from push.worker_models import Count
from web.store.engine import Database


class Time:
    """Passes where it is waited, and as each transaction says."""

    def __init__(self, database: Database) -> None:
        self.database, self.now, self.waits, self.lock_takes = database, 1000.0, list[float](), 0.0

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.waits.append(round(seconds, 6))
        self.now += seconds

    @contextmanager
    def write(self) -> Iterator[Session]:
        self.now += self.lock_takes
        with self.database.write() as session:
            yield session

    read = property(lambda self: self.database.read)


@pytest.fixture
def time(database: Database) -> Time:
    return Time(database)


@pytest.fixture
def paced(time: Time) -> Paced:
    return Paced(time, wait=time.wait, clock=time)


def write(paced: Paced, time: Time, takes: float, name: str = "ours") -> None:
    with paced.write() as session:
        session.merge(Count(name=name, value=int(time.now * 1000)))
        time.now += takes


def others_write(time: Time) -> None:
    other = Database(str(time.database.engine.url.render_as_string(hide_password=False)))
    with other.write() as session:
        session.merge(Count(name="others", value=int(time.now * 1000)))
    other.close()


def test_half_of_the_time_is_for_others(paced: Paced, time: Time) -> None:
    write(paced, time, 0.01)
    others_write(time)
    write(paced, time, 0.02)
    others_write(time)
    write(paced, time, 0.01)
    assert time.waits[2] == pytest.approx(0.02)


def test_others_who_are_busy_get_more_than_half(paced: Paced, time: Time) -> None:
    write(paced, time, 0.01)
    others_write(time)
    time.lock_takes = 0.03
    write(paced, time, 0.01)
    write(paced, time, 0.01)
    assert time.waits[2] == pytest.approx(0.01 + 0.03)


def test_no_pause_is_longer_than_the_longest(paced: Paced, time: Time) -> None:
    write(paced, time, 60.0)
    others_write(time)
    write(paced, time, 60.0)
    write(paced, time, 0.01)
    assert time.waits[2] == LONGEST_PAUSE


def test_time_that_passed_otherwise_counts(paced: Paced, time: Time) -> None:
    write(paced, time, 0.1)
    time.now += 10.0  # for push services
    write(paced, time, 0.1)
    assert time.waits == [0.0, 0.0]


def test_a_transaction_that_fails_is_paced_as_well(paced: Paced, time: Time) -> None:
    def fail() -> None:
        with paced.write():
            time.now += 0.1
            raise ZeroDivisionError

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            fail()
    assert time.waits[1] > 0


def test_alone_the_pauses_are_short_and_with_others_long_again(paced: Paced, time: Time) -> None:
    if not time.database.is_sqlite:
        return  # others cannot be seen there, and are always taken to be there
    write(paced, time, 0.1)
    time.now += ALONE_AFTER
    write(paced, time, 0.1)
    write(paced, time, 0.1)
    assert time.waits[2] == pytest.approx(0.025)
    others_write(time)
    write(paced, time, 0.1)
    write(paced, time, 0.1)
    assert time.waits[4] == pytest.approx(0.1)


def test_the_pause_runs_out() -> None:
    pace = Pace()
    pace.note(asked=100.0, ended=101.0, others_wrote=False)
    assert pace.left(101.0) == pytest.approx(0.25)
    pace.note(asked=200.0, ended=200.1, others_wrote=True)
    assert pace.left(200.1) == pytest.approx(0.1)
    assert pace.left(200.15) == pytest.approx(0.05)
    assert pace.left(300.0) == 0.0


def test_reads_do_not_wait(paced: Paced, time: Time) -> None:
    write(paced, time, 0.2)
    with paced.read():
        pass
    assert time.waits == [0.0]
