"""How one looks at the two panes of a wide window."""

from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.browser.conftest import Staff
from tests.browser.store import Store
from tests.support.browsers import Phone
from web.cli.sample import Sample
from web.rules.vocabulary import Role

OWNER = "Ana Berg"
OVEN, NOTE = "Oven door does not close", "Called the shop"
LIFT, TILL, DOOR = "Lift to the car park is stuck", "Till 4 is dead", "Side door stays shut"
CHOOSE = "Choose an issue in the list to see it here."


def detail(page: Page) -> FrameLocator:
    return page.frame_locator('iframe[title="What was chosen"]')


def beside(page: Page) -> FrameLocator:
    return page.frame_locator('iframe[title="List of issues"]')


def row(place: Page | FrameLocator, words: str) -> Locator:
    return place.locator("main :is(h2, h3) > a").filter(has_text=words).first


def rows(page: Page) -> Locator:
    return page.locator("main :is(h2, h3) > a")


def title(place: Page | FrameLocator, words: str) -> Locator:
    return place.get_by_role("heading", level=1, name=words)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def came_back(page: Page) -> None:
    """What somebody sees who looks at the window again."""
    for one in page.frames:
        one.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")


def owner_at_a_desk(staff: Staff, store: Store) -> Phone:
    """Somebody who owns three issues, at home in a wide window whose keys do something already."""
    phone = staff(OWNER, at_desk=True)
    for words in (LIFT, TILL, DOOR):
        store.report(OWNER, words)
    phone.page.goto("/")
    expect(phone.page.get_by_text(CHOOSE)).to_be_visible()
    expect(phone.page.get_by_role("button", name="Keyboard shortcuts")).to_be_visible()
    return phone


def lead_at_a_desk(staff: Staff, store: Store) -> Phone:
    """In a wide window."""
    phone = staff("Kim Novak", Role.LEAD, at_desk=True)
    store.report("Kim Novak", LIFT, without_owner=True)
    store.report("Kim Novak", TILL)
    return phone


def act_elsewhere(store: Store, ref: str) -> None:
    """The owner of an issue writes a note on it, and reports another one, on another phone."""
    store.report(OWNER, OVEN)

    def note(sample: Sample) -> None:
        sample.note(store.person(sample, OWNER), ref, NOTE, sample.now)

    store.sample(note)
