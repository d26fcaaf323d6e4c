"""A clock that was ahead and is put right: what comes at its time all the same, what does not come
twice, and what is not erased."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select, update

from push.models import Delivery, Subscription
from push.worker import Worker
from tests.model.passes import TakesAll
from tests.support.steady import steady
from tests.web.canaries import left, story
from tests.web.world import World
from web.acts import escalation_plan
from web.cli.passes import Forget
from web.rules.retention import Retention
from web.rules.vocabulary import EventKind
from web.store.tables.accounts import Device, Person
from web.store.tables.issues import Photo

pytestmark = pytest.mark.slow

MINUTE = timedelta(minutes=1)
JUMPS = [timedelta(hours=3), timedelta(days=2)]


@dataclass
class Site:
    """A world with a worker that takes one round whenever it is told to."""

    world: World
    worker: Worker

    def work(self) -> None:
        while self.worker.once():
            pass
        self._show()

    def _show(self) -> None:
        """Phones show all that a push service took."""
        taken = col(Delivery.accepted_at).is_not(None) & col(Delivery.shown_at).is_(None)
        with self.world.database.write() as session:
            session.execute(update(Delivery).where(taken).values(shown_at=self.world.clock()))

    def go_on(self, minutes: int) -> None:
        for _ in range(minutes):
            self.world.clock.now += MINUTE
            self.work()

    def work_ahead(self, ahead: timedelta, do: Callable[[], object] = bool) -> None:
        """The clock is wrong for ten seconds: `do` is done and the worker works by it."""
        self.work()
        self.world.clock.now += ahead
        do()
        self.work()
        self.world.clock.now -= ahead - timedelta(seconds=10)
        self.work()

    def told(self, persona: str, subject: str) -> list[float]:
        """The minutes from now at which this persona was told something of this kind."""
        found = [one for one in self.world.messages(persona) if one.subject.startswith(subject)]
        return [(one.created_at - self.world.clock()) / MINUTE for one in found]


@pytest.fixture
def site(world: World) -> Iterator[Site]:
    world.ring_all()
    made = Site(
        world, Worker(world.database, escalation_plan.EscalationPlan(), TakesAll(), world.clock)
    )
    yield made
    made.worker.close()


@pytest.mark.parametrize("ahead", JUMPS, ids=str)
def test_the_end_of_a_shift_that_was_told_ahead_is_told_at_its_time(
    site: Site, ahead: timedelta
) -> None:
    world = site.world
    world.long_shift()
    assert world.owner.post("/me/shift", {"hours": "2"}).status == 303
    ref = world.report()
    site.work_ahead(ahead)
    assert len(site.told("lead", "shift:")) == 1, "much too early"
    site.go_on(88)
    assert len(site.told("owner", "shift:")) == 0
    site.go_on(10)
    assert len(site.told("owner", "shift:")) == 1, "the reminder half an hour before"
    site.go_on(30)
    assert len(site.told("lead", "shift:")) == 2
    assert -10 < site.told("lead", "shift:")[-1] <= 0
    site.go_on(60)
    assert len(site.told("lead", "shift:")) == 2
    assert world.kinds(ref)[-1] != EventKind.DEFERRED


@pytest.mark.parametrize("ahead", JUMPS, ids=str)
def test_a_helpers_silence_that_was_told_ahead_is_told_at_its_time(
    site: Site, ahead: timedelta
) -> None:
    world = site.world
    world.long_shift()
    step = world.ask(world.report())
    site.work_ahead(ahead)
    before = len(site.told("owner", f"step:{step}"))
    assert before
    site.go_on(4)
    assert len(site.told("owner", f"step:{step}")) == before
    site.go_on(1)
    assert len(site.told("owner", f"step:{step}")) == before + 1
    site.go_on(30)
    assert len(site.told("owner", f"step:{step}")) == before + 2


ENDS: dict[str, Callable[[World, str, int], object]] = {
    "answered": lambda world, _, step: world.colleague.on_step(step, "accept"),
    "withdrawn": lambda world, _, step: world.owner.on_step(step, "withdraw"),
    "resolved": lambda world, ref, _: world.owner.act(ref, "resolve", text="Done"),
}


@pytest.mark.parametrize("when", ["by the wrong clock", "by the right one, unseen by a worker"])
@pytest.mark.parametrize("how", ENDS)
def test_what_ended_while_the_clock_was_ahead_stays_quiet(site: Site, how: str, when: str) -> None:
    """Told ahead, come to its end, and handled before a worker sees that the clock is right."""
    world, ahead = site.world, timedelta(hours=3)
    world.long_shift()
    ref = world.report()
    step = world.ask(ref)
    site.work()
    world.clock.now += ahead
    site.go_on(40)
    if when == "by the wrong clock":
        ENDS[how](world, ref, step)
        site.work()
    world.clock.now -= ahead
    if when != "by the wrong clock":
        ENDS[how](world, ref, step)
    before = len(site.told("owner", f"step:{step}"))
    site.go_on(60)
    assert len(site.told("owner", f"step:{step}")) == before


def test_a_shift_that_was_ended_while_the_clock_was_ahead_tells_nothing(site: Site) -> None:
    world = site.world
    world.long_shift()
    world.owner.post("/me/shift", {"hours": "2"})
    world.report()
    leave = {"hours": "0", "leave": "yes"}
    site.work_ahead(timedelta(hours=3), lambda: world.owner.post("/me/shift", leave))
    before = {one: len(site.told(one, "shift:")) for one in ("owner", "lead")}
    site.go_on(200)
    assert {one: len(site.told(one, "shift:")) for one in ("owner", "lead")} == before


@pytest.mark.parametrize("back", [30, 85, 90, 240])
@pytest.mark.parametrize("how", ["at once", "after a restart", "a phone was dead"])
def test_a_small_step_back_rings_nothing_twice(site: Site, back: int, how: str) -> None:
    world = site.world
    ref = world.report()
    world.owner.act(ref, "promise", minutes="30")
    began = world.clock()
    site.work()
    site.go_on(22)
    world.clock.now = began + timedelta(minutes=22, seconds=32)  # the reminder: two seconds ago
    site.work()
    subject = f"issue:{world.issue(ref).id}"
    assert len(site.told("owner", subject)) == 1
    world.clock.now -= timedelta(seconds=back)
    if how == "after a restart":
        site.worker.close()
        site.worker = Worker(
            world.database, escalation_plan.EscalationPlan(), TakesAll(), world.clock
        )
    if how == "a phone was dead":
        site.worker._hurry({subject})
    site.work()
    while world.clock() < began + 28 * MINUTE:
        site.go_on(1)
    assert len(site.told("owner", subject)) == 1
    site.go_on(3)  # the promise passes
    assert len(site.told("owner", subject)) == 2


@pytest.mark.parametrize("ahead", JUMPS, ids=str)
@pytest.mark.parametrize("is_seen", [True, False])
def test_an_issue_that_was_reported_ahead_goes_to_the_leads(
    site: Site, ahead: timedelta, is_seen: bool
) -> None:
    """Whether or not a worker has rung by that clock: what nobody owns does not sleep till then."""
    world = site.world
    world.long_shift()
    site.work()
    world.clock.now += ahead
    with world.database.write() as session:
        stay_signed_in(world, session)
    ref = world.unowned()
    if is_seen:
        site.work()
    world.clock.now -= ahead
    rung = len(world.messages("colleague"))
    assert bool(rung) is is_seen
    site.go_on(1)
    assert len(world.messages("colleague")) == 1, "at once, and once"
    site.go_on(6)
    assert len(world.messages("colleague")) == 2
    site.go_on(10)
    assert site.told("admin", f"issue:{world.issue(ref).id}"), "after fifteen minutes"


def stay_signed_in(world: World, session: Session) -> None:
    until = world.clock() + timedelta(days=90)
    session.execute(update(Device).values(seen_at=world.clock(), expires_at=until))
    ids = [one.id for one in world.people.values()]
    session.execute(update(Person).where(col(Person.id).in_(ids)).values(on_shift_until=until))


def test_a_clock_that_is_months_ahead_erases_nothing(site: Site, tmp_path: Path) -> None:
    """And signs nobody out; a day after it was put right what is old goes as before."""
    world = site.world
    copy = tmp_path / "backups" / "ownit-20200101T000000Z.sqlite3"
    newer = copy.with_name("ownit-20200102T000000Z.sqlite3")
    copy.parent.mkdir()
    forget = Forget(world.database, Retention(), tmp_path, None, world.clock)
    site.worker.more = (forget,)
    ref = story(world)
    steady(world.database, world.clock())
    site.work()
    for one in (copy, newer):
        one.touch()
    promised = world.report()
    before = left(world), open_devices(world), world.count(Subscription), world.count(Photo)
    site.work_ahead(timedelta(days=120))
    site.work_ahead(timedelta(days=400))
    after = left(world), open_devices(world), world.count(Subscription), world.count(Photo)
    assert after == before
    assert copy.exists()
    assert world.issue(ref).words
    assert world.running(promised)
    world.clock.forward(days=120)
    steady(world.database, world.clock())
    site.work()
    assert left(world) == []
    assert world.count(Photo) == 0
    assert not copy.exists()


def open_devices(world: World) -> int:
    with world.database.read() as session:
        return len(session.exec(select(Device.id).where(col(Device.ended_at).is_(None))).all())
