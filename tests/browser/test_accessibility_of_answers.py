"""What comes after an issue, and before the first one, by screen reader and with a large thumb: the
customer's answer, thanks, causes, figures, and practice. With names that are too long."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser import actions
from tests.browser.busy import LONG, WIDE, Busy
from tests.browser.conftest import SwitchOn
from tests.browser.page_checks import findings, look_at
from web.acts import figures
from web.acts.core.tap import Unit
from web.acts.issues import patterns
from web.cli.sample import Sample

BOTH = pytest.mark.parametrize("scheme", ["light", "dark"])


@BOTH
def test_the_customers_answer_and_thanks(busy: Busy, phone: SwitchOn, scheme: str) -> None:
    ana = busy.store.hand_over(phone("Ana", base_url=busy.store.url, scheme=scheme), busy.ana)
    link = actions.share(ana, f"/issues/{busy.mine}")
    ana.page.goto(f"/issues/{busy.mine}")
    actions.resolve(ana, WIDE)
    carla = phone("Carla", base_url=busy.store.url, scheme=scheme)
    carla.page.goto(link)
    carla.page.get_by_role("link", name="Is it settled for you?").click()
    expect(carla.page.get_by_role("button", name="Send answer")).to_be_visible()
    assert findings(carla.page) == []
    words = carla.page.get_by_label("Anything else?")
    words.fill("x" * 501)
    carla.page.get_by_label("It is settled").check()
    carla.page.get_by_label("Say thank you").check()
    carla.page.get_by_role("button", name="Send answer").click()
    expect(carla.page.locator(".error")).to_be_visible()
    assert findings(carla.page) == []
    words.fill(WIDE)
    carla.page.get_by_role("button", name="Send answer").click()
    expect(carla.page.get_by_role("heading", name="Thank you.")).to_be_visible()
    assert findings(carla.page) == []
    look_at(ana, ["/me/thanks", "/site/wall", f"/issues/{busy.mine}"])
    ana.page.goto("/me/thanks")
    ana.page.locator("main form button").first.click()
    look_at(ana, ["/me/thanks", "/site/wall"])


@BOTH
def test_causes_and_figures(busy: Busy, phone: SwitchOn, scheme: str) -> None:
    _three_alike(busy)
    sam = busy.store.hand_over(phone("Sam", base_url=busy.store.url, scheme=scheme), busy.sam)
    site = busy.store.site_id
    paths = ("/site", "/site/report", "/site/report/issues", "/site/report/sent-away")
    look_at(sam, [f"{path}?site={site}" for path in paths])
    look_at(sam, ["/site/report/cold", f"/issues/{busy.mine}/cause"])
    sam.page.goto(f"/site?site={site}")
    sam.page.get_by_role("link", name="I own the cause").click()
    expect(sam.page.get_by_role("heading", name="Own the cause")).to_be_visible()
    assert findings(sam.page) == []
    sam.page.get_by_role("button", name="I own the cause").click()
    expect(sam.page.get_by_role("heading", name="What it caused")).to_be_visible()
    assert findings(sam.page) == []


@BOTH
def test_each_station_of_a_practice(busy: Busy, phone: SwitchOn, scheme: str) -> None:
    page = busy.store.hand_over(phone("Ana", base_url=busy.store.url, scheme=scheme), busy.ana).page
    page.goto("/practice")
    for button in ("See a problem?", "I own this", "Go on", "Ask Robin"):
        its = page.locator("main").get_by_role("button", name=button)
        expect(its).to_be_visible()
        assert findings(page) == []
        its.click()
    expect(page.get_by_role("heading", name="Waiting for Robin")).to_be_visible()
    assert findings(page) == []
    page.get_by_label("What did you say?").fill(WIDE)
    assert findings(page) == []
    page.get_by_role("button", name="Save update").click()
    page.get_by_role("button", name="Resolve").click()
    expect(page.locator(".error")).to_be_visible()
    assert findings(page) == []
    page.goto("/practice/page")
    assert findings(page) == []


def _three_alike(busy: Busy) -> None:
    """At one place, compared and counted as the worker does."""

    def report(sample: Sample) -> None:
        ana = busy.store.person(sample, f"{LONG[:60]} {LONG[:60]}")
        for days in (9, 5, 1):
            at = sample.now - timedelta(days=days)
            sample.report(ana, f"Lift between floors {WIDE}", at=at, place=LONG)

    def look(sample: Sample) -> None:
        found = patterns.look(sample.session, 0, sample.now)
        patterns.apply(Unit(sample.session, sample.now), found)
        while figures.count(sample.session, sample.now):
            pass

    busy.store.sample(report)
    busy.store.sample(look)
