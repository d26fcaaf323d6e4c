"""What happens by itself: a worker passes, push services answer, phones show, the clock jumps.

Whom a ladder tells is not foretold but judged: by what must hold of every nudge, and by who is
next in the place of somebody whose phone has not shown one.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event

from sqlmodel import Session

from push import escalation, escalation_runner
from push.leased import ToPhone
from push.plan import Advance, DueEscalation
from push.receipts import What, mark
from push.recheck import Recheck
from push.verdict import DeliveryResult, ServiceAction, Verdict
from push.worker import Worker
from tests.model import database_view, due_steps
from tests.model.model import Issue as Modelled
from tests.model.model import left_open
from tests.model.stage import Stage
from tests.support.clock import Clock
from web.acts import escalation_plan
from web.rules.hours import shift_covering
from web.rules.vocabulary import EventKind

SHIFTS_END, SHIFTS_BEGIN = "shift", "hours"
EARLIEST, LATEST = Clock()() - timedelta(days=1), Clock()() + timedelta(days=100)


class Listened(escalation_plan.EscalationPlan):
    """The app's own plan; what it answered last can be asked for."""

    def tell(self, session: Session, escalation: DueEscalation, now: datetime) -> Advance:
        self.said = super().tell(session, escalation, now)
        return self.said


class TakesAll:
    """A push service that accepts whatever comes."""

    async def send_all(
        self, leases: Sequence[ToPhone], recheck: Recheck, stop: Event | None = None
    ) -> list[tuple[ToPhone, Verdict]]:
        return [
            (one, Verdict(DeliveryResult.ACCEPTED, "accepted", service=ServiceAction.WELL))
            for one in leases
        ]

    async def close(self) -> None:
        """Nothing is held."""


class Passes(Stage):
    _worker: Worker

    def hire_a_worker(self) -> None:
        self._worker = Worker(
            self.database, escalation_plan.EscalationPlan(), TakesAll(), self.clock
        )

    def teardown(self) -> None:
        """What this run leaves behind is no later run's business."""
        self._worker.close()
        with self.database.write() as session:
            database_view.put_to_rest(session, self.team.shifts)

    def clock_jumps(self, minutes: float) -> None:
        """A worker is there before and after, as it looks twice a second."""
        after = self.clock.now + timedelta(minutes=minutes)
        if not EARLIEST <= after <= LATEST:
            return
        self._worker.mind_the_clock()
        self.clock.now = after
        with self.database.write() as session:
            database_view.stay_signed_in(session, self.team.shifts, self.clock())
        self._worker.mind_the_clock()

    def nobody_acts(self, nth: int, times: int, crash: str) -> None:
        """Until the next times at which a worker looks after this issue."""
        _, model = self._issue(nth)
        for _ in range(times):
            with self.database.read() as session:
                found = escalation.running(session, [model.subject])
            waits = [one.next_at - self.clock() for one in found]
            if waits and self.clock() + min(waits) <= LATEST:
                self.clock_jumps(max(min(waits), timedelta(0)) / timedelta(minutes=1))
            self.sender()
            self.worker(crash)
            self.everything_holds()

    def clock_is_put_right(self, days: int, crash: str) -> None:
        """It was far ahead; a worker did its work by it, and goes on by the right one."""
        self.clock_jumps(days * 24 * 60)
        self.worker(crash)
        self.everything_holds()
        self.clock_jumps(-days * 24 * 60)
        self.worker("no")

    def worker(self, crash: str) -> None:
        """Whatever is due takes its step; nothing sleeps longer than until its next one."""
        for one in database_view.due(self.database, self._subjects, self.clock()):
            # A shift that begins in this very pass sets its end anew.
            if one in database_view.due(self.database, [one.subject], self.clock()):
                self._advance(one, crash)
        with self.database.read() as session:
            assert not database_view.due(self.database, self._subjects, self.clock())
            due_steps.nothing_sleeps(session, self._subjects, self.clock())

    def _advance(self, one: DueEscalation, crash: str) -> None:
        plan = Listened()

        def advance(session: Session) -> None:
            failed = list[DueEscalation]()
            assert escalation_runner.advance(session, plan, one, self.clock(), failed.append)
            assert not failed

        self._crash(advance, crash)
        with self._judged(one, plan):
            with self.database.write() as session:
                advance(session)
            self._foretold(one)

    @contextmanager
    def _judged(self, one: DueEscalation, plan: Listened) -> Iterator[None]:
        with self.database.read() as session:
            before = due_steps.look(session, one, self.clock())
            others = due_steps.next_in_line(session, one, self.team, self.clock())
            written = database_view.written(session, self._ids)
        yield
        told = {int(nudge.person) for nudge in plan.said.nudges}
        assert others is None or told == others, "not the next person"
        self._learn(len(plan.said.nudges))
        with self.database.read() as session:
            is_told_of = database_view.written(session, self._ids) > written
            assert is_told_of or not before or database_view.is_held(session, one.subject)

    def _foretold(self, one: DueEscalation) -> None:
        kind, _, number = one.subject.partition(":")
        asks = {one.subject: (model, one) for model in self.models.values() for one in model.asks}
        if one.subject in asks:
            model, ask = asks[one.subject]
            model.silence(ask, self.clock())
        elif kind == SHIFTS_END:
            self._shift_ends(int(number), one)
        elif kind == SHIFTS_BEGIN:
            self._shift_begins(int(number))

    def _shift_ends(self, who: int, one: DueEscalation) -> None:
        until, now = self.team.shifts[who], self.clock()
        assert until is not None
        if now < until:
            return
        self.team.ended.add(who)
        if one.step_at and one.step_at <= until:
            self._left_open(left_open(self.models.values(), who, until))

    def _shift_begins(self, who: int) -> None:
        now, until = self.clock(), self.team.shifts[who]
        stretch = shift_covering(self.team.weeks.get(who, ()), self.team.zone, now)
        if stretch:
            self.team.set_shift(who, max(stretch.ends, until or stretch.ends))

    def _left_open(self, left: Collection[Modelled]) -> None:
        for model in left:
            model.events.append(EventKind.LEFT_OPEN)

    def sender(self) -> None:
        """A push service takes whatever is due; what has expired it never gets."""
        with self.database.read() as session:
            due, of_use = database_view.to_be_sent(session, self._subjects, self.clock())
        while self._worker.send_due():
            pass
        self.team.send(due, of_use)

    def phones(self, nth: int, what: What) -> None:
        """One of them says what it did with a nudge that it was sent."""
        with self.database.read() as session:
            receipts = database_view.receipts_of_sent(session, self._subjects)
        if receipts:
            with self.database.write() as session:
                mark(session, receipts[-1 - nth % len(receipts)], what, self.clock())
