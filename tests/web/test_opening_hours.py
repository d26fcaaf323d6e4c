"""The page of a site's opening hours: what is saved, wrong forms, and copies to other sites."""

from datetime import timedelta
from typing import Any

import pytest

from tests.web.answers import Answer
from tests.web.world import World
from web.store.tables.accounts import Site

BOTH = "Write when it opens and closes, or leave both empty if it is closed."
ALWAYS = "No hours are entered: Store 12 is always open, and reminders come at any time."


def path(world: World, more: str = "") -> str:
    return f"/settings/sites/{world.site.id}/opening-hours{more}"


def hours(world: World, site_id: int | None = None) -> dict[str, Any] | None:
    with world.database.read() as session:
        return session.get_one(Site, site_id or world.site.id).opening_hours


def typed(answer: Answer, name: str) -> str:
    assert answer.page is not None
    fields = [one for one in answer.page.root.iter("input") if one.attrib.get("name") == name]
    return fields[0].attrib.get("value", "")


def is_chosen(answer: Answer, id_: str) -> bool:
    assert answer.page is not None
    return any(
        one.attrib.get("id") == id_ and "checked" in one.attrib
        for one in answer.page.root.iter("input")
    )


def week(starts: str = "09:00", ends: str = "20:00") -> dict[str, str]:
    """Monday to Friday."""
    return {"starts-0": starts, "ends-0": ends, "same": "yes"}


def date(number: int, day: str, opens: str = "", closes: str = "") -> dict[str, str]:
    return {f"date-{number}": day, f"opens-{number}": opens, f"closes-{number}": closes}


def test_a_week_with_other_hours_on_two_dates(world: World) -> None:
    assert ALWAYS in world.admin.get(path(world)).words
    fields = date(0, "2026-12-25") | date(3, "2026-12-24", "09:00", "14:00")
    answer = world.admin.post(path(world), week() | fields | {"urgent": "waits"})
    assert (answer.status, answer.location) == (303, path(world, "?saved"))
    assert hours(world) == {
        "week": [[day, 540, 1200] for day in range(5)],
        "exceptions": [["2026-12-24", 540, 840], ["2026-12-25"]],
    }
    page = world.admin.get(path(world, "?saved"))
    assert "Saved." in page.words
    assert "Store 12 is open until 20:00 today." in page.words
    assert (typed(page, "starts-4"), typed(page, "starts-5")) == ("09:00", "")
    assert (typed(page, "date-0"), typed(page, "closes-0")) == ("2026-12-24", "14:00")
    assert (typed(page, "date-1"), typed(page, "opens-1")) == ("2026-12-25", "")
    assert typed(page, "date-2") == ""
    assert is_chosen(page, "urgent-waits")


def test_reminders_on_their_way_are_planned_again(world: World) -> None:
    ref = world.report()
    world.clock.forward(minutes=10)
    world.admin.post(path(world), week())
    (run,) = world.running(ref)
    assert run.next_at == world.clock()
    world.advance()
    (run,) = world.running(ref)
    assert f"{run.next_at:%d %H:%M}" == "23 12:50"  # in UTC: as before
    world.admin.post(path(world), week("16:00"))
    world.advance()
    (run,) = world.running(ref)
    assert f"{run.next_at:%d %H:%M}" == "23 15:00"


def test_the_pages_of_its_reminders_say_so(one_world: World) -> None:
    nudges = f"/settings/sites/{one_world.site.id}/nudges"
    assert "is open" not in one_world.admin.get(nudges).words
    one_world.admin.post(path(one_world), week() | {"urgent": "waits"})
    sentence = "Time counts only while Store 12 is open."
    assert sentence in one_world.admin.get(nudges).words
    assert sentence in one_world.admin.get(f"{nudges}/unowned").words
    assert sentence not in one_world.admin.get(f"{nudges}/shift").words
    assert "Urgent issues do not wait" not in one_world.admin.get(nudges).words


def test_without_any_hours_it_is_always_open(world: World) -> None:
    world.admin.post(path(world), week())
    assert world.admin.post(path(world), {"urgent": "goes_on"}).status == 303
    assert hours(world) is None
    assert ALWAYS in world.admin.get(path(world)).words


def test_dates_alone_are_closed_days_of_a_site_that_is_always_open(world: World) -> None:
    world.admin.post(path(world), date(0, "2026-11-24"))
    words = world.admin.get(path(world)).words
    assert "Store 12 is open until 00:00 tomorrow." in words
    world.clock.forward(days=2)
    assert "Store 12 is always open, except" not in words


def test_a_closure_of_more_than_two_weeks_is_said(world: World) -> None:
    fields: dict[str, str] = {}
    for number in range(30):
        day = world.clock() + timedelta(days=number)
        fields |= date(number, f"{day:%Y-%m-%d}")
    assert world.admin.post(path(world), week() | fields).status == 303
    words = world.admin.get(path(world)).words
    assert "Store 12 does not open for more than two weeks. Until then reminders come" in words


def test_dates_that_have_passed_are_left_out(world: World) -> None:
    world.admin.post(path(world), week() | date(0, "2026-11-24"))
    world.clock.forward(days=2)
    page = world.admin.get(path(world))
    assert typed(page, "date-0") == ""
    assert world.admin.post(path(world), week()).status == 303
    assert (hours(world) or {})["exceptions"] == [["2026-11-24"]]  # reminders count from before it
    for _ in range(3):  # less than what ends a session
        world.clock.forward(days=20)
        assert world.admin.post(path(world), week()).status == 303
    assert (hours(world) or {})["exceptions"] == []


WRONG = [
    ("starts-0", "", "Write when it starts and ends, or leave both empty."),
    ("ends-0", "25:00", "Write a time such as 07:30."),
    ("date-1", "", "Choose the date of these hours, or empty both times to take them out."),
    ("date-1", "12.24.2026", "Write the date as year, month and day, such as 2026-12-24."),
    ("date-1", "2026-02-30", "Write the date as year, month and day, such as 2026-12-24."),
    ("date-1", "2026-11-22", "This date has passed. Choose one to come, or leave it empty."),
    ("date-1", "2026-12-25", "This date is there twice. Write it once."),
    ("opens-1", "", BOTH),
    ("closes-1", "", BOTH),
    ("opens-1", "nine", "Write a time such as 07:30."),
    ("closes-1", "24:01", "Write a time such as 07:30."),
    ("urgent", "perhaps", "Choose what happens with urgent issues."),
]


@pytest.mark.parametrize(("name", "value", "sentence"), WRONG)
def test_each_field_wrong(still_world: World, name: str, value: str, sentence: str) -> None:
    world = still_world
    right = week() | date(0, "2026-12-25") | date(1, "2026-12-24", "09:00", "14:00")
    answer = world.admin.post(path(world), right | {"urgent": "waits", name: value})
    assert answer.status == 422
    # Above all days the sentence says which of them it is.
    where = {"urgent": "", "starts-0": "Monday: ", "ends-0": "Monday: "}.get(name, "Date 2: ")
    assert f"There is a problem {where}{sentence}" in answer.words
    assert hours(world) is None
    others = right.items() - {(name, right.get(name))}
    assert all(typed(answer, other) == kept for other, kept in others if other != "same")
    if name != "urgent":
        assert typed(answer, name) == value
        assert is_chosen(answer, "urgent-waits")


def test_hours_are_copied_to_other_sites(world: World) -> None:
    elsewhere = world.elsewhere.id
    fields = week() | date(0, "2026-12-24", "09:00", "14:00") | {"urgent": "waits"}
    world.admin.post(path(world), fields)
    answer = world.admin.post(path(world, "/copy"))
    assert (answer.status, "Choose at least one site." in answer.words) == (422, True)
    answer = world.admin.post(path(world, "/copy"), {f"to-{elsewhere}": "yes"})
    assert answer.location == path(world, "?copied#copy")
    assert "Copied." in world.admin.get(path(world, "?copied")).words
    assert hours(world, elsewhere) == hours(world)
    # A site without hours makes the other one open at any time, too.
    world.admin.post(path(world), {"urgent": "goes_on"})
    world.admin.post(path(world, "/copy"), {f"to-{elsewhere}": "yes"})
    assert hours(world, elsewhere) is None


def test_parts_over_one_another_are_said(one_world: World) -> None:
    parts = {"starts-0": "09:00", "ends-0": "14:00", "starts-0-1": "13:00", "ends-0-1": "20:00"}
    one_world.admin.post(path(one_world), parts)
    words = one_world.admin.get(path(one_world)).words
    assert "Monday 09:00 to 14:00 and Monday 13:00 to 20:00 overlap. They count as one." in words


def test_a_site_that_is_not_there(still_world: World) -> None:
    for more in ("", "/copy"):
        assert still_world.admin.post(f"/settings/sites/99/opening-hours{more}").status == 404
    assert still_world.admin.get("/settings/sites/99/opening-hours").status == 404


def test_the_page_of_the_site_leads_there(one_world: World) -> None:
    words = one_world.admin.get(f"/settings/sites/{one_world.site.id}").words
    assert "Opening hours Always open, until you enter some" in words
    one_world.admin.post(path(one_world), week())
    words = one_world.admin.get(f"/settings/sites/{one_world.site.id}").words
    assert "Opening hours Promises and reminders keep to them" in words


@pytest.mark.parametrize(
    "stored",
    [
        {},
        [],
        "x",
        {"week": 5, "exceptions": []},
        {"week": [[9, 0, 0]], "exceptions": []},
        {"week": [[0, 0, 9999]], "exceptions": []},
        {"week": [], "exceptions": [["24.12.2026"]]},
    ],
    ids=str,
)
def test_hours_that_cannot_be_read_leave_a_site_open_until_they_are_saved_again(
    one_world: World, stored: Any
) -> None:
    ref = one_world.report()
    with one_world.database.write() as session:
        session.get_one(Site, one_world.site.id).opening_hours = stored
    for page in (f"/issues/{ref}", "/issues/new", "/", "/site"):
        assert one_world.lead.get(page).status == 200
    assert ALWAYS in one_world.admin.get(path(one_world)).words
    assert one_world.admin.post(path(one_world), week()).status == 303
    assert (hours(one_world) or {})["week"] == [[day, 540, 1200] for day in range(5)]
