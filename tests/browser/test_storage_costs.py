"""What is read and written while something is typed, or waits: photos once, and no more."""

from functools import partial

from playwright.sync_api import expect

from tests.browser import actions
from tests.browser.conftest import Staff
from tests.browser.kept_pages import ready
from tests.browser.offline import (
    APP,
    BUSY,
    NO_SYNC,
    find_connection,
    lose_connection,
    open_page,
    queue,
)
from tests.browser.offline_acts import ANA, LIFT
from tests.browser.store import Store
from tests.browser.workers import ACTIVATED
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until

# How often each store is read and written, by this page.
COUNTED = """window.counted = {};
for (const name of ['put', 'get', 'getAll', 'openCursor']) {
  for (const its of [IDBObjectStore.prototype, IDBIndex.prototype]) {
    const real = its[name];
    if (!real) continue;
    its[name] = function (...asked) {
      const what = `${name} ${(this.objectStore ?? this).name}`;
      window.counted[what] = (window.counted[what] ?? 0) + 1;
      return real.apply(this, asked);
    };
  }
}"""

# How often it is listed, and photos are read for it, while nobody can be sending any.
LISTED = f"""navigator.locks.request('ownit-taps', async () => {{
  const {{listTaps}} = await {APP};
  const photos = () => (window.counted['get photos'] ?? 0) + (window.counted['getAll photos'] ?? 0);
  const [lists, before] = [window.counted['getAll taps'] ?? 0, photos()];
  for (let n = 0; n < 3; n++) await listTaps();
  return [window.counted['getAll taps'] - lists, photos() - before];
}})"""


def counted(phone: Phone, what: str) -> int:
    return int(phone.page.evaluate("what => window.counted[what] ?? 0", what))


def test_a_list_of_what_waits_reads_no_photo(store: Store, staff: Staff) -> None:
    ana = ready(staff(ANA))
    ana.context.add_init_script(NO_SYNC)
    ana.context.add_init_script(COUNTED)
    lose_connection(ana)
    ana.page.goto("/issues/new")
    ana.page.get_by_label("What is not working?").fill(LIFT)
    ana.page.get_by_label("Photo").set_input_files(actions.photo())
    expect(ana.page.locator(".chosen img")).to_have_count(1)
    actions.own(ana.page)
    expect(ana.page.locator("#waiting-unsent li")).to_have_count(1)
    lists, photos = ana.page.evaluate(LISTED)
    assert lists >= 3
    assert photos == 0
    find_connection(ana)
    until(lambda: queue(ana.page) == [], LIMIT, "sent")


def has_put_drafts(phone: Phone, before: int) -> bool:
    return counted(phone, "put drafts") > before


def test_photos_of_a_draft_are_written_once(store: Store, staff: Staff) -> None:
    ana = staff(ANA)
    ana.context.add_init_script(COUNTED)
    open_page(ana, "/issues/new")
    ana.page.get_by_label("Photo").set_input_files(actions.photo())
    expect(ana.page.locator(".chosen img")).to_have_count(1)
    until(lambda: counted(ana, "put photos") > 0, LIMIT, "sealed")
    for words in ("The fr", "The freezer", "The freezer drips"):
        before = counted(ana, "put drafts")
        ana.page.get_by_label("What is not working?").fill(words)
        until(partial(has_put_drafts, ana, before), LIMIT, "kept")
    photos = counted(ana, "put photos")
    assert photos <= 2, "as it was chosen, and as it was ready"
    open_page(ana, "/issues/new")
    expect(ana.page.get_by_label("What is not working?")).to_have_value("The freezer drips")
    expect(ana.page.locator(".chosen img")).to_have_count(1)


def test_nothing_is_looked_at_while_another_page_sends(store: Store, staff: Staff) -> None:
    """It waits for its turn, instead of asking each second."""
    ana = staff(ANA)
    ref = store.report(ANA, LIFT)
    ana.page.evaluate(ACTIVATED)
    ana.context.add_init_script(NO_SYNC)
    ana.context.add_init_script(COUNTED)
    ana.page.clock.install()
    open_page(ana, f"/issues/{ref}")
    other = Phone("Ana’s other tab", ana.context, ana.context.new_page())
    open_page(other, "/")
    other.page.evaluate(BUSY)
    actions.note(ana, "They come at noon.")
    until(lambda: len(queue(ana.page)) == 1, LIMIT, "written down")
    ana.page.clock.fast_forward(11_000)  # from here on it is called kept
    expect(ana.page.locator("#banner-kept")).to_be_visible()
    ana.page.clock.run_for(2_000)
    before = counted(ana, "getAll taps")
    for _ in range(15):
        ana.page.clock.run_for(2_000)
    assert counted(ana, "getAll taps") - before <= 1
    other.page.evaluate("self.release()")
    until(
        lambda: ana.page.evaluate(f"{APP}.then(({{listTaps}}) => listTaps())") == [], LIMIT, "sent"
    )
