"""The bar of an issue on the narrowest phone."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.browser.conftest import Staff
from tests.browser.offline import open_page
from tests.browser.store import Store
from tests.support.browsers import too_wide

# Words of buttons that stand on more than one line.
BROKEN = """() => {
  const found = [];
  for (const words of document.querySelectorAll('.action-bar span')) {
    const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) for (const word of walker.currentNode.data.matchAll(/\\S+/g)) {
      const range = document.createRange();
      range.setStart(walker.currentNode, word.index);
      range.setEnd(walker.currentNode, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1) found.push(word[0]);
    }
  }
  return found;
}"""


@pytest.mark.parametrize("hours_ago", [0, 5])
def test_no_word_of_ours_breaks_in_the_bar(staff: Staff, store: Store, hours_ago: int) -> None:
    """*Ask someone* is the first act of a new issue, *Update the customer* of a late one."""
    ana = staff("Ana Berg")
    ana.page.set_viewport_size({"width": 320, "height": 568})
    at = datetime.now(UTC) - timedelta(hours=hours_ago)
    open_page(ana, f"/issues/{store.report('Ana Berg', 'Carpet order', at=at)}")
    assert ana.page.evaluate(BROKEN) + too_wide(ana.page) == []
