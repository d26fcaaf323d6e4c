"""The end of a shift by a ladder of the site's own, and by weekly hours."""

from datetime import datetime, time

import pytest

from tests.support.taps import unit_of
from tests.web.world import World
from web.acts.shifts import weekly_hours
from web.rules.hours import Hours
from web.rules.vocabulary import EventKind

LADDER = {
    "after-0": "60",
    "side-0": "before",
    "owner-0": "yes",
    "after-1": "0",
    "admins-1": "yes",
    "urgent-1": "yes",
    "after-2": "30",
    "leads-2": "yes",
    "urgent-2": "yes",
}


def minutes(world: World, persona: str, since: datetime) -> list[int]:
    return [round((one.created_at - since).total_seconds() / 60) for one in world.messages(persona)]


def own_ladder(world: World, **more: str) -> None:
    path = f"/settings/sites/{world.site.id}/nudges/shift"
    assert world.admin.post(path, LADDER | more).status == 303


def two_hours(world: World) -> str:
    world.ring_all()
    world.long_shift()
    began_by = world.owner.post("/me/shift", {"hours": "2"})
    assert began_by.status == 303
    return world.report()


def test_reminder_and_who_hears_are_the_sites_choice(world: World) -> None:
    own_ladder(world)
    began = world.clock()
    ref = two_hours(world)
    world.run_until(200, shown=True)
    assert minutes(world, "owner", began) == [60]
    assert minutes(world, "admin", began) == [120]
    assert minutes(world, "lead", began) == [150]
    assert world.messages("lead")[0].content["title"] == f"Store 12: Ana left {ref} open"
    assert world.kinds(ref).count(EventKind.LEFT_OPEN) == 1


def test_what_was_arranged_meanwhile_is_told_to_nobody_more(world: World) -> None:
    own_ladder(world)
    began = world.clock()
    ref = two_hours(world)
    world.run_until(121, shown=True)
    world.owner.act(ref, "resolve", text="done")
    loud = len([one for one in world.messages("lead") if one.content["loud"]])
    world.run_until(60, shown=True)
    assert len([one for one in world.messages("lead") if one.content["loud"]]) == loud == 0
    assert minutes(world, "admin", began)[0] == 120


def test_a_shift_that_runs_keeps_the_ladder_it_began_by(world: World) -> None:
    began = world.clock()
    two_hours(world)
    own_ladder(world)
    world.run_until(125, shown=True)
    assert minutes(world, "owner", began) == [90]
    assert minutes(world, "lead", began) == [120]


def test_apply_now_reaches_the_shift_that_runs(world: World) -> None:
    began = world.clock()
    two_hours(world)
    own_ladder(world, apply_now="yes")
    world.run_until(125, shown=True)
    assert minutes(world, "owner", began) == [60]
    assert minutes(world, "admin", began) == [120]


@pytest.mark.parametrize("off", [("lead",), ("lead", "admin")])
def test_somebody_hears_it_or_it_is_written_down(world: World, off: tuple[str, ...]) -> None:
    ref = two_hours(world)
    world.off_shift(*off)
    world.run_until(121, shown=True)
    assert EventKind.LEFT_OPEN in world.kinds(ref)
    told = [who for who in ("lead", "admin") if world.messages(who)]
    assert told == (["admin"] if "admin" not in off else [])
    if not told:
        assert world.kinds(ref)[-1] == EventKind.DEFERRED


def test_a_shift_by_the_hours_ends_by_them(world: World) -> None:
    world.ring_all()
    world.long_shift()
    world.off_shift("owner")
    began = world.clock()
    with world.database.write() as session:  # from 11:00 to 13:00 there
        weekly_hours.set_week(
            unit_of(world, session), world.id("owner"), [Hours(0, time(11), time(13))]
        )
    ref = world.report()
    world.run_until(179, shown=True)
    assert minutes(world, "owner", began) == [150]
    assert EventKind.LEFT_OPEN not in world.kinds(ref)
    world.run_until(1, shown=True)
    assert EventKind.LEFT_OPEN in world.kinds(ref)
    assert minutes(world, "lead", began) == [180]


def test_who_moves_in_mid_shift_is_reminded_by_the_policy_there(world: World) -> None:
    path = f"/settings/sites/{world.elsewhere.id}/nudges/shift"
    assert world.admin.post(path, LADDER).status == 303
    began = world.clock()
    two_hours(world)
    moved = {"role": "employee", "site_id": str(world.elsewhere.id)}
    assert world.admin.post(f"/settings/people/{world.id('owner')}", moved).status == 303
    world.run_until(100, shown=True)
    assert minutes(world, "owner", began) == [60]
