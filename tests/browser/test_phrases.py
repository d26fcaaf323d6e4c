"""Words that help are as long as a site wants, and no act goes out of sight."""

from playwright.sync_api import Locator, expect

from tests.browser.busy import Busy
from tests.browser.conftest import SwitchOn
from tests.browser.page_checks import findings
from web.rules.phrases import LONGEST, Moment
from web.store.tables.phrases import SitePhrases

WORDS = ("Bartholomäus " * LONGEST)[:LONGEST].strip()


def say(busy: Busy) -> None:
    own = {moment.value: {"": WORDS} for moment in Moment}
    with busy.store.database.write() as session:
        session.merge(SitePhrases(site_id=busy.store.site_id, own=own))


def is_in_sight(one: Locator) -> None:
    expect(one).to_be_in_viewport(ratio=1)


def test_the_longest_words_push_no_act_out_of_sight(busy: Busy, phone: SwitchOn) -> None:
    say(busy)
    ana = busy.store.hand_over(phone("Ana", base_url=busy.store.url), busy.ana)
    page = ana.page
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"/issues/{busy.late}")
    expect(page.locator(".now .phrase")).to_have_text(f"You could say: “{WORDS}”")
    is_in_sight(page.locator(".action-bar__row > :first-child"))
    page.goto(f"/issues/{busy.mine}?owned=1")
    expect(page.locator("#issue .phrase").first).to_be_visible()
    is_in_sight(page.get_by_role("link", name="I can fix it now"))
    page.get_by_role("link", name="I can fix it now").click()
    expect(page.locator("#sheet-resolve .phrase")).to_be_visible()
    is_in_sight(page.locator("#sheet-resolve .sheet__foot button"))
    is_in_sight(page.get_by_label("What was done, and how was the customer told?"))
    assert findings(page) == []


def test_an_admin_changes_them_without_losing_any(busy: Busy, phone: SwitchOn) -> None:
    say(busy)
    sam = busy.store.hand_over(phone("Sam", base_url=busy.store.url), busy.sam)
    page = sam.page
    page.goto(f"/settings/sites/{busy.store.site_id}/phrases")
    late, end = page.get_by_label("When an update is late"), page.get_by_label("Before it is")
    late.fill("I’m late.")
    end.fill("x" * (LONGEST + 1))
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#f-end-error")).to_be_visible()
    expect(late).to_have_value("I’m late.")
    assert findings(page) == []
    back = page.locator("button[name=shipped][value=end]")
    back.click()
    expect(page.get_by_role("status").get_by_text("Saved.")).to_be_visible()
    expect(late).to_have_value("I’m late.")
    expect(end).to_have_value("Is it settled for you?")
    expect(back).to_have_count(0)
