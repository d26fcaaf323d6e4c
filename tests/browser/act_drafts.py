"""What a phone keeps of the acts that were begun on an issue, and how it says so."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.offline import open_page
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until

# The ids of all drafts on this phone, of whomever.
IDS = """async () => {
  const open = indexedDB.open('ownit');
  await new Promise(done => open.onsuccess = done);
  const asked = open.result.transaction(['drafts']).objectStore('drafts').getAllKeys();
  await new Promise(done => asked.onsuccess = done);
  open.result.close();
  return asked.result;
}"""
UPDATE = "Update the customer"


def line(page: Page, act: str = UPDATE) -> Locator:
    """Above the issue, on its page."""
    return page.locator("#main > [role=status] .draft").filter(has_text=act)


def sheet(page: Page, act: str = UPDATE) -> Locator:
    return page.get_by_role("dialog", name=act)


def notice(place: Locator | Page) -> Locator:
    return place.locator("form .draft p")


def said(page: Page) -> Locator:
    return page.get_by_label("What did you say?")


def open_sheet(page: Page, act: str = UPDATE) -> None:
    """By what the bar has for it, or *More*."""
    bar = page.get_by_role("navigation", name="What to do next")
    if not bar.get_by_role("link", name=act).count():
        bar.get_by_role("link", name="More").click()
        page.get_by_role("dialog", name="More").get_by_role("link", name=act).click()
    else:
        bar.get_by_role("link", name=act).click()
    expect(sheet(page, act)).to_be_visible()


def begin(page: Page, words: str, act: str = UPDATE, label: str = "What did you say?") -> None:
    """Typed in a sheet, kept, and the sheet closed."""
    open_sheet(page, act)
    sheet(page, act).get_by_label(label).fill(words)
    expect(
        page.locator(f"#{sheet(page, act).get_attribute('id')} form[data-drafted]")
    ).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def kept(page: Page, *paths: str) -> None:
    """Waits until the phone has the drafts of forms with these addresses, and no others."""
    wanted = sorted(paths)

    def are_there() -> bool:
        return sorted(one.rpartition(" ")[2] for one in page.evaluate(IDS)) == wanted

    until(are_there, LIMIT, f"drafts of {wanted}")


def come_back(phone: Phone, ref: str) -> Page:
    """As after the browser was ended: another page, with nothing of the one before."""
    old, phone.page = phone.page, phone.context.new_page()
    old.close(run_before_unload=False)
    open_page(phone, f"/issues/{ref}")
    return phone.page
