"""A phone whose clock is put right between the tap and the sending: the tap is as old as it is."""

from datetime import timedelta

import pytest

from tests.browser import actions
from tests.browser.conftest import Staff
from tests.browser.offline import (
    NO_SYNC,
    events,
    expect_kept,
    find_connection,
    lose_connection,
    open_page,
    queue,
    when,
)
from tests.browser.offline_acts import ANA, LIFT
from tests.browser.store import Store
from tests.browser.workers import ACTIVATED
from tests.support.limits import LIMIT
from tests.support.served import until

HOUR = 60 * 60 * 1000
WRONG = "const realNow = Date.now; window.behind = %d; Date.now = () => realNow() - window.behind"


@pytest.mark.parametrize("hours", [3, -2], ids=["slow", "fast"])
def test_a_tap_is_no_older_than_it_is(store: Store, staff: Staff, hours: int) -> None:
    ana = staff(ANA)
    begun = timedelta(hours=9)
    ref = store.sample(
        lambda sample: sample.report(store.person(sample, ANA), LIFT, at=sample.now - begun)
    )
    ana.page.evaluate(ACTIVATED)
    ana.context.add_init_script(NO_SYNC)
    ana.context.add_init_script(WRONG % (hours * HOUR))
    open_page(ana, f"/issues/{ref}")
    lose_connection(ana)
    actions.note(ana, "They come at noon.")
    expect_kept(ana.page, 1)
    ana.page.evaluate("window.behind = 0")
    find_connection(ana)
    until(lambda: queue(ana.page) == [], LIMIT, "sent")
    (noted,) = events(store, ref, "noted")
    assert abs(noted.at - when(noted)) < timedelta(minutes=1)


def test_a_page_goes_on_showing_what_is_true(store: Store, staff: Staff) -> None:
    """Although its last act was later than it is now, by a clock that was fast."""
    ana = staff(ANA)
    ref = store.report(ANA, LIFT)
    ana.context.add_init_script(WRONG % -HOUR)
    open_page(ana, f"/issues/{ref}")
    actions.note(ana, "They come at noon.")
    actions.expect_in_history(ana.page, "They come at noon.")
    actions.expect_no_sheet(ana.page)
    ana.page.evaluate("window.behind = 0")
    blue = "It is the blue one."
    store.sample(lambda it: it.note(store.person(it, ANA), ref, blue, it.now))
    ana.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    actions.expect_in_history(ana.page, blue)
