"""The chips of a report that stands open say by when the customer hears more, from now on."""

import re
from datetime import UTC, datetime

from playwright.sync_api import Locator, Page, expect
from sqlmodel import select

from tests.browser import actions
from tests.browser.conftest import Staff
from tests.browser.store import Store
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until
from web.store.tables.issues import Issue

A_COPY = """() => {
  document.body.dataset.old = '';
  const field = document.querySelector('fieldset[data-now]');
  field.dataset.now = '2026-11-01T10:17:00+00:00';
  for (const time of field.querySelectorAll('small')) time.textContent = '11:17';
}"""
LIFT = "The lift stands still"


def minute_shown(page: Page) -> int:
    """Of the hour, for an urgent issue: zones differ by whole hours here."""
    return int(page.locator("#urgency-now + span small").inner_text()[-2:])


def apart(one: int, other: int) -> int:
    return min((one - other) % 60, (other - one) % 60)


def report_of(phone: Phone) -> Page:
    phone.page.clock.install()
    phone.page.goto("/issues/new")
    expect(phone.page.locator("#urgency-now + span small")).not_to_contain_text("about")
    return phone.page


def test_the_chips_go_on_with_the_clock(staff: Staff) -> None:
    page = report_of(staff("Ana Berg"))
    before = minute_shown(page)
    page.clock.fast_forward("00:20:00")
    page.clock.run_for(21_000)
    assert apart(minute_shown(page), before + 20) <= 1


def test_what_a_phone_says_is_promised_within_a_minute(staff: Staff, store: Store) -> None:
    page = report_of(staff("Ana Berg"))
    page.locator("#urgency-now").check(force=True)
    page.get_by_label("What is not working?").fill(LIFT)
    shown = minute_shown(page)
    page.get_by_role("button", name="I own this").click()
    expect(page.get_by_text("You own this").first).to_be_visible()
    promise_at = store.ask(lambda session: _promise(session.exec(select(Issue)).all()[-1]))
    assert apart(promise_at.minute, shown) <= 1


def test_so_do_the_choices_of_an_update(staff: Staff, store: Store) -> None:
    """On a page that was open for a while before somebody opens the sheet, and while it is open."""
    page = staff("Ana Berg").page
    sheet = open_update(page, store)
    sheet.get_by_role("radio", name="30 minutes").check()
    time = sheet.locator("label:has(:checked) small").last
    button = sheet.locator("button[data-save]")
    before = int(time.inner_text()[-2:])
    page.clock.fast_forward("00:20:00")
    page.clock.run_for(21_000)
    until(lambda: apart(int(time.inner_text()[-2:]), before + 20) <= 1, LIMIT, "shown anew")
    expect(button).to_contain_text(time.inner_text())


def test_those_of_a_copy_count_from_now(staff: Staff, store: Store) -> None:
    """Which a phone kept for reading weeks ago."""
    page = staff("Ana Berg").page
    ref = store.report("Ana Berg", LIFT)
    page.goto(f"/issues/{ref}")
    page.evaluate(A_COPY)
    sheet = actions.open_act(page, "update")
    hint = sheet.get_by_role("radio", name="30 minutes").locator("xpath=..").locator("small")
    minute = datetime.now(UTC).minute
    until(lambda: apart(int(hint.inner_text()[-2:]), minute + 30) <= 1, LIMIT, "shown anew")


def test_tomorrow_is_the_day_that_is_promised(staff: Staff, store: Store) -> None:
    """Where a page, or a copy of one, is of the day before: it is today by now."""
    page = staff("Ana Berg").page
    sheet = open_update(page, store)
    choice = sheet.get_by_role("radio", name="Tomorrow at 9")
    choice.check()
    button = sheet.locator("button[data-save]")
    expect(button).to_contain_text("Tomorrow at 9")
    page.clock.fast_forward("24:00:00")
    page.clock.run_for(21_000)
    expect(choice).to_have_count(0)
    then = re.compile(r"\w+ \d+ \w+ 09:00")
    expect(sheet.locator("label:has(:checked)").last).to_have_text(then)
    expect(button).to_have_text(re.compile(f"next: {then.pattern}"))


def test_so_it_is_at_the_end_of_a_shift(staff: Staff, store: Store) -> None:
    page = staff("Ana Berg").page
    store.report("Ana Berg", LIFT)
    page.clock.install()
    page.goto("/me/shift/end")
    tomorrow = page.get_by_role("button", name="Tomorrow at 9")
    expect(tomorrow).to_be_visible()
    page.clock.fast_forward("24:00:00")
    page.clock.run_for(21_000)
    expect(tomorrow).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile(r"\d 09:00|\w 09:00")).first).to_be_visible()


def _promise(issue: Issue) -> datetime:
    assert issue.promise_at is not None
    return issue.promise_at


def open_update(page: Page, store: Store) -> Locator:
    """The sheet of an update, on a page with a clock of its own."""
    ref = store.report("Ana Berg", LIFT)
    page.clock.install()
    page.goto(f"/issues/{ref}")
    return actions.open_act(page, "update")
