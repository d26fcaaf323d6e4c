"""Promises at a site with opening hours lie inside them."""

from datetime import date, datetime, time

import pytest

from tests.support.statements import statements
from tests.web.opening import (
    MONDAY,
    NINE_TO_EIGHT,
    TUESDAY,
    here,
    open_in_the_evening,
    open_store,
    set_hours,
)
from tests.web.world import World
from web.reads.issues.page import issue_page
from web.rules.hours import Hours
from web.rules.opening import OtherHours
from web.rules.vocabulary import Urgency
from web.store.tables.accounts import Site


@pytest.fixture
def store(one_world: World) -> World:
    return open_store(one_world)


@pytest.fixture
def evening(one_world: World) -> World:
    return open_in_the_evening(one_world)


@pytest.mark.parametrize(
    ("urgency", "urgent_waits", "at", "promised"),
    [
        (Urgency.TODAY, False, here(MONDAY, "10:00"), here(MONDAY, "14:00")),
        (Urgency.TODAY, False, here(MONDAY, "19:00"), here(TUESDAY, "12:00")),
        (Urgency.TODAY, False, here(TUESDAY, "03:08"), here(TUESDAY, "13:00")),
        (Urgency.LATER, False, here(MONDAY, "19:00"), here(date(2026, 11, 25), "19:00")),
        (Urgency.LATER, False, here(MONDAY, "22:00"), here(date(2026, 11, 26), "09:00")),
        (Urgency.NOW, False, here(TUESDAY, "03:08"), here(TUESDAY, "03:38")),
        (Urgency.NOW, True, here(TUESDAY, "03:08"), here(TUESDAY, "09:30")),
        (Urgency.NOW, True, here(MONDAY, "19:50"), here(TUESDAY, "09:20")),
    ],
)
def test_the_first_promise_lies_in_open_hours(
    store: World, urgency: Urgency, urgent_waits: bool, at: datetime, promised: datetime
) -> None:
    set_hours(store, urgent_waits=urgent_waits)
    store.clock.now = at
    ref = store.report(urgency=urgency)
    assert store.issue(ref).promise_at == promised
    unowned = store.unowned("The door sticks", urgency=urgency)
    assert store.owner.act(unowned, "own").status == 303
    assert store.issue(unowned).promise_at == promised


def test_a_span_continues_in_the_morning_and_a_chosen_time_stays(evening: World) -> None:
    ref = evening.report()
    update = {"what": "told", "text": "It is on its way"}
    assert evening.owner.post(f"/issues/{ref}/update", update | {"by": "240"}).status == 303
    assert evening.issue(ref).promise_at == here(TUESDAY, "12:00")
    at = {"by": "at", "at": "22:30", "zone": "Europe/Berlin"}
    assert evening.owner.post(f"/issues/{ref}/update", update | at).status == 303
    assert evening.issue(ref).promise_at == here(MONDAY, "22:30")
    # As phones' queues may still hold them.
    assert evening.owner.act(ref, "promise", minutes="120").status == 303
    assert evening.issue(ref).promise_at == here(TUESDAY, "10:00")
    until = here(MONDAY, "21:00").isoformat()
    assert evening.owner.act(ref, "told", until=until, text="").status == 303
    assert evening.issue(ref).promise_at == here(MONDAY, "21:00")


def test_the_choices_show_the_times_that_are_then_promised(evening: World) -> None:
    set_hours(evening, NINE_TO_EIGHT, OtherHours(TUESDAY), OtherHours(MONDAY, time(9), time(19)))
    ref = evening.report()
    with evening.database.read() as session:
        page = issue_page(session, evening.viewer("owner"), ref, evening.clock())
    for choice in page.promise_choices:
        by = str(choice.minutes) if choice.minutes else choice.at.isoformat()
        evening.owner.post(f"/issues/{ref}/update", {"what": "told", "by": by})
        assert evening.issue(ref).promise_at == choice.at
        assert choice.at.date() > TUESDAY
    labels = [choice.label for choice in page.promise_choices if choice.minutes is None]
    assert labels == ["In 2 days at 9", "In 3 days at 9"]


def test_pages_say_until_when_it_is_open(evening: World) -> None:
    ref = evening.report()
    for path in (f"/issues/{ref}/update", "/issues/new"):
        assert "Store 12 is open until 20:00 today." in evening.owner.get(path).words
    evening.clock.now = here(MONDAY, "20:00")
    for path in (f"/issues/{ref}/update", "/issues/new"):
        assert "Store 12 opens tomorrow at 09:00." in evening.owner.get(path).words
    evening.clock.now = here(TUESDAY, "05:00")
    assert "Store 12 opens today at 09:00." in evening.owner.get("/issues/new").words
    set_hours(evening, (), OtherHours(TUESDAY))
    set_hours(evening, ())
    for path in (f"/issues/{ref}/update", "/issues/new"):
        words = evening.owner.get(path).words
        assert "Store 12 is open" not in words
        assert "Store 12 opens" not in words


def test_before_you_go_offers_times_when_it_is_open(evening: World) -> None:
    set_hours(evening, NINE_TO_EIGHT, OtherHours(TUESDAY, time(11), time(13)))
    evening.report(urgency=Urgency.NOW)
    with evening.database.write() as session:
        session.get_one(type(evening.people["owner"]), evening.id("owner")).on_shift_until = here(
            MONDAY, "19:30"
        )
    words = evening.owner.get("/me/shift/end").words
    assert "Tomorrow at 11" in words
    assert "Tomorrow at 14" not in words
    assert "In 2 days at 9" in words


def test_the_hours_are_read_with_the_site(one_world: World) -> None:
    """No act and no page asks the database more often for them."""
    one_world.ring_all()
    counted = []
    for set_first in (False, True):
        if set_first:
            set_hours(one_world)
        first, second = one_world.unowned("The first"), one_world.unowned("The second")
        one_world.owner.act(first, "own")  # what is read once is there now
        with statements(one_world.database) as seen:
            one_world.owner.act(second, "own")
            one_world.owner.get(f"/issues/{second}")
            one_world.owner.get("/issues/new")
        counted.append(len(seen))
    assert counted[1] == counted[0]


@pytest.mark.parametrize(
    ("act", "fields"), [("told", {"minutes": "60"}), ("note", {"text": "Nothing new"})]
)
def test_a_tap_reads_the_hours_once(store: World, act: str, fields: dict[str, str]) -> None:
    """A promise, and what plans its reminders, get them with the policy."""
    ref = store.report()
    with statements(store.database) as seen:
        assert store.owner.act(ref, act, **fields).status == 303
    assert sum("opening_hours" in one for one in seen) == 1


def test_hours_survive_the_row(store: World) -> None:
    """Times of midnight, and a date without any."""
    week = (Hours(0, time(0), time(0)), Hours(6, time(22), time(6, 30)))
    others = (OtherHours(TUESDAY), OtherHours(date(2026, 12, 31), time(0), time(0)))
    set_hours(store, week, *others)
    with store.database.read() as session:
        site = session.get_one(Site, store.site.id)
        assert site.opening_hours == {
            "week": [[0, 0, 0], [6, 1320, 390]],
            "exceptions": [["2026-11-24"], ["2026-12-31", 0, 0]],
        }
