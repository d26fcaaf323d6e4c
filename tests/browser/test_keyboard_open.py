"""A small phone whose keyboard is open: nothing lies over the field in which somebody writes."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Staff
from tests.browser.offline import open_page
from tests.browser.offline_acts import ANA, LIFT
from tests.browser.store import Store
from tests.support.limits import LIMIT
from tests.support.served import until

ALERTS = (
    "banner-unsaved",
    "banner-busy",
    "banner-handed-over",
    "banner-ended",
    "banner-signed-out",
)
BANNERS = ("banner-offline", "banner-kept", "banner-answers", "banner-update", "banner-changed")
# Of the focused field, in pixels: how much of it is within the window and under nothing else.
FREE = """() => {
  const field = document.activeElement, {left, right, top, bottom} = field.getBoundingClientRect();
  const across = (left + right) / 2;
  let free = 0;
  const isFree = (down) => down < innerHeight && document.elementFromPoint(across, down) === field;
  for (let down = Math.ceil(top) + 1; down < bottom; down += 1) free += down >= 0 && isFree(down);
  return [free, Math.floor(bottom - top) - 2];
}"""
SHOW = """(ids) => {
  for (const id of ids) document.getElementById(id).hidden = false;
  document.getElementById('kept-count').textContent = '2 taps not sent yet.';
  document.getElementById('answers-count').textContent = '2 taps were refused.';
}"""


def is_free(page: Page) -> None:
    """Once the page has scrolled to it."""

    def is_so() -> bool:
        free, height = page.evaluate(FREE)
        return bool(free >= height - 1)

    until(is_so, LIMIT, "the whole field can be seen")


@pytest.mark.parametrize("size", [(360, 400), (320, 300)], ids=str)
@pytest.mark.parametrize("path", ["/issues/new", "/issues/{ref}#words-note"])
def test_no_banner_lies_over_the_field(
    store: Store, staff: Staff, path: str, size: tuple[int, int]
) -> None:
    ana = staff(ANA)
    ref = store.report(ANA, LIFT)
    page = ana.page
    open_page(ana, path.format(ref=ref))
    page.set_viewport_size({"width": size[0], "height": size[1]})
    fields = page.locator("main textarea:visible, main input[type=text]:visible")
    expect(fields.first).to_be_visible()
    for alert in ALERTS:
        page.evaluate(SHOW, [*BANNERS, alert])
        for field in fields.all():
            field.blur()
            field.focus()
            is_free(page)
        page.evaluate("id => { document.getElementById(id).hidden = true }", alert)
