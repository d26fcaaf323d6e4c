"""Over plain HTTP at the machine's own address: who tries Own It in a local network begins here.

Browsers send no Fetch Metadata there, only Origin, and allow a page neither to ring nor to keep
anything (W3C Secure Contexts). The whole walk works, and each phone says what does not.
"""

import re
import subprocess
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import actions, walking
from tests.browser.conftest import SwitchOn
from tests.browser.offline import BROKEN, lose_connection
from tests.support.browsers import Phone, accessibility, too_small, too_wide
from tests.support.served import Served, free_port, serve

LIFT = "Lift to the car park is stuck"
CAN_NOT = re.compile("this phone cannot show notifications, keep taps")
OFFERS = re.compile("[Tt]urn (on notif|them on)|home screen|iPhone|Android|Computer|Send a test")
IGNORED = re.compile("Cross-Origin-Opener-Policy header has been ignored")


def _addresses() -> list[str]:
    """This machine's, but loopback and those of one link only."""
    shown = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=True).stdout
    found = [one for one in shown.split() if not ip_address(one).is_link_local]
    assert found, "this machine has no address but loopback"
    # One of each family is enough.
    return list({ip_address(one).version: one for one in found}.values())


@pytest.fixture(params=_addresses())
def address(request: pytest.FixtureRequest) -> str:
    port, host = free_port(), str(request.param)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@pytest.fixture
def served(tmp_path: Path, address: str) -> Iterator[Served]:
    settings = {
        "OWNIT_BIND": "::" if "[" in address else "0.0.0.0",
        "OWNIT_PORT": address.rpartition(":")[2],
        "OWNIT_PUBLIC_URL": address,
    }
    with serve(tmp_path / "data", more=settings) as app:
        yield app


@pytest.fixture
def at_home(phone: SwitchOn, served: Served, address: str) -> SwitchOn:
    def switch_on(name: str) -> Phone:
        one = phone(name, base_url=address)
        one.forgive(IGNORED)
        return one

    return switch_on


def test_from_the_first_admin_to_a_customer_who_was_told(
    served: Served, at_home: SwitchOn, address: str
) -> None:
    kim, ana, ben, carla = (at_home(name) for name in ("Kim", "Ana", "Ben", "Carla"))
    actions.set_up(kim, served.first_link(), "Kim", "Novak")
    for one, first, last in ((ana, "Ana", "Berg"), (ben, "Ben", "Okafor")):
        link = actions.invite(kim, first)
        assert link.startswith(address)
        actions.come_in(one, link, first, last)
    issue = actions.report(ana, LIFT, with_photo=True)
    expect(actions.heading(ana, "You own this.")).to_be_visible()
    status = actions.share(ana, issue)
    assert status.startswith(address)
    carla.page.goto(status)
    expect(actions.heading(carla, "Ana has this.")).to_be_visible()
    ask_ben(ana, ben, issue)
    ana.page.goto(issue)
    actions.update(ana, "A technician is on the way.")
    expect(ana.page.get_by_text("You updated the customer", exact=True)).to_be_visible()
    actions.resolve(ana, "The lift runs; told the customer.")
    expect(ana.page.get_by_text("You owned this")).to_be_visible()
    carla.page.reload()
    expect(actions.heading(carla, "This is settled.")).to_be_visible()


def ask_ben(ana: Phone, ben: Phone, issue: str) -> None:
    ana.page.goto(f"{issue}/ask")
    walking.ask(ana, "The key of the lift", "Ben Okafor")
    walking.open_asked(ben, "The key of the lift")
    ben.page.get_by_role("button", name="I’m with you").click()
    expect(actions.heading(ben, "You are with ")).to_be_visible()
    walking.finish(ben)


@pytest.mark.parametrize("address", _addresses()[:1], indirect=True)
def test_each_phone_says_what_does_not_work_and_offers_none_of_it(
    served: Served, at_home: SwitchOn
) -> None:
    kim = at_home("Kim")
    actions.set_up(kim, served.first_link(), "Kim", "Novak")
    page = kim.page
    lacks = "[isSecureContext, 'serviceWorker' in navigator, 'caches' in window]"
    assert page.evaluate(lacks) == [False, False, False]
    expect(page.get_by_text(CAN_NOT)).to_be_visible()
    assert shown_offers(kim) == []
    assert_it_looks_right(kim)
    page.get_by_role("link", name="What that means").click()
    heading = kim.page.get_by_role("heading", name="Without HTTPS", exact=True)
    expect(heading).to_be_visible()
    assert_it_looks_right(kim)
    page.goto("/me")
    expect(page.get_by_text("Notifications need an address that begins with https")).to_be_visible()
    expect(
        page.get_by_text("The app can be installed only from an address that begins with https")
    ).to_be_visible()
    assert shown_offers(kim) == []
    assert_it_looks_right(kim)
    page.goto("/waiting")
    expect(page.get_by_text("This browser cannot keep anything.")).to_be_visible()
    expect(page.get_by_text("Everything is sent.")).to_be_hidden()
    page.goto("/")
    page.get_by_role("button", name="All right").click()
    expect(page.get_by_text(CAN_NOT)).to_be_hidden()
    page.reload()
    expect(page.locator("body[data-insecure=read]")).to_have_count(1)
    expect(page.get_by_text(CAN_NOT)).to_be_hidden()
    assert shown_offers(kim) == []


@pytest.mark.parametrize("address", _addresses()[:1], indirect=True)
def test_without_a_connection_nothing_is_called_kept(served: Served, at_home: SwitchOn) -> None:
    kim = at_home("Kim")
    kim.forgive(BROKEN)
    kim.forgive(re.compile("htmx:error: Failed to fetch"))
    actions.set_up(kim, served.first_link(), "Kim", "Novak")
    page = kim.page
    page.goto(actions.report(kim, LIFT), wait_until="networkidle")  # with its scripts
    lose_connection(kim)
    actions.note(kim, "Called the lift company.")
    expect(page.locator("#banner-unsaved")).to_be_visible()
    expect(page.get_by_label("Your note")).to_have_value("Called the lift company.")
    expect(page.locator("#banner-kept")).to_be_hidden()
    expect(page.get_by_text(re.compile("[Kk]ept on this phone"))).to_be_hidden()


def shown_offers(phone: Phone) -> list[str]:
    """Of what cannot work here."""
    buttons = phone.page.locator("a, button, summary").filter(visible=True)
    return [words for words in buttons.all_inner_texts() if OFFERS.search(words)]


def assert_it_looks_right(phone: Phone) -> None:
    assert [*too_wide(phone.page), *too_small(phone.page), *accessibility(phone.page)] == []
