"""A shift's end that came from the hours follows them; one that a person set stays."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from push import escalation, escalation_runner
from tests.web.world import World
from web.acts import escalation_plan
from web.rules.vocabulary import EventKind
from web.store.tables.accounts import Person, Site

HERE = ZoneInfo("Europe/Berlin")


def write(world: World, *parts: tuple[str, str], days: range = range(1)) -> None:
    """The owner's hours, of Monday as a rule: the clock begins on one, at ten."""
    fields: dict[str, str] = {}
    for day in days:
        for number, (starts, ends) in enumerate(parts):
            which = f"{day}-{number}" if number else f"{day}"
            fields |= {f"starts-{which}": starts, f"ends-{which}": ends}
    assert world.owner.post("/me/hours", fields).status == 303


def until(world: World) -> str | None:
    """By the clock in Berlin; None: off shift."""
    with world.database.read() as session:
        end = session.get_one(Person, world.id("owner")).on_shift_until
    return f"{end.astimezone(HERE):%H:%M}" if end and end > world.clock() else None


def at(world: World, clock: str) -> None:
    """Go on to that time, with the worker looking all the while."""
    hour, minute = map(int, clock.split(":"))
    goal = world.clock().astimezone(HERE).replace(hour=hour, minute=minute)
    world.run_until(round((goal - world.clock()) / timedelta(minutes=1)))
    assert f"{world.clock().astimezone(HERE):%H:%M}" == clock


def look(world: World, subject: str) -> None:
    """The worker takes this ladder's step, if it is due."""
    with world.database.read() as session:
        found = [one for one in escalation.due(session, world.clock(), 9) if one.subject == subject]
    for one in found:
        with world.database.write() as session:
            assert escalation_runner.advance(
                session, escalation_plan.EscalationPlan(), one, world.clock()
            )


def left_open(world: World, ref: str) -> datetime | None:
    return next((one.at for one in world.events(ref) if one.kind == EventKind.LEFT_OPEN), None)


def titles(world: World, persona: str) -> list[str]:
    return [one.content["title"] for one in world.messages(persona)]


@pytest.fixture
def shift(world: World) -> World:
    """Noon; the owner's shift began by their hours, nine to one, and they own something."""
    world.ring_all()
    world.long_shift()
    world.off_shift("owner")
    write(world, ("09:00", "13:00"))
    at(world, "12:00")
    assert until(world) == "13:00"
    return world


def test_a_later_end(shift: World) -> None:
    ref = shift.report()
    write(shift, ("09:00", "15:00"))
    assert until(shift) == "15:00"
    at(shift, "14:00")
    assert left_open(shift, ref) is None
    assert titles(shift, "owner") == []
    at(shift, "15:00")
    assert titles(shift, "owner") == ["Store 12: your shift ends at 15:00"]
    assert left_open(shift, ref) == shift.clock()
    assert titles(shift, "lead") == [f"Store 12: Ana left {ref} open"]


def test_an_earlier_end_comes_with_its_steps(shift: World) -> None:
    ref = shift.report()
    write(shift, ("09:00", "12:15"))
    assert until(shift) == "12:15"
    shift.advance()
    assert titles(shift, "owner") == ["Store 12: your shift ends at 12:15"]
    at(shift, "12:14")
    assert left_open(shift, ref) is None
    at(shift, "12:15")
    assert until(shift) is None
    assert left_open(shift, ref) == shift.clock()
    assert titles(shift, "lead") == [f"Store 12: Ana left {ref} open"]


@pytest.mark.parametrize("parts", [(), (("09:00", "11:00"),), (("17:00", "18:00"),)])
def test_hours_without_this_moment_end_it_now(shift: World, parts: tuple[tuple[str, str]]) -> None:
    ref = shift.report()
    write(shift, *parts)
    assert until(shift) is None
    shift.advance()
    assert left_open(shift, ref) == shift.clock()
    assert titles(shift, "lead") == [f"Store 12: Ana left {ref} open"]
    assert titles(shift, "owner") == []  # whoever is off shift
    at(shift, "13:30")
    assert shift.kinds(ref).count(EventKind.LEFT_OPEN) == 1


@pytest.mark.parametrize(
    ("zone", "ends"), [("Europe/London", "14:00"), ("Europe/Athens", None), ("Asia/Dubai", None)]
)
def test_the_sites_clock_is_corrected(shift: World, zone: str, ends: str | None) -> None:
    ref = shift.report()
    fields = {"name": "Store 12", "zone": zone, "phone": ""}
    assert shift.admin.post(f"/settings/sites/{shift.site.id}", fields).status == 303
    assert until(shift) == ends
    shift.advance()
    assert (left_open(shift, ref) is None) is (ends is not None)


def test_somebody_moves_to_a_site_of_another_clock(shift: World) -> None:
    with shift.database.write() as session:
        session.get_one(Site, shift.elsewhere.id).zone = "Europe/London"
    fields = {"role": "employee", "site_id": str(shift.elsewhere.id)}
    assert shift.admin.post(f"/settings/people/{shift.id('owner')}", fields).status == 303
    assert until(shift) == "14:00"


def test_an_end_that_a_person_set_stays(shift: World) -> None:
    shift.owner.post("/me/shift", {"hours": "4"})
    for parts in ((("09:00", "15:00"),), (("09:00", "12:15"),), ()):
        write(shift, *parts)
        assert until(shift) == "16:00"
    fields = {"name": "Store 12", "zone": "Asia/Dubai", "phone": ""}
    assert shift.admin.post(f"/settings/sites/{shift.site.id}", fields).status == 303
    assert until(shift) == "16:00"


def test_whoever_went_home_stays_there_when_the_clock_is_corrected(shift: World) -> None:
    shift.owner.post("/me/shift", {"hours": "0"})
    fields = {"name": "Store 12", "zone": "Europe/London", "phone": ""}
    assert shift.admin.post(f"/settings/sites/{shift.site.id}", fields).status == 303
    assert until(shift) is None
    write(shift, ("09:00", "15:00"))  # and comes back by writing that they work now
    assert until(shift) == "16:00"


def test_the_next_beginning_counts_by_the_hours_again(shift: World) -> None:
    shift.owner.post("/me/shift", {"hours": "2"})
    write(shift, ("09:00", "13:00"), ("16:00", "18:00"))
    at(shift, "16:00")
    assert until(shift) == "18:00"
    write(shift, ("09:00", "13:00"), ("16:00", "17:00"))
    assert until(shift) == "17:00"


def test_an_end_by_hand_within_the_hours_is_an_end(shift: World) -> None:
    """Nothing else ends that shift: its issues want an answer then."""
    ref = shift.report()
    write(shift, ("09:00", "18:00"))
    shift.owner.post("/me/shift", {"hours": "2"})
    at(shift, "14:00")
    assert until(shift) is None
    assert left_open(shift, ref) == shift.clock()


def test_an_end_by_hand_where_the_hours_begin_is_none(shift: World) -> None:
    ref = shift.report()
    shift.owner.post("/me/shift", {"hours": "2"})
    write(shift, ("09:00", "13:00"), ("14:00", "18:00"))
    at(shift, "13:59")
    shift.clock.forward(minutes=1)
    for name in ("shift", "hours"):  # in the order that asks for most
        look(shift, f"{name}:{shift.id('owner')}")
    assert until(shift) == "18:00"
    assert left_open(shift, ref) is None


@pytest.mark.parametrize(
    "parts", [[("00:00", "00:00")], [("06:00", "14:00"), ("14:00", "22:00"), ("22:00", "06:00")]]
)
@pytest.mark.slow
def test_round_the_clock_has_no_end(one_world: World, parts: list[tuple[str, str]]) -> None:
    world = one_world
    world.ring_all()
    world.long_shift()
    world.off_shift("owner")
    write(world, *parts, days=range(7))
    ref = world.report()
    for _ in range(30 * 8):  # three hours each: over all seams of a month
        world.clock.forward(hours=3)
        world.advance()
        assert until(world) is not None
        assert left_open(world, ref) is None
