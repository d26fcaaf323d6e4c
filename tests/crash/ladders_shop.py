"""A shop with issues, phones at a push service that misbehaves on order, and two workers.

Every worker works at the instant that it is told, and says when nothing is left to do; so nothing
here waits for a time to pass.
"""

import signal
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from sqlmodel import col, select

from push.models import OPEN, Delivery, DeliveryState, Message
from push.vapid import load_or_make
from tests.crash import ladders_worker
from tests.model import due_steps
from tests.push.bench import Bench
from tests.push.push_service import PushService
from tests.push.running import Phone, running_service
from tests.support.clock import Clock
from tests.support.forks import Fork, forks
from tests.web.world import World
from web.store.engine import Database

LEASE = timedelta(seconds=60)
OF_A_LADDER = "issue:%:%:%:%:%"  # keys that name a rung


@dataclass(frozen=True)
class Process:
    fork: Fork
    orders: Connection

    def is_idle(self) -> bool:
        """Waits until it says so; False when it died instead."""
        try:
            return bool(self.orders.recv() == "idle")
        except (EOFError, ConnectionError):
            return False


@dataclass
class Shop:
    world: World
    bench: Bench
    url: str
    key_file: Path
    phones: dict[str, Phone] = field(default_factory=dict)
    workers: list[Process] = field(default_factory=list)

    @property
    def service(self) -> PushService:
        return self.bench.service

    @property
    def clock(self) -> Clock:
        return self.world.clock

    def ring(self, *personas: str) -> None:
        """A phone for each of them."""
        for one in personas:
            person, device = str(self.world.id(one)), str(self.world.device(one))
            self.phones[one] = self.bench.phone(person, device)

    def late_soon(self, count: int, by: str = "owner", minutes: int = 11) -> list[str]:
        """Issues whose promise passes in so many minutes."""
        before = timedelta(hours=4) - timedelta(minutes=minutes)
        self.clock.now -= before
        refs = [self.world.report(by) for _ in range(count)]
        self.clock.now += before
        return refs

    def hire(self, number: int = 2) -> None:
        self.workers += [self._start() for _ in range(number)]

    def _start(self) -> Process:
        ours, theirs = forks().Pipe()
        known = (self.url, self.service.origin, self.key_file, LEASE.total_seconds())
        fork = Fork(ladders_worker.work, theirs, *known)
        theirs.close()  # so that its end is seen here
        return Process(fork, ours)

    def work(self, doomed: Mapping[int, int] | None = None) -> int:
        """All workers at once, at this instant. The `doomed` die at the statement of that number,
        if they come so far; others begin in their place. How many died."""
        doomed = doomed or {}
        for number, one in enumerate(self.workers):
            self.tell(one, doomed.get(number, 0))
        died = [number for number, one in enumerate(self.workers) if not one.is_idle()]
        assert set(died) <= set(doomed)
        for number in died:
            assert self.workers[number].fork.wait() == -signal.SIGKILL
            self.workers[number] = self._start()
        return len(died)

    def tell(self, worker: Process, dies_at: int = 0) -> None:
        worker.orders.send((self.clock(), dies_at))

    def go_on(self, **span: float) -> None:
        """Time passes, and both work."""
        self.clock.forward(**span)
        self.work()

    def drain(self) -> None:
        """Until nothing is under way any more."""
        for _ in range(20):
            self.go_on(seconds=LEASE.total_seconds() + 1)
            if not self._rows(*OPEN):
                return
        raise AssertionError("something is never sent")

    def close(self) -> None:
        for one in self.workers:
            one.fork.kill()
            one.fork.wait()
            one.orders.close()

    # What must hold when it is over

    def rungs_told(self) -> list[Message]:
        query = select(Message).where(col(Message.key).like(OF_A_LADDER))
        with self.world.database.read() as session:
            return list(session.exec(query.order_by(col(Message.id))).all())

    def nothing_is_lost(self) -> None:
        """Each nudge was taken by the push service; or that it could not be is written down, and
        somebody else was told of the same."""
        receipts = self._receipts()
        told = self.rungs_told()
        accepted = {row.message_id for row in self._rows(DeliveryState.ACCEPTED)}
        silenced = {row.message_id for row in self._rows(DeliveryState.SUPERSEDED)}
        for row in self._rows(DeliveryState.ACCEPTED):
            assert self._carrier(row) in receipts
        for one in told:
            if one.id not in accepted | silenced:
                assert one.unreachable or self._rows(DeliveryState.DEAD, of=one.id)
                cycle = one.key.rsplit(":", 2)[0]
                others = {each.id for each in told if each.key.startswith(f"{cycle}:")}
                assert others & accepted, "undeliverable, and nobody else was told"
        assert not self._rows(*OPEN)

    def nobody_is_told_twice(self) -> None:
        steps = Counter(
            (one.key.rsplit(":", 2)[0], one.person, one.created_at) for one in self.rungs_told()
        )
        assert set(steps.values()) <= {1}

    def nothing_sleeps(self, refs: list[str]) -> None:
        subjects = {f"issue:{self.world.issue(ref).id}" for ref in refs}
        with self.world.database.read() as session:
            due_steps.nothing_sleeps(session, subjects, self.clock())
        for ref in refs:
            assert self.world.running(ref)
            assert all(
                one.next_at and one.next_at > self.clock() for one in self.world.running(ref)
            )

    def inbox(self, persona: str, since: int = 0) -> list[str]:
        """The titles that this person's phone was sent, after so many at the push service."""
        phone = self.phones[persona]
        ours = [one for one in self.service.accepted[since:] if one.token == phone.token]
        return [phone.read(one)["notification"]["title"] for one in ours]

    def _receipts(self) -> set[str]:
        by_token = {phone.token: phone for phone in self.phones.values()}
        read = [by_token[one.token].read(one) for one in self.service.accepted]
        return {one["notification"]["data"]["receipt"] for one in read}

    def _carrier(self, row: Delivery) -> str:
        with self.world.database.read() as session:
            return session.get_one(Delivery, row.carried_by or row.id).receipt

    def _rows(self, *states: DeliveryState, of: int | None = None) -> list[Delivery]:
        query = select(Delivery).where(col(Delivery.state).in_(states))
        if of is not None:
            query = query.where(Delivery.message_id == of)
        with self.world.database.read() as session:
            return list(session.exec(query).all())


@contextmanager
def open_shop(database: Database, url: str, folder: Path) -> Iterator[Shop]:
    key_file = folder / "vapid.pem"
    with running_service() as service:
        bench = Bench(database, service, load_or_make(key_file))
        shop = Shop(World(database, Clock()), bench, url, key_file)
        bench.clock = shop.clock
        shop.world.long_shift()
        try:
            yield shop
        finally:
            shop.close()
            bench.close()
