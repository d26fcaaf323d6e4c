"""In a basement: what is mine or asked of me opens as it was, and says so; nothing else is kept."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from sqlmodel import col, select

from tests.browser import actions, walking
from tests.browser.conftest import Staff
from tests.browser.kept_pages import (
    answer_again,
    answer_with,
    in_worker,
    kept,
    plant,
    prefetch,
    ready,
    wait_until_kept,
)
from tests.browser.offline import (
    BROKEN,
    events,
    expect_all_sent,
    expect_kept,
    find_connection,
    lose_connection,
)
from tests.browser.store import Store
from tests.support.browsers import Phone, accessibility, too_small, too_wide
from tests.support.limits import LIMIT
from tests.support.served import until
from web.cli.sample import Sample
from web.rules.vocabulary import Introduction
from web.store.tables.issues import Issue, Photo

ANA, BEN = "Ana Berg", "Ben Okafor"
CARPET = "Carpet order for Saturday"
LIFT = "Lift to the car park is stuck"
AGE = re.compile(r"No connection, as of \w{3} \d{1,2} \w{3} \d\d:\d\d")


def test_a_page_that_is_not_on_this_phone_says_what_is_not_sent(ana: Phone, store: Store) -> None:
    store.hire(BEN)
    mine, other = store.report(ANA, CARPET), store.report(BEN, LIFT)
    ana.page.goto(f"/issues/{mine}")
    lose_connection(ana)
    actions.note(ana, "Called them.")
    expect_kept(ana.page, 1)
    ana.page.goto(f"/issues/{other}")
    expect(ana.page.get_by_role("heading", name="No connection")).to_be_visible()
    expect_kept(ana.page, 1)
    look_at(ana.page)


@pytest.fixture
def ana(staff: Staff) -> Phone:
    return ready(staff(ANA))


def test_what_is_mine_is_read_without_ever_having_been_opened(ana: Phone, store: Store) -> None:
    store.hire(BEN)
    mine, other = store.report(ANA, CARPET), store.report(BEN, LIFT)
    photo = add_photo(store, mine)
    ana.page.goto("/")
    wait_until_kept(ana.page, f"/issues/{mine}", photo)
    ana.page.goto(f"/issues/{other}")
    lose_connection(ana)
    ana.page.goto("/")
    expect(ana.page.get_by_text(AGE)).to_be_visible()
    ana.page.get_by_role("link", name=CARPET).click()
    expect(ana.page.get_by_role("heading", name=CARPET)).to_be_visible()
    expect(ana.page.get_by_text(AGE)).to_be_visible()
    width = "image => (image.scrollIntoView(), image.decode()).then(() => image.naturalWidth)"
    assert ana.page.get_by_role("img", name="Photo 1").evaluate(width) == 32
    look_at(ana.page)
    assert f"/issues/{other}" not in kept(ana.page)
    find_connection(ana)
    expect(ana.page.get_by_text(AGE)).to_be_hidden()  # it looks by itself


def test_tabs_lead_on_again_once_the_connection_is_back(ana: Phone) -> None:
    ana.page.goto("/")
    wait_until_kept(ana.page, "/")
    lose_connection(ana)
    ana.page.goto("/")
    me = ana.page.get_by_role("link", name="Me", exact=True)
    expect(me).to_have_attribute("aria-disabled", "true")
    find_connection(ana)
    expect(ana.page.get_by_text(AGE)).to_be_hidden()
    expect(me).to_have_attribute("aria-disabled", "false")


def test_what_is_asked_of_me_is_kept_until_i_am_out_of_it(ana: Phone, store: Store) -> None:
    store.hire(BEN)
    ref = store.report(BEN, LIFT)

    def ask(sample: Sample) -> int:
        by, helper = store.person(sample, BEN), store.person(sample, ANA)
        at = sample.now - timedelta(minutes=1)
        return sample.ask(by, ref, helper, "Come and look", at, Introduction.MESSAGE)

    step = f"/steps/{store.sample(ask)}"
    ana.page.goto("/")
    wait_until_kept(ana.page, step)
    ana.page.goto(f"/issues/{ref}")
    wait_until_kept(ana.page, f"/issues/{ref}")
    ana.page.goto(step)
    walking.decline(ana, "Busy", "")
    expect(ana.page.get_by_role("link", name="I can’t")).to_have_count(0)
    ana.page.goto(f"/issues/{ref}")
    until(lambda: f"/issues/{ref}" not in kept(ana.page), LIMIT, "forgotten")


def test_what_changed_is_fetched_again_and_nothing_else(ana: Phone, store: Store) -> None:
    first, second = store.report(ANA, CARPET), store.report(ANA, LIFT)
    ana.page.goto("/")
    wait_until_kept(ana.page, f"/issues/{first}", f"/issues/{second}")
    before = kept_at(ana.page, second)

    def note(sample: Sample) -> None:
        sample.note(store.person(sample, ANA), first, "It came in blue", sample.now)

    store.sample(note)
    ana.page.goto("/")
    newer = "caches.match('/issues/%s', {ignoreVary: true}).then(one => one.text())"
    until(lambda: "It came in blue" in ana.page.evaluate(newer % first), LIMIT, "kept as it is now")
    assert kept_at(ana.page, second) == before


def test_a_phone_that_saves_data_fetches_nothing_ahead(ana: Phone, store: Store) -> None:
    ref = store.report(ANA, CARPET)
    ahead = prefetch(f"[['/issues/{ref}', '1']]")
    saving = "Object.defineProperty(navigator, 'connection', {value: {saveData: true}})"
    in_worker(ana, f"{saving}; {ahead}")
    assert f"/issues/{ref}" not in kept(ana.page)
    in_worker(ana, f"navigator.connection.saveData = false; {ahead}")
    assert f"/issues/{ref}" in kept(ana.page)


def test_only_what_home_can_name_is_fetched_ahead(ana: Phone) -> None:
    asked = "['/settings', '1'], ['/me', '1'], ['//elsewhere.example/issues/A', '1'], [7, 7]"
    in_worker(ana, prefetch(f"[{asked}]"))
    assert sorted(kept(ana.page)) == ["/", "/issues/new"]


def test_taps_on_an_old_page_are_kept_and_sent(ana: Phone, store: Store) -> None:
    ref = store.report(ANA, CARPET)
    ana.page.goto("/")
    wait_until_kept(ana.page, f"/issues/{ref}")
    lose_connection(ana)
    for words in ("It came in blue", "They wait at the desk"):
        ana.page.goto(f"/issues/{ref}")
        actions.note(ana, words)
        expect(ana.page.locator("#banner-kept")).to_be_visible()
    expect_kept(ana.page, 2)
    find_connection(ana)
    expect_all_sent(ana)
    told = [one.text for one in events(store, ref, "noted")]
    assert told == ["It came in blue", "They wait at the desk"]


def test_two_reports_in_a_basement_are_two(ana: Phone, store: Store) -> None:
    """One kept form, opened twice: a key of its own each time, or the second would be the first."""
    lose_connection(ana)
    for words in (CARPET, LIFT):
        ana.page.goto("/issues/new")
        expect(ana.page.get_by_text(AGE)).to_have_count(0)
        ana.page.get_by_label("What is not working?").fill(words)
        ana.page.get_by_role("button", name="I own this").click()
        expect(ana.page.get_by_role("heading", name="Not sent yet")).to_be_visible()
    find_connection(ana)
    expect_all_sent(ana)
    here = select(Issue.words).where(Issue.site_id == store.site_id).order_by(col(Issue.id))
    assert store.ask(lambda session: list(session.exec(here))) == [CARPET, LIFT]


def test_a_page_that_is_not_kept_says_which_are(ana: Phone, store: Store) -> None:
    ref = store.report(ANA, CARPET)
    ana.page.goto("/")
    wait_until_kept(ana.page, f"/issues/{ref}")
    lose_connection(ana)
    ana.page.goto("/me")
    expect(ana.page.get_by_role("heading", name="No connection")).to_be_visible()
    links = ana.page.locator(".offline-list a [data-title]")
    expect(links).to_have_text(["Home", "See a problem?", CARPET])
    look_at(ana.page)
    ana.page.get_by_role("link", name=CARPET).click()
    expect(ana.page.get_by_role("heading", name=CARPET)).to_be_visible()


def test_it_stays_within_bounds(ana: Phone) -> None:
    for number in range(35):
        plant(ana.page, "/", f"/issues/P{number}", days=1 + number / 100)
    for number in range(65):
        plant(ana.page, "/", f"/photos/{number}/small", days=1 + number / 100)
    plant(ana.page, "/", "/issues/OLD", days=7.1)
    lose_connection(ana)
    ana.page.goto("/me")  # lists what there is, without what is too old or too much
    pages = [path for path in kept(ana.page) if not path.startswith("/photos/")]
    newest = {"/", "/issues/new", *(f"/issues/P{number}" for number in range(28))}
    assert set(pages) == newest
    photos = [path for path in kept(ana.page) if path.startswith("/photos/")]
    assert set(photos) == {f"/photos/{number}/small" for number in range(60)}


def test_what_is_older_than_a_week_is_not_shown(ana: Phone) -> None:
    plant(ana.page, "/", "/", days=7.1)
    lose_connection(ana)
    ana.page.goto("/")
    expect(ana.page.get_by_role("heading", name="No connection")).to_be_visible()
    expect(ana.page.locator(".offline-list a [data-title]")).to_have_text(["See a problem?"])


def test_a_page_of_an_older_version_has_the_files_of_this_one(ana: Phone) -> None:
    version = str(in_worker(ana, "self.RELEASE.version"))
    plant(ana.page, "/", "/", change=(version, "0123456789ab"))
    lose_connection(ana)
    ana.page.goto("/")
    sheets = "[...document.styleSheets].map(one => one.cssRules.length)"
    assert ana.page.evaluate(sheets) > [0]
    assert "0123456789ab" not in ana.page.content()
    expect(ana.page.get_by_text(AGE)).to_be_visible()


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_server_that_is_away_shows_the_old_page_as_well(ana: Phone, status: int) -> None:
    answer_with(ana, f"async () => new Response('', {{status: {status}}})")
    ana.page.goto("/")
    expect(ana.page.get_by_text(AGE)).to_be_visible()
    answer_again(ana)
    expect(ana.page.get_by_text(AGE)).to_be_hidden()  # it looks by itself
    ana.forgive(BROKEN)


def test_an_answer_that_does_not_come_is_not_waited_for(ana: Phone) -> None:
    answer_with(ana, "() => new Promise(() => {})")
    ana.page.goto("/")
    expect(ana.page.get_by_text(AGE)).to_be_visible()
    answer_again(ana)
    ana.page.reload()
    expect(ana.page.get_by_text(AGE)).to_be_hidden()


def kept_at(page: Page, ref: str) -> str:
    script = (
        "path => caches.match(path, {ignoreVary: true}).then(p => p.headers.get('Ownit-Kept-At'))"
    )
    return str(page.evaluate(script, f"/issues/{ref}"))


def look_at(page: Page) -> None:
    assert accessibility(page) == []
    assert too_small(page) == []
    assert too_wide(page) == []


def add_photo(store: Store, ref: str) -> str:
    """The path of its small copy."""
    picture = BytesIO()
    Image.new("RGB", (32, 24), "orange").save(picture, "JPEG")

    def add(sample: Sample) -> str:
        issue = sample.session.exec(select(Issue).where(Issue.ref == ref)).one()
        photo = Photo(
            id=f"kept-{ref}",
            issue_id=issue.id,
            person_id=issue.reporter_id,
            jpeg=picture.getvalue(),
            small=picture.getvalue(),
            at=sample.now,
        )
        sample.session.add(photo)
        return photo.id

    return f"/photos/{store.sample(add)}/small"
