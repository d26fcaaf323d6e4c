"""Share to Own It: what another app shares waits in the report, and nothing is sent."""

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect
from sqlmodel import select

from tests.browser import actions
from tests.browser.conftest import Staff
from tests.browser.offline import find_connection, lose_connection
from tests.browser.photos import SMALL_ENOUGH, choose, file, is_ready, noise, snap
from tests.browser.store import Store
from tests.browser.test_drafts import expect_words, kept, leave, open_report, type_words
from tests.browser.workers import ACTIVATED
from tests.support.browsers import Phone, accessibility
from web.store.tables.issues import Issue

FORM = """<!doctype html><title>Gallery</title>
<form method="post" enctype="multipart/form-data" action="{app}/share-target">
<input name="title"><textarea name="text"></textarea><input name="url">
<input type="file" name="photo" multiple><button>Share</button></form>"""
HERE = "Shared with Own It. Nothing is sent until you tap I own this."
LOST = "What you shared did not arrive."


class Gallery(http.server.BaseHTTPRequestHandler):
    """Another app: its page sends what Android sends, by a navigation."""

    app = ""

    def do_GET(self) -> None:
        body = FORM.format(app=self.app).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def gallery(store: Store) -> Iterator[str]:
    handler = type("OfThisApp", (Gallery,), {"app": store.url})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def ana(staff: Staff) -> Phone:
    """The app is installed: its service worker is there."""
    phone = staff("Ana Berg")
    phone.page.evaluate(ACTIVATED)
    open_report(phone.page)
    phone.host = ""  # the other app is another host
    return phone


def share(page: Page, gallery: str, *photos: FilePayload, **typed: str) -> None:
    page.goto(gallery)
    for name, value in typed.items():
        page.locator(f"[name={name}]").fill(value)
    if photos:
        page.locator("[name=photo]").set_input_files(list(photos))
    page.get_by_role("button", name="Share").click()
    page.wait_for_url("**/issues/new")


def issues(store: Store) -> list[Issue]:
    here = select(Issue).where(Issue.site_id == store.site_id)
    return store.ask(lambda session: list(session.exec(here).all()))


def test_what_is_shared_waits_in_the_report(ana: Phone, store: Store, gallery: str) -> None:
    share(ana.page, gallery, file(noise(2400, 1800)), snap(1), text="It drips", url="https://x.org")
    expect(ana.page.get_by_text(HERE)).to_be_visible()
    expect_words(ana.page, "It drips\nhttps://x.org")
    is_ready(ana.page, 2)
    assert accessibility(ana.page) == []
    assert issues(store) == []
    kept(ana.page, blobs=2)
    ready = "document.querySelector('main form').photos.map(one => one.blob.size)"
    assert max(ana.page.evaluate(ready)) <= SMALL_ENOUGH
    actions.own(ana.page)
    ana.page.get_by_role("heading", name="You own this.").wait_for()
    expect(ana.page.locator(".photos img")).to_have_count(2)
    kept(ana.page, drafts=0)


def test_it_comes_beside_what_was_begun(ana: Phone, gallery: str) -> None:
    type_words(ana.page, "The freezer")
    ana.page.get_by_label("Place").fill("Aisle 4")
    choose(ana.page, snap(1))
    is_ready(ana.page, 1)
    kept(ana.page, blobs=1)
    share(ana.page, gallery, snap(2), title="drips", text="drips")
    is_ready(ana.page, 2)
    expect_words(ana.page, "The freezer\ndrips")
    assert ana.page.get_by_label("Place").input_value() == "Aisle 4"


def test_a_tab_that_is_open_does_not_write_over_it(ana: Phone, gallery: str) -> None:
    type_words(ana.page, "The freezer")
    kept(ana.page)
    second = ana.context.new_page()
    share(second, gallery, text="drips")
    expect_words(second, "The freezer\ndrips")
    leave(ana.page)
    open_report(ana.page)
    expect_words(ana.page, "The freezer\ndrips")


def test_seven_photos_are_six_and_text_is_no_photo(ana: Phone, gallery: str) -> None:
    letter = file(b"Dear Sirs", "letter.txt", "text/plain")
    share(ana.page, gallery, letter, *(snap(number % 6) for number in range(7)))
    is_ready(ana.page, 6)


def test_without_a_connection_it_waits_as_well(ana: Phone, gallery: str) -> None:
    page = ana.page
    page.goto(gallery)
    page.locator("[name=text]").fill("It drips")
    lose_connection(ana)
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_text(HERE)).to_be_visible()
    expect_words(page, "It drips")
    find_connection(ana)


@pytest.mark.full_chromium
def test_whoever_is_signed_out_is_led_to_sign_in_and_nothing_is_kept(
    ana: Phone, gallery: str
) -> None:
    ana.page.goto("/me")
    ana.page.get_by_role("button", name="Sign out on this phone").click()
    ana.page.get_by_role("heading", name="Sign in").wait_for()
    ana.page.goto(gallery)
    ana.page.locator("[name=text]").fill("It drips")
    ana.page.get_by_role("button", name="Share").click()
    expect(ana.page.get_by_text("To share something with Own It, sign in first.")).to_be_visible()
    assert accessibility(ana.page) == []
    ana.page.goto("/offline")
    assert ana.page.evaluate("indexedDB.databases().then(found => found.length)") in (0, 1)


def test_nothing_shared_is_nothing_kept(ana: Phone, gallery: str) -> None:
    share(ana.page, gallery)
    expect(ana.page.get_by_text("What you shared cannot be used here.")).to_be_visible()
    expect(ana.page.get_by_text(HERE)).to_be_hidden()


def test_it_is_never_called_shared_when_it_is_not_here(ana: Phone) -> None:
    """A kept page, or the address opened again: only this phone knows whether it is here."""
    open_report(ana.page, "?shared=1")
    expect(ana.page.get_by_text(LOST)).to_be_visible()
    expect(ana.page.get_by_text(HERE)).to_be_hidden()
    ana.page.wait_for_url("**/issues/new")


def test_without_a_service_worker_it_is_said_that_it_was_lost(
    staff: Staff, store: Store, gallery: str
) -> None:
    ben = staff("Ben Okafor")
    ben.host = ""
    registered = "navigator.serviceWorker.ready.then(one => one.unregister())"
    ben.page.evaluate(ACTIVATED)
    ben.page.evaluate(registered)
    share(ben.page, gallery, snap(1), text="It drips")
    expect(ben.page.get_by_text(LOST)).to_be_visible()
    assert issues(store) == []


def test_what_does_not_fit_is_told(ana: Phone, gallery: str) -> None:
    """Nine photos, a film, and more words than a report can have."""
    photos = [snap(number) for number in range(1, 10)]
    film: FilePayload = {"name": "film.mp4", "mimeType": "video/mp4", "buffer": b"film"}
    share(ana.page, gallery, *photos, film, text="It drips. " * 300)
    expect(ana.page.get_by_text(HERE)).to_be_visible()
    is_ready(ana.page, 6)
    left = ana.page.locator("#shared-left")
    expect(left).to_contain_text("3 photos were left out: you can send six at once.")
    expect(left).to_contain_text("One file was left out")
    expect(left).to_contain_text("The text was too long")
    assert accessibility(ana.page) == []
    share(ana.page, gallery, snap(1), text="More")
    expect(left).to_have_text(
        "One photo was left out: you can send six at once."
        " The text was too long, and its end was left out."
    )


def test_photos_that_are_too_large_together_are_left_out(
    ana: Phone, gallery: str, tmp_path: Path
) -> None:
    """All that is shared at once is sealed in the memory of one worker."""
    page, photo = ana.page, snap(1)["buffer"]
    paths = [tmp_path / f"large-{number}.jpg" for number in (1, 2)]
    for path in paths:
        path.write_bytes(photo + bytes(35 * 1024 * 1024))
    page.goto(gallery)
    page.locator("[name=photo]").set_input_files(paths)
    page.get_by_role("button", name="Share").click()
    page.wait_for_url("**/issues/new")
    is_ready(page, 1)
    expect(page.locator("#shared-left")).to_have_text(
        "One photo was left out: it is too large to be shared. Choose it here."
    )


def test_the_place_of_a_sign_is_not_known_without_a_network(ana: Phone) -> None:
    ana.page.goto("/")
    ana.page.goto("/issues/new")
    lose_connection(ana)
    ana.page.goto("/issues/new?place=abcdefgh")
    expect(ana.page.get_by_text("This phone does not know the place of this sign")).to_be_visible()
    ana.page.goto("/issues/new")
    expect(ana.page.locator("#place-unknown")).to_be_hidden()
    find_connection(ana)


def test_what_is_shared_at_one_moment_is_all_there(store: Store, ana: Phone, gallery: str) -> None:
    pages = [ana.context.new_page() for _ in range(4)]
    for number, page in enumerate(pages):
        page.goto(gallery)
        page.locator("textarea").fill(f"Words {number}")
        page.locator("input[type=file]").set_input_files([snap(number)])
    for page in pages:
        page.evaluate("setTimeout(() => document.querySelector('button').click(), 300)")
    for page in pages:
        page.wait_for_url("**/issues/new*")  # with what was shared, until the page has told it
    ana.page.goto("/issues/new")
    is_ready(ana.page, 4)
    words = ana.page.get_by_label("What is not working?").input_value()
    assert sorted(words.splitlines()) == [f"Words {number}" for number in range(4)]
