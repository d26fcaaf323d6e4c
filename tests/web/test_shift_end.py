"""The end of a shift: each open issue is arranged, or is left undone by saying so."""

from datetime import datetime, timedelta

import pytest

from tests.web.world import World
from web.rules.vocabulary import ChangeReason, EventKind
from web.store.tables.accounts import Person

TOMORROW = "2026-11-24T09:00:00+01:00"


def end(world: World, **more: str) -> str:
    answer = world.owner.post("/me/shift", {"hours": "0", **more})
    assert answer.status == 303
    return answer.location


def begin(world: World, hours: int = 8) -> None:
    assert world.owner.post("/me/shift", {"hours": str(hours)}).status == 303


def titles(world: World, persona: str) -> list[str]:
    return [one.content["title"] for one in world.messages(persona)]


def arranged(world: World) -> bool:
    """As the page says it and as the end of the shift takes it."""
    words = world.owner.get("/me/shift/end").words
    says = "Everything is taken care of." in words or "Nothing that you own is open." in words
    assert says is (end(world) == "/me#shift")
    return says


def test_with_nothing_open_a_shift_just_ends(world: World) -> None:
    world.report("colleague")
    assert arranged(world)
    assert world.viewer("owner").on_shift_until is None


def test_what_is_open_is_asked_about_first(world: World) -> None:
    ref = world.report()
    assert end(world) == "/me/shift/end"
    assert world.viewer("owner").on_shift_until is not None
    page = world.owner.get("/me/shift/end")
    assert "One customer still needs to hear what happens next." in page.words
    assert "Till 4 is dead" in page.words
    assert f'href="/issues/{ref}/owner-change?reason=shift_ends"' in page.text
    assert EventKind.LEFT_OPEN not in world.kinds(ref)


def test_resolved_is_arranged(world: World) -> None:
    world.owner.act(world.report(), "resolve", text="Done, and told")
    assert arranged(world)


@pytest.mark.parametrize(
    ("until", "is_arranged"),
    [
        (TOMORROW, True),
        ("2026-11-23T16:00:00+01:00", True),  # six hours from now, and they go now
        ("2026-11-23T15:59:59+01:00", False),
    ],
)
def test_a_promise_in_the_next_shift_is_arranged(
    world: World, until: str, is_arranged: bool
) -> None:
    begin(world, 11)  # 10:00 to 21:00 at the site
    ref = world.report()
    answer = world.owner.post(f"/me/shift/end/{ref}/promise", {"until": until})
    assert (answer.status, answer.location) == (303, "/me/shift/end")
    assert world.issue(ref).promise_at == datetime.fromisoformat(until)
    words = world.owner.get("/me/shift/end").words
    assert ("Everything is taken care of." in words) is is_arranged
    assert end(world) == ("/me#shift" if is_arranged else "/me/shift/end")


@pytest.mark.parametrize("hour", [0, 7, 16, 23])
def test_whatever_time_the_page_offers_is_arranged(world: World, hour: int) -> None:
    """At whatever hour they go: a promise holds that lies in the next shift."""
    ref = world.report()
    world.clock.now = world.clock.now.replace(day=24, hour=hour)
    begin(world)
    offered = world.owner.get("/me/shift/end").text.split('name="until" value="')[1:]
    assert len(offered) == 4
    for time in (one.partition('"')[0] for one in offered):
        world.owner.post(f"/me/shift/end/{ref}/promise", {"until": time})
        assert "Everything is taken care of." in world.owner.get("/me/shift/end").words, time
        world.owner.act(ref, "promise", minutes="60")


def test_an_accepted_owner_change_is_arranged_and_one_that_waits_is_not(world: World) -> None:
    change = world.hand_over(why=ChangeReason.SHIFT_ENDS)
    page = world.owner.get("/me/shift/end")
    assert "You asked Ben Kastner to take over." in page.words
    assert f'href="/owner-changes/{change}"' in page.text
    assert end(world) == "/me/shift/end"
    world.colleague.on_change(change, "accept")
    assert arranged(world)


def test_left_undone_by_saying_so_the_lead_is_told_once_for_all(world: World) -> None:
    world.ring_all()
    refs = [world.report(words=words) for words in ("Till 4 is dead", "Fridge is warm")]
    settled = world.report(words="Lamp is out")
    world.owner.post(f"/me/shift/end/{settled}/promise", {"until": TOMORROW})
    world.owner.act(refs[0], "promise", minutes="30")
    assert end(world, leave="yes") == "/me#shift"
    assert world.viewer("owner").on_shift_until is None
    (message,) = world.messages("lead")
    assert message.content["title"] == "Store 12: Ana left 2 issues open"
    body = f"Ana is off shift and still owns {refs[0]} and {refs[1]}."
    assert message.content["body"] == body
    assert message.content["path"] == "/issues"
    assert message.content["loud"] is True
    for ref in refs:
        assert world.kinds(ref)[-2:] == [EventKind.LEFT_OPEN, EventKind.NUDGED]
        left = next(one for one in world.events(ref) if one.kind == EventKind.LEFT_OPEN)
        assert left.actor_id == world.id("owner")
        assert world.issue(ref).owner_id == world.id("owner")  # it does not move by itself
    assert EventKind.LEFT_OPEN not in world.kinds(settled)


def test_one_issue_left_open_leads_straight_to_it(world: World) -> None:
    world.ring_all()
    ref = world.report()
    end(world, leave="yes")
    (message,) = world.messages("lead")
    assert message.content["title"] == f"Store 12: Ana left {ref} open"
    body = "Ana is off shift and still owns it. Make sure the customer is updated."
    assert message.content["body"] == body
    assert message.content["path"] == f"/issues/{ref}"


def test_without_a_lead_on_shift_it_is_held(world: World) -> None:
    world.off_shift("lead", "admin")
    ref = world.report()
    end(world, leave="yes")
    assert world.kinds(ref)[-2:] == [EventKind.LEFT_OPEN, EventKind.DEFERRED]
    assert world.messages() == []


def test_without_a_lead_the_admins_hear_of_it(world: World) -> None:
    world.ring_all()
    world.off_shift("lead")
    ref = world.report()
    end(world, leave="yes")
    assert titles(world, "admin") == [f"Store 12: Ana left {ref} open"]


def test_a_shift_that_runs_out_does_the_same(world: World) -> None:
    world.ring_all()
    world.long_shift()
    begin(world, 2)
    ref = world.report()
    world.run_until(119)
    assert EventKind.LEFT_OPEN not in world.kinds(ref)
    world.run_until(1)
    left = next(one for one in world.events(ref) if one.kind == EventKind.LEFT_OPEN)
    assert (left.actor_id, left.at) == (None, world.clock())
    assert titles(world, "lead") == [f"Store 12: Ana left {ref} open"]
    world.run_until(30)
    assert world.kinds(ref).count(EventKind.LEFT_OPEN) == 1
    # Whoever only then says that they go has nothing to be asked about any more.
    assert end(world) == "/me#shift"
    assert world.kinds(ref).count(EventKind.LEFT_OPEN) == 1


def test_half_an_hour_before_the_end_a_reminder_comes(world: World) -> None:
    world.ring_all()
    began = world.clock()
    begin(world, 4)
    world.report(words="Lamp is out")
    world.report(words="CanaryWords")
    world.run_until(239)
    (message,) = [one for one in world.messages("owner") if one.subject.startswith("shift:")]
    assert message.created_at == began + timedelta(minutes=210)
    assert message.content["title"] == "Store 12: your shift ends at 14:00"
    assert message.content["body"] == "You own 2 open issues. Take care of them before you go."
    assert message.content["path"] == "/me/shift/end"
    assert message.expires_at == began + timedelta(hours=4)


def test_no_reminder_comes_when_all_is_arranged(world: World) -> None:
    world.ring_all()
    world.long_shift()
    begin(world, 4)
    ref = world.report()
    world.owner.post(f"/me/shift/end/{ref}/promise", {"until": TOMORROW})
    world.run_until(300)
    assert world.messages() == []
    assert EventKind.LEFT_OPEN not in world.kinds(ref)


def test_a_longer_shift_stops_both(world: World) -> None:
    world.ring_all()
    world.long_shift()
    begin(world, 1)
    ref = world.report()
    world.run_until(35)
    assert titles(world, "owner") == ["Store 12: your shift ends at 11:00"]
    begin(world, 8)
    assert set(world.deliveries()) == {"superseded"}
    world.run_until(120)
    assert EventKind.LEFT_OPEN not in world.kinds(ref)
    assert len(world.messages("owner")) == 1
    assert world.messages("lead") == []


def test_a_closed_account_has_no_shift_that_ends(world: World) -> None:
    begin(world, 1)
    world.ring_all()
    world.admin.post(f"/settings/people/{world.id('owner')}/close")
    world.run_until(70)
    assert world.messages("owner") == []
    with world.database.read() as session:
        assert session.get_one(Person, world.id("owner")).on_shift_until is None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choose a time in the future for the next update."),
        ({"until": "2001-01-01T09:00:00+00:00"}, "Choose a time in the future"),
        ({"minutes": "60", "until": TOMORROW}, "Choose a time in the future"),
    ],
)
def test_a_time_that_makes_no_sense_is_refused(
    one_world: World, fields: dict[str, str], sentence: str
) -> None:
    ref = one_world.report()
    answer = one_world.owner.post(f"/me/shift/end/{ref}/promise", fields)
    assert answer.status == 422
    assert sentence in answer.words
    assert "Before you go" in answer.words


def test_only_ones_own_issues_are_arranged(world: World) -> None:
    ref = world.report("colleague", "Fridge is warm")
    answer = world.owner.post(f"/me/shift/end/{ref}/promise", {"until": TOMORROW})
    assert answer.status == 409
    assert "Ben Kastner owns this, so only Ben Kastner can do that." in answer.words
    assert "Fridge is warm" not in answer.words
