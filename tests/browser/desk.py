"""How one looks at the two panes of a wide window."""

from playwright.sync_api import FrameLocator, Locator, Page

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
