"""Photos that were cut off cost neither a report nor its words, with a connection and without."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser import actions
from tests.browser.conftest import Staff
from tests.browser.offline import find_connection, lose_connection, queue
from tests.browser.photos import choose, chosen, file, is_ready, photos_of, said, snap
from tests.browser.store import Store
from tests.browser.test_photos_on_phone import WORDS, own
from tests.browser.workers import ACTIVATED
from tests.support.browsers import Phone, accessibility
from tests.support.limits import LIMIT
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
    expect(said(ana.page)).to_contain_text("“torn.jpg” cannot be shown on this phone")
    own(ana.page)
    sentence = "Photo 2 of 2 is missing: it could not be read."
    expect(ana.page.get_by_role("status").get_by_text(sentence)).to_be_visible()
    ana.page.goto(ana.page.url.partition("?")[0])
    actions.expect_in_history(ana.page, sentence)
    assert len(photos_of(store, WORDS)) == 1


def test_nothing_but_a_torn_photo_stays_in_its_form(ana: Phone, store: Store) -> None:
    """Without a connection as with one: nothing is kept that could only be refused later."""
    ana.page.evaluate(ACTIVATED)
    ana.page.goto("/issues/new")
    lose_connection(ana)
    choose(ana.page, file(TORN, "torn.jpg"))
    expect(said(ana.page)).to_contain_text("“torn.jpg” cannot be shown on this phone")
    expect(chosen(ana.page)).to_have_count(0)
    for _ in range(2):
        actions.own(ana.page)
        assert words_wrong(ana.page).startswith("Write one line, too")
        assert queue(ana.page) == []
    find_connection(ana)
    ana.page.get_by_role("button", name="Remove photo 1").click()
    own(ana.page)
    assert photos_of(store, WORDS) == []


def words_wrong(page: Page) -> str:
    field = page.get_by_label("What is not working?")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-describedby", "f-text-error")
    return page.locator("#f-text-error").inner_text()


def test_a_file_that_was_no_photo_leaves_nothing_to_send(ana: Phone, store: Store) -> None:
    choose(ana.page, file(b"Dear Sirs", "letter.jpg"))
    expect(said(ana.page)).to_contain_text("“letter.jpg” cannot be read here")
    actions.own(ana.page)
    assert words_wrong(ana.page) == "Write one line, or take a photo."
    assert queue(ana.page) == []


def test_bad_photos_take_no_place_of_good_ones_and_all_are_named(ana: Phone) -> None:
    bad = [file(b"Dear Sirs", f"letter-{number}.jpg") for number in (1, 2)]
    torn, empty = file(TORN, "torn.jpg"), file(b"", "empty.jpg")
    choose(ana.page, empty, *bad, torn, *(snap(number) for number in range(7)))
    is_ready(ana.page, 6)
    for name in ("empty", "letter-1", "letter-2", "torn"):
        expect(said(ana.page)).to_contain_text(f"“{name}.jpg”")
    expect(said(ana.page)).to_contain_text("You can send 6 photos at once: one was left out.")


def test_names_of_files_keep_their_direction(ana: Phone) -> None:
    choose(ana.page, file(b"Dear Sirs", "מקרר 2.jpg"), file(b"", "ثلاجة.jpg"))
    last_words = said(ana.page)
    expect(last_words).to_contain_text("“\u2068מקרר 2.jpg\u2069” cannot be read here")
    expect(last_words).to_contain_text("“\u2068ثلاجة.jpg\u2069” is empty")


def test_a_torn_photo_costs_a_report_of_the_queue_nothing(ana: Phone, store: Store) -> None:
    ana.page.evaluate(ACTIVATED)
    ana.page.goto("/issues/new")
    lose_connection(ana)
    cut = cut_photo()
    choose(ana.page, file(cut, "cut.jpg"), file(TORN, "torn.jpg"))
    expect(chosen(ana.page)).to_have_count(1)
    expect(said(ana.page)).to_contain_text("“torn.jpg” cannot be shown on this phone")
    ana.page.get_by_label("What is not working?").fill(WORDS)
    actions.own(ana.page)
    ana.page.wait_for_url("**/waiting")
    find_connection(ana)
    until(lambda: bool(ana.page.evaluate("1")) and len(photos_of(store, WORDS)) == 1, LIMIT, "sent")
    sentence = "Photo 2 of 2 is missing: it could not be read."
    ana.page.goto("/")
    banner = ana.page.locator("#banner-answers")
    expect(banner).to_contain_text("One was saved without some photos.")
    banner.get_by_role("link", name="Read why").click()
    row = ana.page.locator("#waiting-answered li")
    expect(row).to_contain_text(f"Saved. {sentence}")
    assert accessibility(ana.page) == []
    row.get_by_role("link", name="See it").click()
    expect(ana.page.get_by_text(sentence).first).to_be_visible()
    ana.page.goto("/waiting")
    row.get_by_role("button", name="Done").click()
    expect(ana.page.get_by_text("Everything is sent.")).to_be_visible()
    ana.page.goto("/")
    expect(banner).to_be_hidden()


def cut_photo() -> bytes:
    """Its last two bytes did not arrive."""
    out = BytesIO()
    Image.linear_gradient("L").convert("RGB").save(out, "JPEG")
    return out.getvalue()[:-2]


def test_a_file_that_goes_after_it_was_chosen_takes_no_words_with_it(
    ana: Phone, store: Store, tmp_path: Path
) -> None:
    """Another app lends it, or somebody deletes it; what cannot be made small is sent as it is."""
    lent = tmp_path / "torn.jpg"
    lent.write_bytes(TORN)
    ana.page.locator("input[name=photo]").set_input_files(lent)
    expect(said(ana.page)).to_contain_text("“torn.jpg” cannot be shown on this phone")
    lent.unlink()
    own(ana.page)
    sentence = "The photo is missing: it could not be read."
    expect(ana.page.get_by_role("status").get_by_text(sentence)).to_be_visible()
    assert photos_of(store, WORDS) == []
