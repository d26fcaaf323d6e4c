"""How pages are met: by screen reader, by keyboard, by a large thumb, with text twice as large."""

from collections.abc import Iterable

from playwright.sync_api import Page

from tests.support.browsers import Phone, accessibility, too_small, too_wide

OPEN_FOLDS = "folds => folds.forEach(fold => { fold.open = true })"
PHOTO_BUTTONS = """() => [...document.querySelectorAll('[data-photos]')]
  .every(box => box.closest('dialog:not([open])') || box.querySelector('button'))"""
SHOW_SHEET = "sheet => { document.querySelector('.sheet[open]')?.close(); sheet.showModal() }"
CLOSE_SHEET = "sheet => sheet.close()"
A_THUMB = 48  # CSS pixels
LARGE_TEXT = "page => { page.style.fontSize = '212.5%' }"  # twice what it is

ACTS = ":is(button, a, input:not([type=hidden], [type=radio]), select, textarea):visible"
NAME = "one => (one.textContent || one.name).trim()"
# Its outline, or that of the card that its link fills; and nothing lies above it.
SEEN = """one => {
  const isDrawn = ({content, outlineStyle, outlineWidth}) =>
    content !== 'none' && outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
  const box = one.getBoundingClientRect();
  const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return (isDrawn(getComputedStyle(one)) || isDrawn(getComputedStyle(one, '::after')))
    && (one === at || one.contains(at) || Boolean(at?.contains(one)));
}"""


def walk(page: Page) -> Iterable[tuple[str, bool]]:
    """Tab through the page once: what has the focus, and whether one can see that it has."""
    page.locator("body").evaluate("body => { body.tabIndex = -1; body.focus() }")
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() == 0:
            return
        yield focused.evaluate(NAME), focused.evaluate(SEEN)


def walk_to(page: Page, words: str) -> None:
    for walked, is_seen in walk(page):
        assert is_seen, f"the focus on {walked!r} cannot be seen"
        if walked == words:
            return
    raise AssertionError(f"{words!r} is not reached by Tab")


def look_at(phone: Phone, paths: Iterable[str]) -> None:
    """All findings of all these pages at once."""
    found = {}
    for path in paths:
        phone.page.goto(path)
        found[path] = findings(phone.page)
    assert not any(found.values()), {path: one for path, one in found.items() if one}


def findings(page: Page) -> list[str]:
    """With every fold open, and each sheet in turn; and at 200 % text, too."""
    page.locator("details").evaluate_all(OPEN_FOLDS)
    found = accessibility(page) + too_small(page) + too_wide(page)
    sheets = page.locator("dialog.sheet").all()
    for sheet in sheets:
        sheet.evaluate(SHOW_SHEET)
        found += accessibility(page) + too_small(page) + too_wide(page)
    page.locator("html").evaluate(LARGE_TEXT)
    for sheet in sheets:
        sheet.evaluate(SHOW_SHEET)
        found += [f"in a sheet at 200 % text: {one}" for one in too_wide(page)]
        sheet.evaluate(CLOSE_SHEET)
    return found + [f"at 200 % text: {one}" for one in too_wide(page)]


def look_twice_at(phone: Phone, paths: Iterable[str]) -> None:
    """The same by day and by night; of the two only the colours differ."""
    found = {}
    for path in paths:
        phone.page.goto(path)
        found[path] = twice(phone.page)
    assert not any(found.values()), {path: one for path, one in found.items() if one}


def twice(page: Page) -> list[str]:
    """The findings of a page, and the colours at night that cannot be told apart."""
    found = findings(page)
    page.locator("html").evaluate("page => { page.style.fontSize = '' }")
    page.emulate_media(color_scheme="dark")
    found += [f"in the dark: {one}" for one in accessibility(page, "color-contrast")]
    page.emulate_media(color_scheme="light")
    return found + [f"for a thumb: {one}" for one in too_small(page, A_THUMB)]
