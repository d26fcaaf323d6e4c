"""Weekly hours on the pages: one's own and, for admins, anybody's; wrong and hostile forms."""

from datetime import time

import pytest
from sqlmodel import col, select

from tests.web.answers import Answer
from tests.web.world import World
from web.rules.time_of_day import LONGEST
from web.store.tables.nudges import WeeklyHours

BOTH = "Write when it starts and ends, or leave both empty."
TIME = "Write a time such as 07:30."
TWICE = "Another part of this day starts at the same time. Write each part once."


def week(world: World, persona: str = "owner") -> dict[int, tuple[int, int]]:
    query = select(WeeklyHours).where(col(WeeklyHours.person_id) == world.id(persona))
    with world.database.read() as session:
        return {row.weekday: (row.starts, row.ends) for row in session.exec(query).all()}


def day(number: int | str, starts: str, ends: str) -> dict[str, str]:
    return {f"starts-{number}": starts, f"ends-{number}": ends}


def typed(answer: Answer, name: str) -> str:
    assert answer.page is not None
    fields = [one for one in answer.page.root.iter("input") if one.attrib.get("name") == name]
    return fields[0].attrib.get("value", "")


def test_ones_own_hours(world: World) -> None:
    fields = day(0, "08:00", "16:30") | day(5, "22:00", "06:00") | day(6, "07:00", "7:01")
    answer = world.owner.post("/me/hours", fields)
    assert (answer.status, answer.location) == (303, "/me#hours")
    assert week(world) == {0: (480, 990), 5: (1320, 360), 6: (420, 421)}
    page = world.owner.get("/me/hours")
    assert typed(page, "starts-5") == "22:00"
    assert "Times are for Europe/Berlin." in page.words
    assert world.owner.post("/me/hours", day(1, "09:00", "10:00")).status == 303
    assert week(world) == {1: (540, 600)}
    assert world.owner.post("/me/hours", {}).status == 303
    assert week(world) == {}


def parts(world: World) -> list[tuple[int, int, int]]:
    query = select(WeeklyHours).where(col(WeeklyHours.person_id) == world.id("owner"))
    with world.database.read() as session:
        return sorted((row.weekday, row.starts, row.ends) for row in session.exec(query).all())


def test_a_day_has_several_parts(world: World) -> None:
    fields = day(1, "06:00", "10:00") | day("1-1", "16:00", "21:00") | day(3, "00:00", "00:00")
    assert world.owner.post("/me/hours", fields).status == 303
    assert parts(world) == [(1, 360, 600), (1, 960, 1260), (3, 0, 0)]
    words = world.owner.get("/me").words
    assert "06:00 to 10:00, 16:00 to 21:00" in words
    assert "all day" in words
    page = world.owner.get("/me/hours")
    assert typed(page, "starts-1-1") == "16:00"
    assert (typed(page, "starts-1-2"), typed(page, "ends-3-1")) == ("", "")  # room for one more
    # One part is taken away, whichever it is.
    assert (
        world.owner.post("/me/hours", day(1, "", "") | day("1-1", "16:00", "21:00")).status == 303
    )
    assert parts(world) == [(1, 960, 1260)]


def test_monday_stands_for_the_weekdays(world: World) -> None:
    """Whatever is in the fields of the other days, which are hidden then."""
    fields = day(0, "06:00", "10:00") | day("0-1", "16:00", "21:00") | day(5, "09:00", "12:00")
    hidden = day(1, "nothing", "") | day(2, "07:00", "08:00")
    assert world.owner.post("/me/hours", fields | hidden | {"same": "yes"}).status == 303
    of_a_weekday = [(360, 600), (960, 1260)]
    weekdays = [(number, *part) for number in range(5) for part in of_a_weekday]
    assert parts(world) == [*weekdays, (5, 540, 720)]
    assert typed(world.owner.get("/me/hours"), "starts-4-1") == "16:00"


def test_a_wrong_monday_is_named_once_and_stays_for_all(one_world: World) -> None:
    answer = one_world.owner.post("/me/hours", day(0, "06:00", "") | {"same": "yes"})
    assert answer.status == 422
    assert answer.text.count(BOTH) == 2  # in the summary, and at the field
    assert 'name="same" value="yes" checked' in answer.text


@pytest.mark.parametrize(
    ("starts", "ends", "kept"),
    [
        ("22:00", "24:00", (1320, 0)),
        ("00:00", "24:00:00", (0, 0)),
        ("07:30:00", "19:30:00.000", (450, 1170)),
        ("7.30", "7:30 pm", (450, 1170)),
        ("٠٧:٣٠", "19h30", (450, 1170)),
        ("7:30 पूर्वाह्न", "7:30 अपराह्न", (450, 1170)),
    ],
)
def test_times_are_read_as_people_and_browsers_write_them(
    world: World, starts: str, ends: str, kept: tuple[int, int]
) -> None:
    assert world.owner.post("/me/hours", day(0, starts, ends)).status == 303
    assert week(world) == {0: kept}


@pytest.mark.parametrize(
    ("starts", "ends"),
    [("24:00", "06:00"), ("22:00", "24:01"), ("22:00", "25:00"), ("07:30:15", "16:00")],
)
def test_what_is_no_such_time_is_refused(world: World, starts: str, ends: str) -> None:
    before = week(world)
    answer = world.owner.post("/me/hours", day(0, starts, ends))
    assert answer.status == 422
    assert TIME in answer.words
    assert week(world) == before


def test_a_part_that_is_wrong_keeps_what_was_typed(one_world: World) -> None:
    fields = day(1, "06:00", "10:00") | day("1-1", "06:00", "21:00") | day("2-3", "07:00", "")
    answer = one_world.owner.post("/me/hours", fields)
    assert answer.status == 422
    assert f"Tuesday: {TWICE}" in answer.words
    assert f"Wednesday: {BOTH}" in answer.words
    assert typed(answer, "starts-1-1") == "06:00"
    assert typed(answer, "starts-2-3") == "07:00"
    assert parts(one_world) == []


OVERLAPS = "overlap. They count as one shift."


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            day(1, "06:00", "12:00") | day("1-1", "11:00", "15:00"),
            "Tuesday 06:00 to 12:00 and Tuesday 11:00 to 15:00",
        ),
        (
            day(6, "22:00", "06:00") | day(0, "05:00", "09:00"),
            "Sunday 22:00 to 06:00 on the next day and Monday 05:00 to 09:00",
        ),
        (
            day(2, "00:00", "00:00") | day("2-1", "08:00", "09:00"),
            "Wednesday all day and Wednesday 08:00 to 09:00",
        ),
    ],
)
def test_what_overlaps_is_saved_and_told(
    one_world: World, fields: dict[str, str], words: str
) -> None:
    answer = one_world.owner.post("/me/hours", fields)
    assert (answer.status, answer.location) == (303, "/me/hours#overlaps")
    assert len(parts(one_world)) == 2
    assert f"{words} {OVERLAPS}" in one_world.owner.get("/me/hours").words
    person = one_world.id("owner")
    path = f"/settings/people/{person}/hours"
    assert one_world.admin.post(path, fields).location == f"{path}#overlaps"
    assert f"{words} {OVERLAPS}" in one_world.admin.get(path).words


@pytest.mark.parametrize(
    "fields",
    [
        day(1, "06:00", "10:00") | day("1-1", "10:00", "15:00"),
        day(1, "22:00", "06:00") | day(2, "06:00", "09:00"),
        day(1, "00:00", "00:00") | day(2, "00:00", "00:00"),
        day(6, "22:00", "06:00") | day(0, "06:00", "09:00"),
        day(3, "09:00", "10:00"),
    ],
)
def test_what_only_touches_is_no_overlap(one_world: World, fields: dict[str, str]) -> None:
    assert one_world.owner.post("/me/hours", fields).location == "/me#hours"
    assert OVERLAPS not in one_world.owner.get("/me/hours").words


def test_an_admin_sets_anybodys(world: World) -> None:
    person = world.id("stranger")
    path = f"/settings/people/{person}/hours"
    answer = world.admin.post(path, day(2, "08:00", "16:00"))
    assert answer.status == 303
    assert answer.location == f"/settings/people/{person}?saved"
    assert week(world, "stranger") == {2: (480, 960)}
    assert "Hours of Sven Olsson" in world.admin.get(path).words
    for who in (world.owner, world.lead, world.stranger):
        assert who.get(path).status == 404
        assert who.post(path, day(3, "08:00", "16:00")).status == 404
    assert week(world, "stranger") == {2: (480, 960)}


def test_who_is_not_there_has_none(one_world: World) -> None:
    assert one_world.admin.get("/settings/people/999999/hours").status == 404
    path = f"/settings/people/{one_world.id('colleague')}/hours"
    one_world.admin.post(f"/settings/people/{one_world.id('colleague')}/close")
    assert one_world.admin.post(path, day(0, "08:00", "16:00")).status == 404
    assert week(one_world, "colleague") == {}


@pytest.mark.parametrize(
    ("starts", "ends", "sentence"),
    [
        ("08:00", "", BOTH),
        ("", "16:00", BOTH),
        ("08:00", "   ", BOTH),
        ("24:00", "08:00", TIME),
        ("08:60", "09:00", TIME),
        ("eight", "16:00", TIME),
        ("8 to 4", "16:00", TIME),
        ("-1:00", "16:00", TIME),
        ("٠٨:٦٠", "16:00", TIME),
        ("²:00", "16:00", TIME),
        ("8" * 500, "16:00", TIME),
        ("08:00", "1" * 500 + ":00", TIME),
        ("<b>", "16:00", TIME),
    ],
)
def test_what_is_no_time(still_world: World, starts: str, ends: str, sentence: str) -> None:
    fields = day(0, "07:15", "15:00") | day(3, starts, ends)
    for who, path in (
        (still_world.owner, "/me/hours"),
        (still_world.admin, f"/settings/people/{still_world.id('owner')}/hours"),
    ):
        answer = who.post(path, fields)
        assert answer.status == 422
        assert sentence in answer.words
        assert typed(answer, "starts-0") == "07:15"
        assert typed(answer, "starts-3") == starts[:LONGEST]
        assert typed(answer, "ends-3") == ends[:LONGEST]
    assert week(still_world) == {}


@pytest.mark.parametrize("key", ["", "short"])
def test_without_a_key_nothing_is_saved(still_world: World, key: str) -> None:
    more = {"key": key} if key else {}
    answer = still_world.owner.post("/me/hours", day(0, "08:00", "16:00") | more, key="")
    assert answer.status == 422
    assert typed(answer, "starts-0") == "08:00"
    assert week(still_world) == {}


def test_days_that_are_none_are_not_kept(one_world: World) -> None:
    one_world.owner.post("/me/hours", day(7, "08:00", "16:00") | day(-1, "08:00", "16:00"))
    assert week(one_world) == {}


def test_a_new_clock_of_the_site_moves_the_next_shift(world: World) -> None:
    """Eight in the morning stays eight in the morning, wherever that is from now on."""
    world.off_shift("owner")
    world.owner.post("/me/hours", day(1, "08:00", "16:00"))
    fields = {"name": "Store 12", "zone": "Europe/London", "phone": ""}
    assert world.admin.post(f"/settings/sites/{world.site.id}", fields).status == 303
    world.clock.now = world.clock.now.replace(day=24, hour=7, minute=30)
    world.advance()
    assert world.viewer("owner").on_shift_until is None
    world.clock.now = world.clock.now.replace(hour=8, minute=0)
    world.advance()
    until = world.viewer("owner").on_shift_until
    assert until is not None
    assert until.time() == time(16)


def test_a_promise_in_the_next_shift_is_meant_by_the_hours(world: World) -> None:
    """Who comes back the day after tomorrow cannot leave what is promised for tomorrow."""
    world.owner.post("/me/hours", day(2, "08:00", "16:00"))
    ref = world.report()
    for until, is_arranged in (
        ("2026-11-24T09:00:00+01:00", False),
        ("2026-11-25T09:00:00+01:00", True),
    ):
        world.owner.post(f"/me/shift/end/{ref}/promise", {"until": until})
        words = world.owner.get("/me/shift/end").words
        assert ("Everything is taken care of." in words) is is_arranged
