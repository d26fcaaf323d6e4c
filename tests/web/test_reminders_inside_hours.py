"""Reminders of a site with opening hours wait while it is closed."""

from datetime import date, time, timedelta

import pytest

from tests.web.opening import (
    MONDAY,
    NINE_TO_EIGHT,
    TUESDAY,
    WEDNESDAY,
    here,
    open_in_the_evening,
    open_store,
    reminded,
    set_hours,
)
from tests.web.world import World
from web.acts.accounts import opening_hours
from web.acts.accounts.opening_hours import SiteHours
from web.acts.core.tap import Unit
from web.rules.hours import Hours
from web.rules.opening import OtherHours
from web.rules.vocabulary import Urgency


@pytest.fixture
def store(one_world: World) -> World:
    return open_store(one_world)


@pytest.fixture
def evening(one_world: World) -> World:
    return open_in_the_evening(one_world)


def test_reminders_wait_for_the_opening(evening: World) -> None:
    """Promised for 19:50: the steps after closing come in the morning, their waits go on."""
    ref = evening.report()
    evening.owner.act(ref, "promise", minutes="50")
    said = evening.owner.get(f"/issues/{ref}").words
    assert reminded(evening, here(TUESDAY, "11:00")) == [
        "23 19:40",
        "23 19:50",
        "24 09:05",
    ]
    assert reminded(evening, here(TUESDAY, "11:00"), "lead") == ["24 09:05", "24 09:50", "24 10:50"]
    assert "tomorrow 09:05" in said
    assert "tomorrow 09:50" in said


def test_a_closed_day_that_has_passed_counts_when_hours_are_saved_again(evening: World) -> None:
    """Dates that have passed are not in the form."""
    set_hours(evening, NINE_TO_EIGHT, OtherHours(TUESDAY))
    ref = evening.report()
    evening.owner.act(ref, "promise", minutes="50")
    assert reminded(evening, here(WEDNESDAY, "08:00"), "lead") == []
    set_hours(evening, NINE_TO_EIGHT, OtherHours(date(2026, 12, 24)))
    assert reminded(evening, here(WEDNESDAY, "10:00"), "lead") == ["25 09:05", "25 09:50"]


def test_a_reminder_at_closing_time_comes_even_if_a_worker_is_a_little_late(
    evening: World,
) -> None:
    ref = evening.report()
    evening.owner.act(ref, "promise", minutes="60")
    evening.run_until(55, shown=True)
    evening.clock.now = here(MONDAY, "20:00") + timedelta(seconds=40)
    evening.advance()
    assert len(evening.messages("owner")) == 2
    evening.clock.now = here(MONDAY, "20:30")
    evening.advance()
    assert len(evening.messages("owner")) == 2


def test_after_an_outage_nobody_is_reminded_at_night(evening: World) -> None:
    """No worker ran from before closing time on."""
    ref = evening.report()
    evening.owner.act(ref, "promise", minutes="30")
    evening.clock.now = here(TUESDAY, "02:00")
    assert reminded(evening, here(TUESDAY, "08:59")) == []
    assert reminded(evening, here(TUESDAY, "09:00")) == ["24 09:00"]


def test_what_nobody_owns_waits_for_the_opening(evening: World) -> None:
    evening.clock.now = here(MONDAY, "23:00")
    evening.unowned()
    assert reminded(evening, here(TUESDAY, "09:05"), "colleague") == ["24 09:00", "24 09:05"]


def test_a_silent_helper_is_not_reported_at_night(evening: World) -> None:
    evening.clock.now = here(MONDAY, "19:58")
    evening.ask()
    before = len(evening.messages("owner"))
    found = reminded(evening, here(TUESDAY, "09:10"))[before:]
    assert found == ["24 09:03", "24 09:08"]


def test_a_reminder_that_nobody_saw_goes_on_in_the_morning(evening: World) -> None:
    """Sent a minute before closing: no second person is woken."""
    ref = evening.report()
    evening.owner.act(ref, "promise", minutes="59")
    evening.run_until(58, shown=True)
    evening.run_until(1)
    evening.deliver()  # and no phone shows it
    evening.run_until(11 * 60)
    assert evening.clock() == here(TUESDAY, "06:59")
    assert not evening.messages("lead")
    evening.run_until(2 * 60 + 5)
    assert evening.messages("lead")


@pytest.mark.parametrize("urgent_waits", [False, True])
def test_urgent_issues_go_by_the_clock_unless_the_site_lets_them_wait(
    evening: World, urgent_waits: bool
) -> None:
    set_hours(evening, urgent_waits=urgent_waits)
    evening.clock.now = here(MONDAY, "23:00")
    ref = evening.report(urgency=Urgency.NOW)
    said = evening.owner.get(f"/issues/{ref}").words
    night = ["23 23:23", "23 23:30", "23 23:45"]
    morning = ["24 09:20", "24 09:30", "24 09:45"]
    assert reminded(evening, here(TUESDAY, "10:00"))[:3] == (morning if urgent_waits else night)
    assert ("23:30" in said) is not urgent_waits
    assert ("tomorrow 09:30" in said) is urgent_waits


def test_a_correction_of_the_urgency_plans_the_reminders_again(evening: World) -> None:
    ref = evening.report()
    at = {"by": "at", "at": "22:00", "zone": "Europe/Berlin", "what": "told"}
    evening.owner.post(f"/issues/{ref}/update", at)
    evening.clock.now = here(MONDAY, "21:00")
    (run,) = evening.running(ref)
    assert run.step_at == here(TUESDAY, "09:00")
    fields = {"was_urgency": "today", "urgency": "now"}
    fields |= {"was_text": "Till 4 is dead", "text": "Till 4 is dead"}
    assert evening.owner.act(ref, "correct", **fields).status == 303
    (run,) = evening.running(ref)
    assert run.step_at == here(MONDAY, "21:50")


@pytest.fixture
def at_night(evening: World) -> tuple[World, str]:
    """The owner chose a time after closing; its reminder waits for the morning."""
    ref = evening.report()
    at = {"by": "at", "at": "22:00", "zone": "Europe/Berlin", "what": "told"}
    evening.owner.post(f"/issues/{ref}/update", at)
    evening.clock.now = here(MONDAY, "23:00")
    (run,) = evening.running(ref)
    assert run.next_at == here(TUESDAY, "09:00")
    return evening, ref


def test_changed_hours_plan_open_reminders_again(at_night: tuple[World, str]) -> None:
    world, ref = at_night
    set_hours(world, ())
    # What would have come by now comes at once, and the rest at its time.
    assert reminded(world, here(TUESDAY, "00:30")) == ["23 23:00"]
    assert "24 00:00" in reminded(world, here(TUESDAY, "00:30"), "lead")
    assert world.issue(ref).promise_at == here(MONDAY, "22:00")


def test_later_hours_hold_what_was_planned(at_night: tuple[World, str]) -> None:
    world, _ = at_night
    set_hours(world, tuple(Hours(day, time(11), time(20)) for day in range(6)))
    assert reminded(world, here(TUESDAY, "10:59")) == []
    assert reminded(world, here(TUESDAY, "11:00")) == ["24 11:00"]


def test_another_time_zone_plans_open_reminders_again(at_night: tuple[World, str]) -> None:
    """Kathmandu is 4 h 45 min ahead of Berlin: nine o'clock there has come first."""
    world, _ = at_night
    fields = {"name": "Store 12", "zone": "Asia/Kathmandu", "phone": ""}
    assert world.admin.post(f"/settings/sites/{world.site.id}", fields).status == 303
    assert reminded(world, here(TUESDAY, "04:14")) == []
    assert reminded(world, here(TUESDAY, "04:15")) == ["24 04:15"]


def test_hours_that_are_saved_unchanged_plan_nothing(at_night: tuple[World, str]) -> None:
    world, ref = at_night
    set_hours(world)
    (run,) = world.running(ref)
    assert run.next_at == here(TUESDAY, "09:00")


def test_another_site_keeps_its_plans(at_night: tuple[World, str]) -> None:
    world, ref = at_night
    with world.database.write() as session:
        unit = Unit(session, world.clock())
        wanted = SiteHours(NINE_TO_EIGHT[:2], (), urgent_waits=False)
        opening_hours.set_hours(unit, world.elsewhere.id, wanted)
    (run,) = world.running(ref)
    assert run.next_at == here(TUESDAY, "09:00")


def test_a_preview_shows_what_then_happens(store: World) -> None:
    path = f"/settings/sites/{store.site.id}/nudges/promise"
    fields = {"after-0": "15", "owner-0": "yes", "every-0": "60", "urgent-0": "yes"}
    moment = {"weekday": "0", "time": "19:50", "owner": str(store.id("owner"))}
    words = store.admin.post(f"{path}/play", fields | moment).words
    assert "while Store 12 is open. Urgent issues do not wait for that." in words
    _, _, urgent = words.partition("An urgent issue (Now)")
    urgent, found, other = urgent.partition("Any other issue")
    assert found
    assert "Mon 23 Nov 20:05" in urgent
    assert "Mon 23 Nov 21:05" in urgent
    assert "Tue 24 Nov 09:05" in other
    assert "Tue 24 Nov 10:05" in other
    assert "Mon 23 Nov" not in other
    set_hours(store, urgent_waits=True)
    words = store.admin.post(f"{path}/play", fields | moment).words
    assert "An urgent issue" not in words
    assert "Tue 24 Nov 09:05" in words
    assert "Mon 23 Nov 20:05" not in words


def test_a_preview_in_opening_hours_is_one_for_all(store: World) -> None:
    path = f"/settings/sites/{store.site.id}/nudges/reopened"
    fields = {"after-0": "0", "owner-0": "yes", "weekday": "0", "time": "15:00", "owner": ""}
    assert "An urgent issue" not in store.admin.post(f"{path}/play", fields).words
    fields["time"] = "21:00"
    assert "An urgent issue" in store.admin.post(f"{path}/play", fields).words


def test_a_preview_warns_of_an_urgent_promise_as_it_is_warned_of(store: World) -> None:
    """Ahead of a promise of half an hour, a quarter of it."""
    path = f"/settings/sites/{store.site.id}/nudges/promise"
    ladder = {"after-0": "10", "side-0": "before", "owner-0": "yes", "after-1": "15"}
    ladder |= {"leads-1": "yes", "every-1": "60"}
    moment = {"weekday": "1", "time": "15:00", "owner": str(store.id("owner"))}
    words = store.admin.post(f"{path}/play", ladder | moment).words
    _, _, urgent = words.partition("An urgent issue (Now)")
    urgent, _, other = urgent.partition("Any other issue")
    assert "14:52" in urgent
    assert "14:50" in other


@pytest.mark.parametrize(
    ("was", "now", "silence"),
    [
        (Urgency.TODAY, Urgency.NOW, ["23 21:05", "23 21:10"]),  # not at 09:05
        (Urgency.NOW, Urgency.TODAY, ["24 09:05", "24 09:10"]),
    ],
)
def test_a_corrected_urgency_moves_the_time_to_answer_of_those_who_were_asked(
    store: World, was: Urgency, now: Urgency, silence: list[str]
) -> None:
    store.clock.now = here(MONDAY, "21:00")
    ref = store.report(urgency=was)
    store.owner.act(ref, "promise", minutes=str(60 * 24 * 2))
    step, change = store.ask(ref), store.hand_over(ref, "lead")
    store.clock.forward(minutes=1)
    words = {"text": "Till 4 is dead", "was_text": "Till 4 is dead"}
    urgency = {"urgency": now.value, "was_urgency": was.value}
    assert store.owner.act(ref, "correct", **words, **urgency).status == 303
    assert reminded(store, here(TUESDAY, "09:30"))[:2] == silence
    due = [f"{store.step(step).answer_by + timedelta(hours=1):%d %H:%M}"]
    due.append(f"{store.change(change).answer_by + timedelta(hours=1):%d %H:%M}")
    assert due == [silence[0], "23 21:15" if now is Urgency.NOW else "24 09:15"]
