"""Every page of the walk, by day and by night: by screen reader, by keyboard, by a large thumb."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import actions, walking
from tests.browser.conftest import SwitchOn
from tests.browser.long_walk import WIDE, LongWalk, make_long_walk
from tests.browser.page_checks import look_twice_at, twice, walk_to
from tests.browser.store import Store
from tests.support.browsers import Phone

# Words that begin on one line and end on another, but for names that no line holds.
BROKEN_WORDS = """() => {
  const broken = [];
  const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (!text.parentElement.checkVisibility()) continue;
    for (const word of text.data.matchAll(/[\\p{L}’]{2,}/gu)) {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
      if (lines.size > 1 && word[0].length < 20) broken.push(word[0]);
    }
  }
  return broken;
}"""
HELPER = "Ottilie Brandt"
UNSEEN = "Object.defineProperty(document, 'hidden', {configurable: true, get: () => true})"


@pytest.fixture
def long_walk(store: Store) -> LongWalk:
    return make_long_walk(store)


def on_phone(long_walk: LongWalk, phone: SwitchOn, name: str) -> Phone:
    store = long_walk.store
    return store.hand_over(phone(name, base_url=store.url), long_walk.tokens[name])


def test_the_pages_of_an_owner_who_walks(long_walk: LongWalk, phone: SwitchOn) -> None:
    ana = on_phone(long_walk, phone, "Ana")
    paths = [*long_walk.steps.values(), *long_walk.changes.values()]
    paths += [long_walk.line, long_walk.settled, f"{long_walk.line}?owned=1"]
    paths += ["/", "/me", "/me/shift/end"]
    look_twice_at(ana, paths)
    ana.page.goto(long_walk.line)
    expect(ana.page.locator(".line--3 .stop--step")).to_have_count(12)


def test_the_pages_that_choose_somebody(long_walk: LongWalk, phone: SwitchOn) -> None:
    ana = on_phone(long_walk, phone, "Ana")
    paths = [
        f"{long_walk.plain}/{page}{search}"
        for page in (f"ask?need={WIDE}&", "owner-change?")
        for search in ("", "find=tills", "find=nobody-like-this")
    ]
    look_twice_at(ana, [*paths, f"{long_walk.line}/ask"])
    ana.page.goto(paths[0])
    expect(ana.page.get_by_text(re.compile("^Did [0-9]+ like this"))).not_to_have_count(0)
    ana.page.goto(f"{long_walk.plain}/ask")
    ana.page.get_by_label("What is needed?").fill(" ")
    ana.page.get_by_role("button", name="I’ll find someone on the way").click()
    expect(ana.page.get_by_label("What is needed?")).to_be_focused()
    assert twice(ana.page) == []
    ana.page.goto(f"{long_walk.plain}/owner-change")
    ana.page.get_by_role("button", name="Ask Ben").first.click()
    # Without a reason nothing is sent, nor kept: the browser itself leads there.
    expect(ana.page.get_by_label("My shift ends")).to_be_focused()


@pytest.mark.parametrize("width", [320, 360])
def test_choices_break_no_word_on_a_small_phone(
    long_walk: LongWalk, phone: SwitchOn, width: int
) -> None:
    ana = on_phone(long_walk, phone, "Ana")
    ana.page.set_viewport_size({"width": width, "height": 568})
    for path in ("owner-change", "ask"):
        ana.page.goto(f"{long_walk.plain}/{path}")
        expect(ana.page.locator(".option").first).to_be_visible()
        assert ana.page.evaluate(BROKEN_WORDS) == []
    beside = [one.bounding_box() for one in ana.page.locator(".option").all()[:2]]
    is_one_column = beside[0] and beside[1] and beside[0]["x"] == beside[1]["x"]
    assert is_one_column is (width == 320)


def test_the_pages_of_who_is_asked(long_walk: LongWalk, phone: SwitchOn) -> None:
    ben = on_phone(long_walk, phone, "Ben")
    asked = [path for name, path in long_walk.steps.items() if name not in ("code", "unscanned")]
    changes = [path for name, path in long_walk.changes.items() if name != "accepted"]
    look_twice_at(ben, [*asked, *changes, "/", "/helped", "/me/shift/end"])


def test_the_page_of_who_scans(long_walk: LongWalk, phone: SwitchOn) -> None:
    """Held still, as it is where a browser fetches ahead; and once it is too late."""
    ana, noor = (on_phone(long_walk, phone, name) for name in ("Ana", "Noor"))
    ana.page.goto(long_walk.steps["code"])
    address = walking.shown_code(long_walk.store, ana)
    noor.page.add_init_script(UNSEEN)
    noor.page.goto(address)
    expect(noor.page.get_by_role("button", name="I’m with you")).to_be_visible()
    assert twice(noor.page) == []
    walking.scan(on_phone(long_walk, phone, "Mika"), address)
    noor.page.goto(address)
    expect(actions.heading(noor, "This code has ended")).to_be_visible()
    assert twice(noor.page) == []


def test_the_pages_of_a_lead_who_looks_on(long_walk: LongWalk, phone: SwitchOn) -> None:
    kim = on_phone(long_walk, phone, "Kim")
    names = ("asked", "code", "declined")
    steps = [long_walk.steps[name] for name in names]
    look_twice_at(kim, [*steps, long_walk.changes["asked"], long_walk.line, "/people", "/helped"])


def test_the_line_that_the_customer_sees(long_walk: LongWalk, phone: SwitchOn) -> None:
    ana = on_phone(long_walk, phone, "Ana")
    link = actions.share(ana, long_walk.line)
    carla = phone("Carla", base_url=long_walk.store.url)
    look_twice_at(carla, [link])
    expect(carla.page.locator(".line--3 .stop--step")).to_have_count(12)


def test_one_can_ask_and_answer_by_keyboard(store: Store, phone: SwitchOn) -> None:
    # Helpers elsewhere may be suggested first: no other test has one of this name.
    tokens = {name: store.hire(name) for name in ("Ana Berg", HELPER)}
    ref = store.report("Ana Berg", "Carpet order")
    ana, ottilie = (
        store.hand_over(phone(name, base_url=store.url), token) for name, token in tokens.items()
    )
    ask_by_keyboard(ana, ref)
    answer_by_keyboard(ottilie)
    ana.page.reload()
    expect(actions.heading(ana, "Ottilie is with you")).to_be_visible()


def ask_by_keyboard(phone: Phone, ref: str) -> None:
    page = phone.page
    page.goto(f"/issues/{ref}/ask")
    walk_to(page, "need")
    page.keyboard.type("Unroll the linoleum")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("I’m calling")).to_be_checked()
    expect(page.get_by_text("You could say: “I’m calling someone who knows.")).to_be_visible()
    walk_to(page, HELPER)
    page.keyboard.press("Enter")
    expect(actions.heading(phone, "Call Ottilie now")).to_be_visible()


def answer_by_keyboard(phone: Phone) -> None:
    page = phone.page
    page.goto("/")
    walk_to(page, "Unroll the linoleum")
    page.keyboard.press("Enter")
    expect(actions.heading(phone, "Ana Berg asks you")).to_be_visible()
    walk_to(page, "I’m with you")
    page.keyboard.press("Enter")
    expect(actions.heading(phone, "You are with Ana on this")).to_be_visible()
    expect(page.locator("#step-title")).to_be_focused()
