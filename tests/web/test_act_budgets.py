"""What acts on handoffs, and escalations, ask of the database: see `test_statement_budgets`.

On an issue with two helpers, about which its owner was nudged: that is what these acts meet. They
ask more than others, since they tell somebody: who is nudged, by which phones, and how loudly.
"""

from collections.abc import Callable

import pytest

from push import escalation, escalation_runner
from tests.support.statements import statements
from tests.web.answers import Answer
from tests.web.test_statement_budgets import Budget, asked
from tests.web.world import World
from web.acts.escalation_plan import EscalationPlan

Prepare = Callable[[World, str], Callable[[], Answer]]


def by(persona: str, name: str, **fields: str) -> Prepare:
    """An act on the issue."""
    return lambda world, ref: lambda: getattr(world, persona).act(ref, name, **fields)


def on_step(persona: str, name: str, *, accepted: bool = False, **fields: str) -> Prepare:
    """An act on a step that the admin was asked for."""

    def prepare(world: World, ref: str) -> Callable[[], Answer]:
        step = (world.walking if accepted else world.ask)(ref, "admin")
        return lambda: getattr(world, persona).on_step(step, name, **fields)

    return prepare


def on_change(persona: str, name: str) -> Prepare:
    """An act on an owner change to the admin."""

    def prepare(world: World, ref: str) -> Callable[[], Answer]:
        change = world.hand_over(ref, "admin")
        return lambda: getattr(world, persona).on_change(change, name)

    return prepare


def undo(world: World, ref: str) -> Callable[[], Answer]:
    world.owner.act(ref, "promise", minutes="60")
    version = str(world.issue(ref).version)
    return lambda: world.owner.act(ref, "undo", version=version)


def reopen(world: World, ref: str) -> Callable[[], Answer]:
    world.owner.act(ref, "resolve", text="Changed the fuse")
    return lambda: world.colleague.act(ref, "reopen")


def ask(world: World, ref: str) -> Callable[[], Answer]:
    fields = {"need": "x", "introduction": "call", "helper_id": str(world.id("admin"))}
    return lambda: world.owner.act(ref, "steps", **fields)


def hand_over(world: World, ref: str) -> Callable[[], Answer]:
    fields = {"to_id": str(world.id("admin")), "reason": "absence"}
    return lambda: world.owner.act(ref, "owner-change", **fields)


URGENT = {"text": "y", "urgency": "now", "was_urgency": "today"}
BUDGETS: dict[str, tuple[Prepare, Budget]] = {
    "note": (by("owner", "note", text="x"), Budget(9, 9)),
    "correct": (by("owner", "correct", **URGENT), Budget(10, 10)),
    "undo": (undo, Budget(15, 16)),
    "reopen": (reopen, Budget(12, 12)),
    "resolve": (by("owner", "resolve", text="x"), Budget(20, 22)),
    "offer": (by("admin", "offer"), Budget(18, 20)),
    "ask": (ask, Budget(24, 26)),
    "accept": (on_step("admin", "accept"), Budget(18, 21)),
    "accept for them": (on_step("owner", "accept"), Budget(16, 18)),
    "decline": (on_step("admin", "decline", why="busy"), Budget(23, 26)),
    "done": (on_step("admin", "done", accepted=True), Budget(19, 22)),
    "withdraw": (on_step("owner", "withdraw"), Budget(17, 19)),
    "propose": (on_step("admin", "propose", who="Carla"), Budget(16, 18)),
    "hand over": (hand_over, Budget(25, 27)),
    "take over": (on_change("admin", "accept"), Budget(19, 22)),
    "not take over": (on_change("admin", "decline"), Budget(22, 25)),
    "not hand over": (on_change("owner", "withdraw"), Budget(17, 19)),
}


@pytest.mark.parametrize("name", BUDGETS)
def test_an_act_stays_within_its_budget(world: World, name: str) -> None:
    world.long_shift()
    world.ring_all()
    ref = world.report()
    world.walking(ref, "colleague")
    world.ask(ref, "lead")
    world.run_until(90)
    world.deliver()
    for browser in (world.owner, world.colleague, world.admin):
        browser.get("/")  # notes that they were here
    prepare, budget = BUDGETS[name]
    seen = asked(world, prepare(world, ref))
    assert len(seen) <= budget.of(world), "\n".join(seen)


def nudge(world: World, minutes: int) -> list[str]:
    """The statements from a due escalation to its nudges in the outbox."""
    world.clock.forward(minutes=minutes)
    with world.database.read() as session:
        (due,) = escalation.due(session, world.clock(), 2)
    with statements(world.database) as seen, world.database.write() as session:
        assert escalation_runner.advance(session, EscalationPlan(), due, world.clock())
    return seen


def off_shift(world: World) -> None:
    """Deferred for the owner, and to the lead in their place."""
    world.report()
    world.off_shift("owner")


NUDGES: dict[str, tuple[Callable[[World], object], int, Budget]] = {
    "nobody owns it": (lambda world: world.unowned(), 1, Budget(11, 12)),
    "the promise is due": (lambda world: world.report(), 600, Budget(11, 12)),
    "its owner is off shift": (off_shift, 600, Budget(16, 17)),
    "a helper is silent": (lambda world: world.ask(), 6, Budget(15, 16)),
}


@pytest.mark.parametrize("name", NUDGES)
def test_a_nudge_stays_within_its_budget(world: World, name: str) -> None:
    world.long_shift()
    world.ring_all()
    prepare, minutes, budget = NUDGES[name]
    prepare(world)
    seen = nudge(world, minutes)
    assert len(seen) <= budget.of(world), "\n".join(seen)
