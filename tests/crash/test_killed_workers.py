"""Killed at any point, a worker loses no nudge that was committed and revives none that was not.

Every kill is a SIGKILL of a real process. A random run prints its seed; OWNIT_SEED repeats it.
"""

import os
import random
import signal
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlmodel import col, select

from push import escalation, superseding
from push.models import Delivery, DeliveryState, Message
from tests.crash.conftest import Crash
from tests.push.faults import Fault
from tests.support.forks import Fork
from tests.support.limits import LIMIT


def enqueue(crash: Crash, first: int, count: int, *, loud: bool = False) -> None:
    """Quiet ones go one by one, so that there is something between them to be killed at."""
    crash.bench.clock.now = datetime.now(UTC)
    for number in range(first, first + count):
        crash.bench.enqueue(
            f"k{number}", subject=f"issue:{number}", title=f"nudge {number}", loud=loud
        )


def cancel_unleased(crash: Crash, some: random.Random, count: int) -> set[str]:
    """Supersede nudges that no worker ever had, as an act would; gives their titles."""
    with crash.bench.database.write() as session:
        untouched = session.exec(
            select(Message)
            .where(
                col(Message.id).not_in(
                    select(Delivery.message_id).where(
                        (col(Delivery.attempt) > 0) | (col(Delivery.state) != "pending")
                    )
                )
            )
            .order_by(col(Message.id))
            .with_for_update()
        ).all()
        chosen = some.sample(list(untouched), min(count, len(untouched)))
        cancelled = set()
        for message in chosen:
            rows = select(Delivery.attempt).where(Delivery.message_id == message.id)
            locked = session.exec(rows.with_for_update()).all()
            if not any(locked):  # nobody leased it between the two looks
                superseding.supersede(session, message.subject, datetime.now(UTC))
                cancelled.add(str(message.content["title"]))
        return cancelled


def assert_nothing_lost(crash: Crash, expected: set[str], cancelled: set[str]) -> None:
    titles = crash.titles()
    missing = {title for title in expected - cancelled if titles.count(title) < len(crash.phones)}
    assert not missing
    assert not cancelled & set(titles)
    states = {row.state for row in crash.bench.deliveries()}
    assert states <= {DeliveryState.ACCEPTED, DeliveryState.SUPERSEDED}


@pytest.mark.parametrize("point", ["on_request", "on_accepted", "on_answered"])
def test_killed_at_the_nth_message(crash: Crash, point: str) -> None:
    """Before the service reads it, before its answer, and before the answer is settled."""
    service, numbers = crash.bench.service, iter((1, 2, 7, 19))
    some = random.Random(point)
    total, cancelled = 0, set[str]()
    for number in numbers:
        enqueue(crash, total, 10)
        total += 10
        cancelled |= cancel_unleased(crash, some, 2)
        process = crash.start()
        seen = iter(range(1, 1000))

        def kill(
            _: object,
            process: Fork = process,
            number: int = number,
            seen: Iterator[int] = seen,
        ) -> None:
            if next(seen) == number:
                process.kill()

        setattr(service, point, kill)
        assert process.wait() == -signal.SIGKILL
        setattr(service, point, None)
    crash.finish()
    assert_nothing_lost(crash, {f"nudge {n}" for n in range(total)}, cancelled)


def test_killed_at_random_over_and_over(crash: Crash) -> None:
    seed = int(os.environ.get("OWNIT_SEED") or random.randrange(2**32))
    print(f"OWNIT_SEED={seed}")
    some, total, cancelled = random.Random(seed), 0, set[str]()
    for ladder in range(4):
        now = datetime.now(UTC)
        with crash.bench.database.write() as session:
            escalation.restart(session, f"ladder:{ladder}", "unowned", now, now, now=now)
    for _ in range(8):
        enqueue(crash, total, 8)
        enqueue(crash, total + 8, 7, loud=True)
        total += 15
        process = crash.start()
        cancelled |= cancel_unleased(crash, some, 3)
        try:
            process.wait(some.uniform(0.02, 0.9))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    crash.finish()
    steps = [{f"ladder:{ladder} step {step}" for ladder in range(4)} for step in range(3)]
    assert set().union(*steps) <= crash.bench.written()
    # Those before may be in one bundle with the last: it says each subject once, by the newest.
    assert_nothing_lost(crash, {f"nudge {n}" for n in range(total)} | steps[-1], cancelled)


def test_a_worker_that_slept_beyond_its_lease_is_fenced_off(crash: Crash) -> None:
    """It is stopped while it sends; another one sends; then it wakes up with a refusal."""
    service = crash.bench.service
    enqueue(crash, 0, 1)
    sleeper, asleep = crash.start(), threading.Event()

    def put_to_sleep(count: int) -> None:
        if count == 1:
            sleeper.send_signal(signal.SIGSTOP)
            asleep.set()

    service.on_request = put_to_sleep
    service.faults.append(Fault(400))
    assert asleep.wait(LIMIT)
    crash.finish()
    assert sleeper.poll() is None
    sleeper.send_signal(signal.SIGCONT)
    assert sleeper.wait() == 0
    rows = crash.bench.deliveries()
    assert {row.state for row in rows} == {DeliveryState.ACCEPTED}
    assert {row.attempt for row in rows} == {2}
    assert len(crash.bench.subscriptions()) == len(crash.phones)


@pytest.mark.parametrize("point", ["on_request", "on_accepted", "on_answered"])
def test_killed_with_a_bundle_under_way(crash: Crash, point: str) -> None:
    """Most of it is sent again in another bundle; what was taken care of meanwhile is not."""
    enqueue(crash, 0, 12, loud=True)
    process = crash.start()
    setattr(crash.bench.service, point, lambda _: process.kill())
    assert process.wait() == -signal.SIGKILL
    setattr(crash.bench.service, point, None)
    before = len(crash.bench.service.accepted)
    crash.bench.supersede("issue:0")
    enqueue(crash, 12, 3, loud=True)
    crash.finish()
    assert_nothing_lost(crash, {f"nudge {n}" for n in range(1, 15)}, set())
    rows = [row for row in crash.bench.deliveries() if row.state == DeliveryState.ACCEPTED]
    assert len(rows) == 14 * len(crash.phones)
    assert len(crash.bench.service.accepted) - before <= 2 * len(crash.phones)
    assert "nudge 0" not in crash.titles(since=before)


def test_asked_to_stop_it_ends_in_peace_and_loses_nothing(crash: Crash) -> None:
    service = crash.bench.service
    enqueue(crash, 0, 50)
    process = crash.start()

    def stop(count: int) -> None:
        if count == 3:
            process.send_signal(signal.SIGTERM)

    service.on_request = stop
    assert process.wait() == 0
    rows = crash.bench.deliveries()
    assert {row.state for row in rows} <= {DeliveryState.ACCEPTED, DeliveryState.PENDING}
    service.on_request = None
    crash.finish()
    assert_nothing_lost(crash, {f"nudge {n}" for n in range(50)}, set())
    assert len(service.accepted) == 100  # and nothing was sent twice
