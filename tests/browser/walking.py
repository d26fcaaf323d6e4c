"""What people do with their thumbs on the walk: ask, answer, scan, and hand over."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.browser import actions
from tests.browser.store import Store
from tests.support.browsers import Phone
from web.acts.accounts import invites
from web.acts.core.tap import Unit
from web.acts.handoffs import scan_codes
from web.cli.keys import LINKS_FILE
from web.cli.sample import Sample
from web.http.links import qr_svg


def ask(phone: Phone, need: str, helper: str | None = None, how: str = "I’m walking over") -> str:
    """On the page that asks somebody. `helper` None: whoever scans the code. The step's address."""
    phone.page.get_by_label("What is needed?").fill(need)
    phone.page.get_by_text(how, exact=True).click()
    button = f"Ask {helper}" if helper else "I’ll find someone on the way"
    phone.page.get_by_role("button", name=button).first.click()
    phone.page.locator("#step-title").wait_for()
    return phone.page.url


def open_asked(phone: Phone, what: str) -> None:
    """From home, by the card that says what a colleague asks."""
    phone.page.goto("/")
    expect(actions.heading(phone, "Needs you now")).to_be_visible()
    phone.page.get_by_role("link", name=what).first.click()


def decline(phone: Phone, why: str, could: str) -> None:
    phone.page.get_by_role("link", name="I can’t").click()
    phone.page.get_by_label("Do you know who could?").fill(could)
    phone.page.get_by_role("button", name=why).click()


def propose(phone: Phone, who: str) -> None:
    phone.page.locator("summary", has_text="I know who else could help").click()
    phone.page.get_by_label("Who?").fill(who)
    phone.page.get_by_role("button", name="Tell ").click()


def finish(phone: Phone, words: str = "") -> None:
    """With a word about it, or by the button that is at the thumb anyway."""
    if words:
        phone.page.locator("summary", has_text="Done, with a note").click()
        phone.page.get_by_label("What was done").fill(words)
    where = phone.page.locator("#act-done" if words else ".action-bar")
    where.get_by_role("button", name="My part is done").click()
    expect(actions.heading(phone, "Your part is done")).to_be_visible()


def shown_code(store: Store, phone: Phone) -> str:
    """The address in the code on this screen.

    No reader of codes is at hand. So the code is drawn once more from the address that it should
    have, and has to be the same, dot by dot.
    """
    dots = phone.page.locator("figure.qr path").last.get_attribute("d")
    step = phone.page.url.rpartition("/")[2]
    secret = (store.app.data_dir / LINKS_FILE).read_bytes()
    now = datetime.now(UTC)
    for at in (now, now - timedelta(minutes=5)):  # it may have been drawn a moment ago
        url = f"{store.url}/steps/{step}/with/{scan_codes.code_for(secret, int(step), at)[0]}"
        if dots and f'"{dots}"' in qr_svg(url):
            return url
    raise AssertionError(f"the code on {phone.page.url} is not that of its step")


def scan(phone: Phone, address: str, *, scripts: bool = True) -> None:
    """What the phone's camera opens: with scripts that is the yes, without it is one tap more."""
    phone.page.goto(address)
    if not scripts:
        phone.page.get_by_role("button", name="I’m with you").click()
    expect(actions.heading(phone, "You are with ")).to_be_visible()


def sign_in_code(store: Store, name: str) -> str:
    """To be typed by this person on one more phone."""

    def make(sample: Sample) -> str:
        person = store.person(sample, name)
        lifetime = invites.ANOTHER_PHONE
        return invites.invite_known(Unit(sample.session, sample.now), person, lifetime).code

    return store.sample(make)


def go_off_shift(phone: Phone) -> None:
    phone.page.goto("/me")
    phone.page.get_by_role("button", name="Go off shift").click()


def hand_over(phone: Phone, to: str, line: str = "") -> None:
    """On the page that chooses the next owner."""
    phone.page.get_by_label("What they should know").fill(line)
    with phone.page.expect_navigation():
        phone.page.get_by_role("button", name=f"Ask {to}").click()


def refuse_to_own(phone: Phone, words: str) -> None:
    phone.page.get_by_role("link", name="I can’t", exact=True).click()
    phone.page.get_by_label("Why not?").fill(words)
    phone.page.get_by_role("button", name="I can’t", exact=True).click()


def resolve(phone: Phone, words: str, *, used: str, explained: str) -> None:
    form = actions.open_act(phone.page, "resolve")
    form.get_by_label("What was done, and how was the customer told?").fill(words)
    form.get_by_role("radio", name=explained).check()
    form.get_by_label(used).check()
    form.get_by_label("How much, in EUR").fill("12,50")
    actions.confirm(form)
