"""The chips of a report say by when the customer hears more, and that is what is then promised."""

from datetime import datetime
from xml.etree.ElementTree import Element

import pytest

from tests.support.html_checker import text_of
from tests.web.answers import Browser
from tests.web.opening import MONDAY, TUESDAY, here, open_store, set_hours
from tests.web.world import World
from web.rules.vocabulary import Urgency
from web.store.tables.accounts import Place, Site


def chips(browser: Browser, path: str = "/issues/new") -> dict[str, Element]:
    answer = browser.get(path)
    assert answer.page is not None
    radios = (one for one in answer.page.root.iter("input") if one.attrib["name"] == "urgency")
    return {
        radio.attrib["value"]: next(answer.page.parents[radio].iter("small")) for radio in radios
    }


def said(browser: Browser, path: str = "/issues/new") -> list[str]:
    return [text_of(one).strip() for one in chips(browser, path).values()]


@pytest.fixture
def store(one_world: World) -> World:
    return open_store(one_world)


MOMENTS = [here(MONDAY, "10:30"), here(MONDAY, "19:50"), here(MONDAY, "23:10")]


@pytest.mark.parametrize("is_always_open", [True, False])
@pytest.mark.parametrize("urgent_waits", [True, False])
@pytest.mark.parametrize("at", MOMENTS)
def test_what_is_said_is_promised(
    store: World, at: datetime, urgent_waits: bool, is_always_open: bool
) -> None:
    if is_always_open:
        set_hours(store, ())
    else:
        set_hours(store, urgent_waits=urgent_waits)
    store.clock.now = at
    for value, chip in chips(store.owner).items():
        said_at = datetime.fromisoformat(next(chip.iter("time")).attrib["datetime"])
        assert store.issue(store.report(urgency=Urgency(value))).promise_at == said_at


def test_the_day_is_said_where_it_is_not_today(store: World) -> None:
    store.clock.now = here(MONDAY, "10:30")
    assert said(store.owner) == [
        "by about 11:00",
        "by about 14:30",
        "by about Wed 25 Nov 10:30",
    ]
    store.clock.now = here(MONDAY, "23:10")
    assert said(store.owner)[:2] == ["by about 23:40", "by about Tue 24 Nov 13:00"]


def test_the_times_are_by_the_clock_of_the_site(store: World) -> None:
    """A lead may choose another one: whose times these are is said."""
    with store.database.write() as session:
        session.get_one(Site, store.elsewhere.id).zone = "America/New_York"
        session.add(Place(site_id=store.elsewhere.id, name="Gate", code="GATE"))
    store.clock.now = here(TUESDAY, "16:00")
    assert said(store.owner, "/issues/new?place=GATE")[0] == "by about 10:30"
    assert "Times are for Store 12." in store.lead.get("/issues/new").words
    assert "Times are for" not in store.owner.get("/issues/new").words
