"""One clock on one screen: that of the site, also where the phone is set to another time zone."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser import actions
from tests.browser.conftest import Staff, SwitchOn
from tests.browser.kept_pages import ready, wait_until_kept
from tests.browser.offline import (
    APP,
    NO_SYNC,
    expect_kept,
    find_connection,
    lose_connection,
    open_page,
)
from tests.browser.offline_acts import ANA, LIFT
from tests.browser.store import Store
from web.cli.sample import Sample
from web.language.current import in_language
from web.language.dates import day_in_words
from web.language.known import LANGUAGES
from web.language.messages import gettext
from web.rules.clock import time_of_day
from web.rules.vocabulary import Role
from web.store.tables.accounts import Site

TOKYO, VIENNA = "Asia/Tokyo", "Europe/Vienna"


def test_a_phone_in_tokyo_reads_the_clock_of_its_site(store: Store, staff: Staff) -> None:
    set_site_zone(store, VIENNA)
    ana = staff(ANA, zone=TOKYO)
    path = f"/issues/{store.report(ANA, LIFT)}"
    ready(ana)
    ana.context.add_init_script(NO_SYNC)
    open_page(ana, path)
    wait_until_kept(ana.page, path)
    assert ana.page.evaluate("document.body.dataset.zone") == VIENNA
    lose_connection(ana)
    open_page(ana, path)
    old = shown(ana.page.locator("[data-as-of]").first.inner_text())
    actions.note(ana, "They come at noon.")
    expect_kept(ana.page, 1)
    here = datetime.now(ZoneInfo(VIENNA))
    ana.page.goto("/waiting")
    row = ana.page.locator("#waiting-unsent li")
    expect(row).to_contain_text("Tapped")
    assert apart(shown(row.inner_text()), f"{here:%H:%M}") <= 2
    assert apart(old, f"{here:%H:%M}") <= 2
    ana.page.goto("/issues/nowhere")
    listed = ana.page.locator("#readable time").first
    assert apart(shown(listed.inner_text()), f"{here:%H:%M}") <= 2
    find_connection(ana)


@pytest.mark.parametrize(("zone", "is_own"), [(TOKYO, True), ("Europe/Rome", False)])
def test_customers_read_their_own_clock_and_that_it_is_theirs(
    store: Store, staff: Staff, phone: SwitchOn, zone: str, is_own: bool
) -> None:
    """Where it shows other times than the site's."""
    set_site_zone(store, VIENNA)
    ana = staff(ANA, zone=VIENNA)
    link = actions.share(ana, f"/issues/{store.report(ANA, LIFT)}")
    carla = phone("Carla", base_url=store.url, zone=zone)
    carla.page.goto(link)
    hint = carla.page.get_by_text("Times are by your phone’s clock.")
    (expect(hint).to_be_visible if is_own else expect(hint).to_be_hidden)()
    time = carla.page.locator(".lead time").first
    promised = datetime.fromisoformat(time.get_attribute("datetime") or "")
    assert shown(time.inner_text()) == f"{promised.astimezone(ZoneInfo(zone)):%H:%M}"
    assert carla.page.locator("main").get_attribute("data-zone") == VIENNA


def test_the_board_is_as_old_as_the_clock_of_the_site_says(store: Store, staff: Staff) -> None:
    set_site_zone(store, VIENNA)
    lena = staff("Lena Roth", role=Role.LEAD, zone=TOKYO)
    store.report("Lena Roth", LIFT)
    lena.page.goto("/site")
    fresh = lena.page.locator(".live__now")
    expect(fresh).to_be_visible()
    here = datetime.now(ZoneInfo(VIENNA))
    assert apart(shown(fresh.inner_text()), f"{here:%H:%M}") <= 2


def set_site_zone(store: Store, zone: str) -> None:
    def move(sample: Sample) -> None:
        sample.session.get_one(Site, store.site_id).zone = zone

    store.sample(move)


INSTANTS = [
    (zone, datetime.fromisoformat(first).replace(tzinfo=UTC) + timedelta(minutes=minutes))
    for zone, first in (
        ("Europe/Vienna", "2026-10-24T23:00"),
        ("Europe/Vienna", "2026-03-29T00:00"),
        ("America/New_York", "2026-11-01T04:30"),
        ("Australia/Lord_Howe", "2026-04-04T14:00"),
        ("Asia/Tokyo", "2026-10-25T00:00"),
    )
    for minutes in range(0, 240, 15)
]


def test_pages_and_scripts_tell_the_doubled_hour_alike(store: Store, staff: Staff) -> None:
    ana = staff(ANA, zone=TOKYO)
    ready(ana)
    times = ana.page.evaluate(
        f"""(instants) => {APP}.then((app) => instants.map(([zone, at]) => {{
          document.body.dataset.zone = zone;
          return app.siteMoment(at);
        }}))""",
        [(zone, at.timestamp() * 1000) for zone, at in INSTANTS],
    )
    here = [at.astimezone(ZoneInfo(zone)) for zone, at in INSTANTS]
    expected = [f"{day_in_words(at)} {time_of_day(at)}" for at in here]
    assert times == expected
    assert sum("summer time" in one for one in times) == 4 + 4 + 2


EVENING = (datetime(2026, month, 3, 18, 5, tzinfo=UTC) for month in range(1, 13))
MORNING = (datetime(2026, 9, day, 7, 10, tzinfo=UTC) for day in range(7, 14))


def test_pages_and_scripts_write_times_alike_in_every_language(store: Store, staff: Staff) -> None:
    """Those of browsers come with the browser, ours with Babel."""
    set_site_zone(store, VIENNA)
    ana = staff(ANA, zone=TOKYO)
    ready(ana)
    instants = [*EVENING, *MORNING]
    for language in LANGUAGES:
        store.set_language(ANA, language.code)
        ana.page.goto("/mine")
        expect(ana.page.locator("html")).to_have_attribute("lang", language.code)
        times = ana.page.evaluate(
            f"instants => {APP}.then(app => instants.map(at => app.siteMoment(at)))",
            [at.timestamp() * 1000 for at in instants],
        )
        with in_language(language):
            assert times == [in_words(at.astimezone(ZoneInfo(VIENNA))) for at in instants]


def in_words(at: datetime) -> str:
    return gettext("%(day)s %(time)s", day=day_in_words(at), time=time_of_day(at))


def shown(words: str) -> str:
    (time,) = re.findall(r"\d\d:\d\d", words)[-1:]
    return str(time)


def apart(one: str, other: str) -> int:
    """Minutes, around the clock."""
    first, second = (60 * int(at[:2]) + int(at[3:]) for at in (one, other))
    minutes = abs(first - second)
    return min(minutes, 24 * 60 - minutes)
