"""Every page in longer words, from right to left, and with the names of other scripts."""

import pytest
from sqlmodel import select

from tests.browser import actions
from tests.browser.busy import Busy
from tests.browser.conftest import SwitchOn
from tests.browser.page_checks import look_at
from tests.browser.store import Store
from tests.support.browsers import Phone
from web.store.tables.accounts import Site

# The pseudo-locale is 40 % longer than English; German and Ukrainian are the longest of the others.
EACH = pytest.mark.parametrize("code", ["en-XA", "ar", "de", "uk", "hi"])
NARROW = 320  # CSS pixels


def speak(store: Store, code: str) -> None:
    with store.database.write() as session:
        for site in session.exec(select(Site)).all():
            site.language = code
            session.add(site)


def narrow(phone: Phone) -> Phone:
    phone.page.set_viewport_size({"width": NARROW, "height": 640})
    return phone


@EACH
def test_the_pages_of_an_employee(busy: Busy, phone: SwitchOn, code: str) -> None:
    speak(busy.store, code)
    ana = narrow(busy.store.hand_over(phone("Ana", base_url=busy.store.url), busy.ana))
    states = (busy.late, busy.mine, busy.unowned, busy.others, busy.settled)
    paths = [f"/issues/{ref}" for ref in states]
    paths += [f"/issues/{busy.mine}/{page}" for page in ("share", "ask", "owner-change")]
    look_at(ana, [*paths, "/", "/issues", "/issues/new", "/me", "/me/hours", "/search", "/nowhere"])


def test_one_long_word_of_a_choice(busy: Busy, phone: SwitchOn) -> None:
    """“Tanıştıramıyorum”, which is “I can’t introduce you”, in large letters."""
    speak(busy.store, "tr")
    ana = narrow(busy.store.hand_over(phone("Ana", base_url=busy.store.url), busy.ana))
    look_at(ana, [f"/issues/{busy.mine}/ask"])


@EACH
def test_the_pages_of_an_admin(busy: Busy, phone: SwitchOn, code: str) -> None:
    speak(busy.store, code)
    sam = narrow(busy.store.hand_over(phone("Sam", base_url=busy.store.url), busy.sam))
    site = f"/settings/sites/{busy.store.site_id}"
    paths = [site, f"{site}/opening-hours", f"{site}/nudges", "/settings", "/settings/people"]
    look_at(
        sam, [*paths, f"{site}/phrases", "/settings/sites", "/settings/invites", "/site", "/people"]
    )


@EACH
@pytest.mark.full_chromium
def test_the_pages_of_strangers_and_customers(busy: Busy, phone: SwitchOn, code: str) -> None:
    ana = busy.store.hand_over(phone("Ana", base_url=busy.store.url), busy.ana)
    links = [actions.share(ana, f"/issues/{ref}") for ref in (busy.late, busy.mine)]
    carla = narrow(phone("Carla", base_url=busy.store.url))
    paths = ["/sign-in", "/join/no-such-link", "/s/no-such-link", *links]
    look_at(carla, [f"{path}?lang={code}" for path in paths])
