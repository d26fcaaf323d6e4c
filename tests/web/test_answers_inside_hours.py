"""Who is asked at a site with opening hours has the time to answer while it is open."""

from datetime import datetime

import pytest

from tests.web.opening import (
    MONDAY,
    TUESDAY,
    here,
    open_in_the_evening,
    open_store,
    reminded,
    set_hours,
)
from tests.web.world import World
from web.rules.vocabulary import Introduction, Urgency

CLOSING, NIGHT = here(MONDAY, "19:58"), here(MONDAY, "23:00")


@pytest.fixture
def store(one_world: World) -> World:
    return open_store(one_world)


@pytest.fixture
def evening(one_world: World) -> World:
    return open_in_the_evening(one_world)


@pytest.mark.parametrize(
    ("urgency", "at", "step_by", "change_by"),
    [
        (Urgency.TODAY, here(MONDAY, "19:00"), here(MONDAY, "19:05"), here(MONDAY, "19:15")),
        (Urgency.TODAY, CLOSING, here(TUESDAY, "09:03"), here(TUESDAY, "09:13")),
        (Urgency.TODAY, NIGHT, here(TUESDAY, "09:05"), here(TUESDAY, "09:15")),
        (Urgency.NOW, NIGHT, here(MONDAY, "23:05"), here(MONDAY, "23:15")),
    ],
)
def test_an_answer_is_due_in_open_hours(
    store: World, urgency: Urgency, at: datetime, step_by: datetime, change_by: datetime
) -> None:
    store.clock.now = at
    ref = store.report(urgency=urgency)
    assert store.step(store.ask(ref)).answer_by == step_by
    assert store.change(store.hand_over(ref, "lead")).answer_by == change_by


def test_urgent_requests_wait_as_the_site_chose(store: World) -> None:
    set_hours(store, urgent_waits=True)
    store.clock.now = NIGHT
    ref = store.report(urgency=Urgency.NOW)
    assert store.step(store.ask(ref)).answer_by == here(TUESDAY, "09:05")


def test_nobody_is_called_silent_at_night(evening: World) -> None:
    evening.clock.now = CLOSING
    ref = evening.report()
    step = f"/steps/{evening.ask(ref)}"
    evening.clock.now = NIGHT
    assert "answer by tomorrow 09:03" in evening.owner.get(step).words
    assert "has not answered for" not in evening.owner.get("/").words
    evening.clock.now = here(TUESDAY, "09:04")
    assert "No answer since" in evening.owner.get(step).words
    assert "has not answered for" in evening.owner.get("/").words


def test_an_owner_change_is_reminded_of_after_its_time(evening: World) -> None:
    """And again after the same time, in open hours."""
    evening.clock.now = CLOSING
    evening.hand_over()
    before = len(evening.messages("owner"))
    found = reminded(evening, here(TUESDAY, "09:40"))[before:]
    assert found == ["24 09:13", "24 09:28"]


def test_the_page_says_by_when_an_answer_is_due(evening: World) -> None:
    ref = evening.report()
    within = "If there is no answer within 5 minutes, you are told."
    assert within in evening.owner.get(f"/issues/{ref}/ask").words
    evening.clock.now = CLOSING
    words = evening.owner.get(f"/issues/{ref}/ask").words
    assert "If there is no answer by tomorrow 09:03, you are told." in words
    assert "If there is no answer by tomorrow 09:13, you are told." in words
    urgent = evening.report(urgency=Urgency.NOW)
    assert within in evening.owner.get(f"/issues/{urgent}/ask").words
    step = evening.step(evening.ask(ref, how=Introduction.MESSAGE))
    assert step.answer_by == here(TUESDAY, "09:13")


def test_a_minute_to_answer_is_one(evening: World) -> None:
    fields = {"name": "Store 12", "zone": "Europe/Berlin", "near_minutes": "1"}
    evening.admin.post(f"/settings/sites/{evening.site.id}", fields)
    words = evening.owner.get(f"/issues/{evening.report()}/ask").words
    assert "If there is no answer within a minute, you are told." in words


def test_a_preview_of_silence_counts_as_it_then_does(store: World) -> None:
    path = f"/settings/sites/{store.site.id}/nudges/helper/play"
    ladder = {"after-0": "0", "owner-0": "yes", "again-1": "yes", "owner-1": "yes"}
    moment = {"weekday": "0", "time": "21:00", "owner": str(store.id("owner"))}
    words = store.admin.post(path, ladder | moment).words.partition("Any other issue")[2]
    assert "Tue 24 Nov 09:05" in words
    assert "Tue 24 Nov 09:10" in words
