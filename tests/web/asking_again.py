"""People who ask leads for the same thing again and again, and the worker’s comparison."""

from tests.web.world import World
from web.acts.core.tap import Unit
from web.acts.handoffs import repeated_asks
from web.cli.passes import CompareReports
from web.cli.sample import Sample
from web.rules.vocabulary import DeclineReason, Role
from web.store.tables.accounts import Person

TAXI = ("Approve a taxi home", "OK for a taxi to the station?", "Taxi for the customer, please")


def ask_lead(
    world: World, need: str, answer: str = "yes", by: str = "owner", helper: str = "lead"
) -> str:
    """Reported, asked and answered at one time: `yes`, `done`, `no`, `withdrawn`, or `` for none.
    The issue’s reference."""
    ref = world.report(by, "The order is late")
    with world.database.write() as session:
        sample, now = Sample(session, world.clock()), world.clock()
        asker, asked = world.people[by], world.people[helper]
        step = sample.ask(asker, ref, asked, need, now)
        if answer in ("yes", "done"):
            sample.accept(asked, step, now)
        if answer == "done":
            sample.done(asked, step, None, now)
        if answer == "no":
            sample.decline(asked, step, DeclineReason.NOT_MINE, None, now)
    if answer == "withdrawn":
        assert world.browser_of(by).on_step(step, "withdraw").status == 303
    compare(world)
    return ref


def compare(world: World) -> None:
    """What the worker does seconds after an answer."""
    CompareReports(world.database, world.clock)()


def compare_all(world: World) -> None:
    """Everything once more, as after a restore."""
    with world.database.read() as session:
        found = repeated_asks.look(session, 0, 2**31 - 1, world.clock())
    with world.database.write() as session:
        repeated_asks.apply(Unit(session, world.clock()), found)


def another_lead(world: World) -> str:
    """Their persona."""

    def make(sample: Sample) -> Person:
        return sample.person(world.site, "Omar Aziz", Role.LEAD)

    world.people["other lead"] = world.make(make)
    return "other lead"


def always_yes(world: World) -> str:
    """What the lead’s board says of it."""
    return world.lead.get("/site").section("Always yes")
