"""Other channels than phones share the outbox, and so its promise, whenever a worker is killed."""

import random
import signal
import subprocess
import threading
from datetime import UTC, datetime

import pytest

from push import channels
from push.models import DeliveryState
from tests.crash.conftest import Crash
from tests.crash.test_killed_workers import enqueue
from tests.push.sink import Sink
from tests.support.limits import LIMIT

ACCEPTED = DeliveryState.ACCEPTED


def give(crash: Crash) -> None:
    """Person 2 has a chat and no phone."""
    with crash.bench.database.write() as session:
        channels.save(session, "2", "chat", "ben", datetime.now(UTC))


def enqueue_chats(crash: Crash, first: int, count: int) -> None:
    """Of one subject, so that each is a message of its own."""
    crash.bench.clock.now = datetime.now(UTC)
    for number in range(first, first + count):
        crash.bench.enqueue(f"c{number}", "2", "issue:chat", title=f"chat {number}")


def said(sink: Sink) -> set[str]:
    return set(sink.titles())


@pytest.mark.parametrize("number", [1, 3, 5])
def test_killed_while_a_channel_is_being_told(crash: Crash, number: int) -> None:
    """The other side has it, and its answer never comes: it is sent again."""
    give(crash)
    enqueue_chats(crash, 0, 6)
    enqueue(crash, 0, 3)
    process, seen = crash.start(), iter(range(1, 1000))
    gone = threading.Event()

    def kill() -> None:
        if next(seen) == number:
            process.kill()
            gone.set()
        elif gone.is_set():
            process.wait()

    crash.sink.before = kill
    assert process.wait() == -signal.SIGKILL
    crash.sink.before = lambda: None
    crash.finish()
    assert said(crash.sink) == {f"chat {n}" for n in range(6)}
    assert {row.state for row in crash.bench.deliveries()} == {ACCEPTED}
    # The phones' part was settled before the channels were begun: nothing of it came twice.
    assert len(crash.bench.service.accepted) == 3 * len(crash.phones)


def test_killed_at_random_with_bundles_and_channels(crash: Crash) -> None:
    some, total = random.Random(4), 0
    give(crash)
    for _ in range(5):
        enqueue(crash, total, 6, loud=True)
        enqueue_chats(crash, total, 6)
        total += 6
        process = crash.start()
        try:
            process.wait(some.uniform(0.02, 0.9))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    crash.finish()
    assert said(crash.sink) == {f"chat {n}" for n in range(total)}
    wanted = {f"nudge {n}" for n in range(total)}
    titles = crash.titles()
    assert {one for one in titles if titles.count(one) >= len(crash.phones)} == wanted
    assert {row.state for row in crash.bench.deliveries()} == {ACCEPTED}


def test_a_worker_that_slept_while_a_channel_was_told_is_fenced_off(crash: Crash) -> None:
    give(crash)
    enqueue_chats(crash, 0, 1)
    sleeper, asleep = crash.start(), threading.Event()

    def put_to_sleep() -> int | None:
        if asleep.is_set():
            return None
        sleeper.send_signal(signal.SIGSTOP)
        asleep.set()
        return 500

    crash.sink.before = put_to_sleep
    assert asleep.wait(LIMIT)
    crash.finish()
    # The other worker's was taken: the refusal that the sleeper reads now must not bring it back.
    sleeper.send_signal(signal.SIGCONT)
    assert sleeper.wait() == 0
    row = crash.bench.delivery()
    assert row.state == ACCEPTED
    assert row.attempt >= 2  # more where a busy machine lets the other worker's lease run out
