"""A page of *Settings* has several forms: sending one takes nothing from the others."""

from playwright.sync_api import expect

from tests.browser.conftest import Staff
from web.rules.vocabulary import Role


def test_what_is_typed_into_another_form_stays(staff: Staff) -> None:
    page = staff("Sam Ortiz", Role.ADMIN).page
    page.goto("/settings")
    page.locator("a[href^='/settings/sites/']").first.click()
    allowed, places = page.get_by_label("What people may do"), page.get_by_label("New places")
    allowed.fill("Refund it")
    page.get_by_label("Phone for customers (optional)").fill("+49 30 5550100")
    places.fill("Till 70")
    page.get_by_role("button", name="Add places").click()
    expect(page.get_by_text("Till 70")).to_be_visible()
    expect(places).to_have_value("")
    expect(allowed).to_have_value("Refund it")
    expect(page.get_by_label("Phone for customers (optional)")).to_have_value("+49 30 5550100")
    page.reload()
    expect(allowed).to_have_value("")
