"""Days and hours in forms and lists, as the readers of a language write them."""

import pytest
from sqlmodel import update

from tests.support.html_checker import text_of
from tests.web.answers import Answer
from tests.web.world import World
from web.store.tables.accounts import Site

ALL_WEEK = {
    f"{side}-{day}": at for day in range(7) for side, at in (("starts", "09:00"), ("ends", "17:30"))
}
FIRST_DAYS = {"en": "Monday", "de": "Montag", "pt-BR": "domingo", "ar": "السبت"}


def site_speaks(world: World, code: str) -> None:
    with world.database.write() as session:
        session.execute(update(Site).values(language=code))


def texts(answer: Answer, tag: str) -> list[str]:
    assert answer.page is not None
    return [" ".join(text_of(one).split()) for one in answer.page.root.iter(tag)]


@pytest.mark.parametrize(("code", "first"), FIRST_DAYS.items())
def test_a_week_begins_as_its_reader_is_used_to(one_world: World, code: str, first: str) -> None:
    one_world.owner.post("/me/hours", ALL_WEEK | {"starts-0": "07:00"})
    site_speaks(one_world, code)
    page = one_world.owner.get("/me/hours")
    assert texts(page, "legend")[0] == first
    assert texts(one_world.owner.get("/me"), "dt")[0] == first
    assert page.text.count('class="week__as-monday"') == 4
    assert 'name="starts-0" type="time" value="07:00"' in page.text


def test_monday_still_stands_for_four_days(one_world: World) -> None:
    site_speaks(one_world, "ar")
    one_world.owner.post("/me/hours", {"starts-0": "07:00", "ends-0": "15:00", "same": "yes"})
    days = texts(one_world.owner.get("/me"), "dt")
    assert days[:5] == ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة"]
    page = one_world.owner.get("/me/hours").text
    assert page.index("starts-0") < page.index('id="f-same"') < page.index("starts-1")


def test_hours_are_written_by_the_clock_of_the_language(one_world: World) -> None:
    one_world.owner.post("/me/hours", {"starts-0": "22:00", "ends-0": "06:00"})
    assert "22:00 to 06:00 on the next day" in texts(one_world.owner.get("/me"), "dd")
    site_speaks(one_world, "hi")
    assert any("10:00 pm" in one.lower() for one in texts(one_world.owner.get("/me"), "dd"))


def test_a_board_has_the_same_rows_from_right_to_left(one_world: World) -> None:
    one_world.unowned("Lift is stuck")
    one_world.clock.forward(minutes=12)
    pages = [one_world.admin.get("/site")]
    site_speaks(one_world, "ar")
    pages.append(one_world.admin.get("/site"))
    loud, also_loud = (
        sum(one.attrib.get("class") == "loud" for one in page.page.root.iter("strong"))
        for page in pages
        if page.page
    )
    assert loud == also_loud == 3  # how many, no owner, since when
