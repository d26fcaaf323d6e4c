"""What waits for a shift: held and written down, told in one at its beginning, or no more."""

from datetime import time, timedelta

import pytest
from sqlmodel import select

from tests.support.taps import unit_of
from tests.web.world import World
from web.acts.shifts import shifts, weekly_hours
from web.cli.sample import Sample
from web.rules.hours import Hours
from web.rules.vocabulary import EventKind, Role
from web.store.tables.accounts import Person
from web.store.tables.nudges import DeferredNudge


def waiting(world: World) -> set[tuple[str, str]]:
    """For whom, and what about."""
    names = {one.id: name for name, one in world.people.items()}
    with world.database.read() as session:
        rows = session.exec(select(DeferredNudge)).all()
    return {(names[one.person_id], one.subject) for one in rows}


def night(world: World) -> None:
    """The owner and the admin are at home; the others stay for long."""
    world.ring_all()
    world.long_shift()
    world.off_shift("owner", "admin")


def begin(world: World, persona: str, length: int = 8) -> None:
    assert world.browser_of(persona).post("/me/shift", {"hours": str(length)}).status == 303


def texts(world: World, persona: str) -> list[tuple[str, str, str]]:
    return [
        (one.content["title"], one.content["body"], one.content["path"])
        for one in world.messages(persona)
    ]


def test_held_once_however_often_it_comes(world: World) -> None:
    night(world)
    ref = world.report()
    world.run_until(400, shown=True)
    subject = f"issue:{world.issue(ref).id}"
    assert waiting(world) == {("owner", subject), ("admin", subject)}
    held = [one for one in world.events(ref) if one.kind == EventKind.DEFERRED]
    assert [one.data["people"] for one in held] == [[world.id("owner")], [world.id("admin")]]
    assert world.messages("owner") == world.messages("admin") == []
    assert "A reminder for Ana Rothgeber waits until their shift." in (
        world.lead.get(f"/issues/{ref}").words
    )


def test_one_thing_that_waited_leads_straight_to_it(world: World) -> None:
    night(world)
    ref = world.report()
    world.run_until(235, shown=True)
    begin(world, "owner")
    title = "Your shift begins: one reminder waiting"
    body = f"Store 12: {ref}, yours, promised by 14:00"
    assert texts(world, "owner") == [(title, body, f"/issues/{ref}")]
    assert waiting(world) == set()
    assert world.events(ref)[-1].kind == EventKind.NUDGED
    assert world.events(ref)[-1].data["people"] == [world.id("owner")]


def test_many_are_one_the_oldest_first(world: World) -> None:
    night(world)
    refs = []
    for _ in range(6):
        refs.append(world.report())
        world.run_until(10, shown=True)
    world.run_until(240, shown=True)
    begin(world, "owner")
    (only,) = [one for one in texts(world, "owner") if one[0].startswith("Your shift")]
    named = " · ".join(f"Store 12: {ref}, yours, promised by {at}" for ref, at in _first(refs))
    assert only == (
        "Your shift begins: 6 reminders waiting",
        f"{named} · and 2 more",
        "/",
    )
    for ref in refs:
        assert [one.data["people"] for one in world.events(ref) if one.kind == EventKind.NUDGED][
            -1
        ] == [world.id("owner")]


def _first(refs: list[str]) -> list[tuple[str, str]]:
    return list(zip(refs[:4], ("14:00", "14:10", "14:20", "14:30"), strict=True))


@pytest.mark.parametrize(
    ("by", "act", "fields"),
    [
        ("owner", "resolve", {"text": "done"}),
        ("owner", "told", {"minutes": "60"}),
        ("owner", "on-it", {}),
        ("lead", "on-it", {}),
    ],
)
def test_what_was_handled_is_not_told_any_more(
    world: World, by: str, act: str, fields: dict[str, str]
) -> None:
    night(world)
    ref = world.report()
    world.run_until(235, shown=True)
    assert world.browser_of(by).act(ref, act, **fields).status == 303
    begin(world, "owner")
    assert world.messages("owner") == []
    assert waiting(world) == set()


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_an_ask_that_was_answered_is_not_told_any_more(world: World, answer: str) -> None:
    world.ring_all()
    step = world.ask()
    world.off_shift("owner")
    world.run_until(6, shown=True)
    assert ("owner", f"step:{step}") in waiting(world)
    fields = {"why": "busy"} if answer == "decline" else {}
    world.colleague.on_step(step, answer, **fields)
    begin(world, "owner")
    told = [one.content["title"] for one in world.messages("owner")]
    assert not any(one.startswith("Your shift begins") and "waited" in one for one in told[:-1])
    assert ("owner", f"step:{step}") not in waiting(world)


def test_what_is_held_anew_after_an_act_is_written_down_anew(world: World) -> None:
    night(world)
    ref = world.report()
    world.run_until(235, shown=True)
    world.lead.act(ref, "on-it")
    world.run_until(240, shown=True)
    held = [one.data["people"] for one in world.events(ref) if one.kind == EventKind.DEFERRED]
    assert held.count([world.id("owner")]) == 2
    begin(world, "owner")
    assert len(world.messages("owner")) == 1


def test_what_waited_is_told_once(world: World) -> None:
    night(world)
    world.report()
    world.run_until(235, shown=True)
    begin(world, "owner")
    begin(world, "owner", 9)
    assert len(world.messages("owner")) == 1


def test_whoever_handles_the_only_one_silences_the_bundle(world: World) -> None:
    """It has the subject of its issue."""
    night(world)
    ref = world.report()
    world.run_until(235)
    world.deliver()
    begin(world, "owner")
    assert "pending" in world.deliveries()
    world.owner.act(ref, "resolve", text="done")
    assert "pending" not in world.deliveries()


def test_a_shift_that_begins_by_the_hours_tells_it_too(world: World) -> None:
    night(world)
    begins = (world.clock() + timedelta(minutes=300)).replace(second=0, microsecond=0)
    with world.database.write() as session:
        # Monday, 15:00 by the clock of the site.
        weekly_hours.set_week(
            unit_of(world, session), world.id("owner"), [Hours(0, time(15), time(23))]
        )
    ref = world.report()
    world.run_until(299, shown=True)
    assert world.messages("owner") == []
    world.run_until(1, shown=True)
    assert world.clock() == begins
    (first, *_) = texts(world, "owner")
    assert first[1] == f"Store 12: {ref}, yours, promised by 14:00"
    with world.database.read() as session:
        until = session.get_one(Person, world.id("owner")).on_shift_until
    assert until == begins + timedelta(hours=8)


@pytest.mark.parametrize(("slept", "is_on"), [(60, True), (479, True), (480, False)])
def test_a_worker_that_slept_begins_what_is_left(world: World, slept: int, is_on: bool) -> None:
    world.off_shift("owner")
    with world.database.write() as session:
        weekly_hours.set_week(
            unit_of(world, session), world.id("owner"), [Hours(0, time(15), time(23))]
        )
    world.clock.forward(hours=5, minutes=slept)
    world.advance()
    with world.database.read() as session:
        until = session.get_one(Person, world.id("owner")).on_shift_until
    assert (until is not None and until > world.clock()) is is_on
    world.clock.forward(days=7)
    world.advance()  # the ladder of the next week is there


def test_whoever_switched_on_for_longer_stays_on(world: World) -> None:
    begin(world, "owner", 20)
    with world.database.write() as session:
        weekly_hours.set_week(
            unit_of(world, session), world.id("owner"), [Hours(0, time(15), time(16))]
        )
    until = world.clock() + timedelta(hours=20)
    world.clock.forward(hours=5)
    world.advance()
    with world.database.read() as session:
        assert session.get_one(Person, world.id("owner")).on_shift_until == until


def test_whoever_is_at_work_by_new_hours_is_on_shift_at_once(world: World) -> None:
    world.off_shift("owner")
    with world.database.write() as session:
        weekly_hours.set_week(
            unit_of(world, session), world.id("owner"), [Hours(0, time(9), time(17))]
        )
    assert world.viewer("owner").on_shift_until == world.clock() + timedelta(hours=7)


def test_a_closed_account_has_no_next_shift(world: World) -> None:
    with world.database.write() as session:
        person = session.get_one(Person, world.id("owner"))
        Sample(session, world.clock()).hours(person, time(15), time(23), range(7))
    world.admin.post(f"/settings/people/{world.id('owner')}/close")
    world.clock.forward(hours=6)
    world.advance()
    with world.database.read() as session:
        assert session.get_one(Person, world.id("owner")).on_shift_until is None


def test_a_bundle_is_bounded_and_the_rest_waits_on(one_world: World) -> None:
    one_world.ring_all()
    one_world.off_shift("owner")
    ref = one_world.report()
    issue_id = one_world.issue(ref).id
    with one_world.database.write() as session:
        for number in range(130):
            session.add(
                DeferredNudge(
                    person_id=one_world.id("owner"),
                    subject=f"issue:{number + 1000}",
                    issue_id=issue_id,
                    at=one_world.clock(),
                )
            )
        session.flush()
        person = session.get_one(Person, one_world.id("owner"))
        shifts.begin(unit_of(one_world, session), person, one_world.clock() + timedelta(hours=8))
    assert len(waiting(one_world)) == 30


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.ADMIN])
def test_of_another_site_only_what_their_role_lets_them_see(world: World, role: Role) -> None:
    night(world)
    ref = world.report()
    world.run_until(400, shown=True)
    site = str(world.elsewhere.id)
    path = f"/settings/people/{world.id('admin')}"
    with world.database.write() as session:
        session.get_one(Person, world.id("lead")).role = Role.ADMIN
    assert world.lead.post(path, {"role": role, "site_id": site}).status == 303
    begin(world, "admin")
    is_theirs = role is Role.ADMIN
    assert world.admin.get(f"/issues/{ref}").status == (200 if is_theirs else 404)
    assert len(texts(world, "admin")) == is_theirs
    assert ("admin", f"issue:{world.issue(ref).id}") not in waiting(world)
