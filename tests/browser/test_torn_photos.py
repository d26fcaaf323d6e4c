"""Photos that were cut off cost neither a report nor its words, with a connection and without."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser import doing
from tests.browser.cameras import choose, file, is_ready, photos_of, snap
from tests.browser.conftest import Staff
from tests.browser.offline import find_connection, lose_connection
from tests.browser.store import Store
from tests.browser.test_photos_on_phone import WORDS, own
from tests.browser.workers import ACTIVATED
from tests.support.browsers import Phone
from tests.support.served import until
from tests.web import pictures


@pytest.fixture
def ana(staff: Staff) -> Phone:
    phone = staff("Ana Berg")
    phone.page.goto("/issues/new")
    return phone


TORN = pictures.jpeg()[:300]  # in its head: nothing of it can be read


def test_a_report_is_saved_without_a_photo_that_is_torn(ana: Phone, store: Store) -> None:
    choose(ana.page, snap(1), file(TORN, "torn.jpg"))
    expect(ana.page.locator(".chosen li")).to_have_count(2)
    own(ana.page)
    sentence = "Photo 2 of 2 is not here: it could not be read."
    expect(ana.page.get_by_role("status").get_by_text(sentence)).to_be_visible()
    expect(ana.page.locator(".timeline").get_by_text(sentence)).to_be_visible()
    assert len(photos_of(store, WORDS)) == 1


def test_nothing_but_a_torn_photo_stays_in_its_form(ana: Phone, store: Store) -> None:
    choose(ana.page, file(TORN, "torn.jpg"))
    is_ready(ana.page, 1)
    doing.own(ana.page)
    expect(ana.page.get_by_text("That file is not a photo we can read.")).to_be_visible()
    is_ready(ana.page, 1)
    ana.page.get_by_role("link", name="That file is not a photo").click()
    expect(ana.page.get_by_role("button", name="Choose photos")).to_be_focused()
    ana.page.get_by_role("button", name="Remove photo 1").click()
    own(ana.page)
    assert photos_of(store, WORDS) == []


def test_a_torn_photo_costs_a_report_of_the_queue_nothing(ana: Phone, store: Store) -> None:
    ana.page.evaluate(ACTIVATED)
    ana.page.goto("/issues/new")
    lose_connection(ana)
    cut = cut_photo()
    choose(ana.page, file(cut, "cut.jpg"), file(TORN, "torn.jpg"))
    is_ready(ana.page, 2)
    ana.page.get_by_label("What you see, in one line").fill(WORDS)
    doing.own(ana.page)
    ana.page.wait_for_url("**/waiting")
    find_connection(ana)
    until(lambda: bool(ana.page.evaluate("1")) and len(photos_of(store, WORDS)) == 1, 30, "sent")
    ana.page.goto("/")
    ana.page.get_by_role("link", name=WORDS).first.click()
    expect(
        ana.page.get_by_text("Photo 2 of 2 is not here: it could not be read.").first
    ).to_be_visible()


def cut_photo() -> bytes:
    """Its last two bytes did not arrive."""
    out = BytesIO()
    Image.linear_gradient("L").convert("RGB").save(out, "JPEG")
    return out.getvalue()[:-2]
