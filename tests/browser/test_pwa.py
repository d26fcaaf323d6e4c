"""An app on the home screen: it installs, holds without a connection, and forgets at sign-out."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Staff
from tests.browser.kept_pages import wait_until_kept
from tests.browser.offline import find_connection, lose_connection
from tests.browser.store import COOKIE, Store
from tests.browser.workers import ACTIVATED, Worker
from tests.support import missing
from tests.support.browsers import ARGUMENTS, Phone, accessibility

pytestmark = pytest.mark.full_chromium

CARPET = "Carpet order for Saturday"


@pytest.fixture
def ana(staff: Staff, store: Store) -> Phone:
    phone = staff("Ana Berg")
    store.report("Ana Berg", CARPET)
    phone.page.evaluate(ACTIVATED)
    phone.page.reload()
    return phone


@pytest.fixture
def installed(chromium: Browser, store: Store, tmp_path: Path) -> Iterator[Page]:
    """Ana’s home in a browser with a profile, in which the back button’s cache works as well:
    without a profile nothing can be installed."""
    context = chromium.browser_type.launch_persistent_context(
        tmp_path / "profile",
        executable_path=missing.chromium(),
        args=ARGUMENTS,
        ignore_default_args=["--disable-back-forward-cache"],
        base_url=store.url,
    )
    token = store.hire("Ana Berg")
    context.add_cookies([{"name": COOKIE, "value": token, "url": store.url}])
    page = context.new_page()
    page.goto("/")
    yield page
    context.close()


def test_it_can_be_installed(installed: Page) -> None:
    installed.evaluate(ACTIVATED)
    session = installed.context.new_cdp_session(installed)
    assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    found = session.send("Page.getAppManifest")
    assert found["errors"] == []
    manifest = found["manifest"]
    assert manifest["display"] == "kStandalone"


def test_the_manifest_says_who_it_is(ana: Phone, store: Store) -> None:
    answer = ana.page.request.get("/manifest.webmanifest")
    assert answer.headers["content-type"] == "application/manifest+json"
    manifest = answer.json()
    assert (manifest["id"], manifest["scope"], manifest["start_url"]) == ("/", "/", "/?src=pwa")
    assert {"any", "maskable", "monochrome"} == {icon["purpose"] for icon in manifest["icons"]}
    for picture in manifest["screenshots"]:
        body = ana.page.request.get(picture["src"]).body()
        width, height = Image.open(BytesIO(body)).size
        assert picture["sizes"] == f"{width}x{height}"
        assert len(body) < 120_000
    assert {one["form_factor"] for one in manifest["screenshots"]} == {"narrow", "wide"}
    for url in [one["url"] for one in manifest["shortcuts"]] + [manifest["start_url"]]:
        page = ana.page.goto(url)
        assert page
        assert page.status == 200


def test_the_worker_rules_the_whole_app_and_keeps_the_shell(ana: Phone, store: Store) -> None:
    worker = Worker(ana.page)
    kept = worker.caches()
    assert "/offline" in kept
    assert [path for path in kept if path.endswith("/css/app.css")]
    assert not [path for path in kept if path.startswith(("/me", "/s/", "/site", "/settings"))]


def test_without_a_connection_home_is_shown_as_last_seen(ana: Phone) -> None:
    lose_connection(ana)
    ana.page.goto("/")
    expect(ana.page.get_by_role("link", name=CARPET)).to_be_visible()
    expect(ana.page.get_by_text(re.compile("No connection, as of"))).to_be_visible()
    assert accessibility(ana.page) == []
    find_connection(ana)
    ana.page.reload()
    expect(ana.page.get_by_text(re.compile("No connection, as of"))).to_be_hidden()


def test_without_a_connection_other_pages_say_so(ana: Phone) -> None:
    lose_connection(ana)
    ana.page.goto("/me")
    expect(ana.page.get_by_role("heading", name="No connection")).to_be_visible()
    assert accessibility(ana.page) == []
    find_connection(ana)
    ana.page.get_by_role("link", name="Try again").click()
    expect(ana.page.get_by_role("heading", name="Ana Berg")).to_be_visible()


def test_a_form_that_is_no_tap_says_that_no_answer_came(ana: Phone) -> None:
    """The phone believes that it is online, but nothing comes back: a weak network, a restart."""
    ana.page.goto("/sign-in")
    code = ana.page.get_by_label("Code")
    code.fill("ABCD2345")
    ana.page.evaluate("Object.defineProperty(navigator, 'onLine', {value: true})")
    lose_connection(ana)
    code.press("Enter")
    expect(ana.page.get_by_role("heading", name="No answer came")).to_be_visible()
    assert accessibility(ana.page) == []
    find_connection(ana)
    ana.page.go_back()
    expect(ana.page.get_by_label("Code")).to_have_value("ABCD2345")


def test_sign_out_leaves_nothing_behind(ana: Phone) -> None:
    assert "/" in Worker(ana.page).caches()
    sign_out(ana.page)
    ana.page.evaluate(ACTIVATED)
    assert "/" not in Worker(ana.page).caches()
    assert ana.page.evaluate("Object.keys(localStorage)") == []
    assert ana.context.cookies() == []
    lose_connection(ana)
    ana.page.goto("/")
    expect(ana.page.get_by_role("heading", name="No connection")).to_be_visible()
    assert CARPET not in ana.page.content()


def test_the_back_button_shows_nothing_of_who_was_here(installed: Page, store: Store) -> None:
    store.report("Ana Berg", CARPET)
    installed.goto("/")
    expect(installed.get_by_role("link", name=CARPET)).to_be_visible()
    sign_out(installed)
    for _ in range(2):
        installed.go_back(wait_until="commit")
        expect(installed.get_by_role("heading", name="Sign in")).to_be_visible()
        assert CARPET not in installed.content()


def test_coming_back_to_home_shows_what_is_true_now(installed: Page, store: Store) -> None:
    """The browser brings the page back as it was left, scripts and all: it must look again."""
    wait_until_kept(installed, "/")
    installed.reload()  # the first page of all has asked for its person's key, which keeps it out
    for number in range(5):  # the browser decides, and keeps none on which something is under way
        installed.wait_for_load_state("networkidle")
        installed.evaluate("window.isTheSame = true")
        installed.goto("/me")
        store.report("Ana Berg", f"{CARPET} {number}")
        installed.go_back(wait_until="commit")
        expect(installed.get_by_role("link", name=f"{CARPET} {number}")).to_be_visible()
        if installed.evaluate("window.isTheSame"):
            return
    raise AssertionError("each time this page came from the server, not back")


def sign_out(page: Page) -> None:
    page.goto("/me")
    page.get_by_role("button", name="Sign out on this phone").click()
    page.get_by_role("heading", name="Sign in").wait_for()
