"""Photos in the browser: made small before they leave the phone, several, removable, never lost."""

from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.browser import actions
from tests.browser.conftest import Staff, SwitchOn
from tests.browser.offline import find_connection, lose_connection
from tests.browser.photos import (
    CAMERA,
    FIELD,
    LONGEST_SIDE,
    SMALL_ENOUGH,
    choose,
    chosen,
    file,
    is_ready,
    noise,
    photos_of,
    said,
    snap,
)
from tests.browser.recording_proxy import RecordingProxy
from tests.browser.store import Store
from tests.browser.workers import ACTIVATED
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until
from tests.web import pictures
from web.store.tables.issues import Photo

WORDS = "The freezer drips"


@pytest.fixture
def ana(staff: Staff) -> Phone:
    phone = staff("Ana Berg")
    phone.page.goto("/issues/new")
    return phone


@pytest.fixture
def proxy(store: Store) -> Iterator[RecordingProxy]:
    with RecordingProxy(store.url) as proxy:
        yield proxy


def photos(store: Store) -> list[Photo]:
    return photos_of(store, WORDS)


def own(page: Page, words: str = WORDS) -> None:
    page.get_by_label("What is not working?").fill(words)
    actions.own(page)
    page.get_by_role("heading", name="You own this.").wait_for()


def jpegs(left: bytes) -> list[bytes]:
    """The files in what left the phone."""
    parts = left.split(b"Content-Type: image/jpeg\r\n\r\n")[1:]
    return [part.partition(b"\r\n------WebKitFormBoundary")[0] for part in parts]


def test_a_large_photo_leaves_the_phone_small_and_without_its_place(
    store: Store, phone: SwitchOn, proxy: RecordingProxy
) -> None:
    taken = noise()
    assert len(taken) > 3_000_000
    assert CAMERA in taken
    ana = phone("Ana", base_url=proxy.url)
    store.hand_over(ana, store.hire("Ana Berg"), proxy.url)
    ana.page.goto("/issues/new")
    choose(ana.page, file(taken))
    is_ready(ana.page, 1)
    own(ana.page)
    (sent,) = [one for connection in proxy.connections for one in jpegs(connection)]
    assert len(sent) <= SMALL_ENOUGH
    assert b"Exif" not in sent
    assert CAMERA not in b"".join(proxy.connections)
    with Image.open(BytesIO(sent), formats=("JPEG",)) as picture:
        assert max(picture.size) <= LONGEST_SIDE
        assert picture.size[0] * 3 == pytest.approx(picture.size[1] * 4, abs=4)
        assert dict(picture.getexif()) == {}
    (kept,) = photos(store)
    assert kept.small


def test_it_stands_upright_when_it_leaves(ana: Phone) -> None:
    choose(ana.page, file(pictures.jpeg(600, 400, orientation=6)))
    is_ready(ana.page, 1)
    size = chosen(ana.page).evaluate("one => [one.naturalWidth, one.naturalHeight]")
    assert size == [400, 600]


def red(jpeg: bytes) -> float:
    pixel = Image.open(BytesIO(jpeg)).getpixel((9, 9))
    assert isinstance(pixel, tuple)
    return pixel[0]


def test_several_photos_go_in_their_order_and_one_can_be_taken_out(
    ana: Phone, store: Store
) -> None:
    page = ana.page
    choose(page, snap(0), snap(1))
    is_ready(page, 2)
    choose(page, snap(2), snap(3))  # those of before stay
    is_ready(page, 4)
    page.get_by_role("button", name="Remove photo 2").click()
    expect(page.get_by_role("button", name="Remove photo 2")).to_be_focused()
    expect(said(page)).to_have_text("Removed.")
    is_ready(page, 3)
    own(page)
    assert [red(one.jpeg) for one in photos(store)] == pytest.approx([0, 80, 120], abs=8)


def test_the_last_one_that_is_taken_out_leaves_the_focus_at_the_chooser(ana: Phone) -> None:
    choose(ana.page, snap())
    is_ready(ana.page, 1)
    ana.page.get_by_role("button", name="Remove photo 1").press("Enter")
    expect(ana.page.get_by_role("button", name="Choose photos")).to_be_focused()
    assert ana.page.locator(FIELD).evaluate("field => field.files.length") == 0


@pytest.mark.parametrize("button", ["Take a photo", "Choose photos"])
def test_both_buttons_lead_to_a_photo(ana: Phone, button: str) -> None:
    with ana.page.expect_file_chooser() as opened:
        ana.page.get_by_role("button", name=button).click()
    assert opened.value.is_multiple() == (button == "Choose photos")
    opened.value.set_files([snap()])
    is_ready(ana.page, 1)


def test_the_camera_is_asked_for_by_one_of_them(ana: Phone) -> None:
    cameras = ana.page.locator("input[type=file][capture=environment]")
    expect(cameras).to_have_count(1)
    assert cameras.get_attribute("name") is None


def test_a_tap_while_they_are_made_small_waits_for_them(ana: Phone, store: Store) -> None:
    large = file(noise(3000, 2000))
    ana.page.get_by_label("What is not working?").fill(WORDS)
    choose(ana.page, large, large, large)
    assert chosen(ana.page).count() < 3
    actions.own(ana.page)
    ana.page.get_by_role("heading", name="You own this.").wait_for()
    assert len(photos(store)) == 3


def test_the_last_word_waits_for_its_photos_too(ana: Phone, store: Store) -> None:
    large = file(noise(3000, 2000))
    ana.page.goto(f"/issues/{store.report('Ana Berg', WORDS)}")
    form = actions.open_act(ana.page, "resolve")
    form.get_by_label("What was done, and how was the customer told?").fill("Mended.")
    ana.page.get_by_role("button", name="Choose photos").wait_for()
    choose(ana.page, large, large, large)
    actions.confirm(form)
    expect(said(ana.page)).to_have_text(
        "The photos are being made smaller. This is sent as soon as they are ready."
    )
    ana.page.get_by_text("You owned this").first.wait_for()
    assert len(photos(store)) == 3


def test_nothing_goes_out_when_one_turns_out_to_be_none(ana: Phone, store: Store) -> None:
    ana.page.get_by_label("What is not working?").fill(WORDS)
    choose(ana.page, file(noise(3000, 2000)), file(b"Dear Sirs", "letter.jpg"))
    actions.own(ana.page)
    expect(said(ana.page)).to_contain_text("“letter.jpg” cannot be read here")
    is_ready(ana.page, 1)
    assert photos(store) == []
    actions.own(ana.page)
    ana.page.get_by_role("heading", name="You own this.").wait_for()
    assert len(photos(store)) == 1


def test_a_phone_that_cannot_make_it_small_sends_it_as_it_is(
    store: Store, staff: Staff, ana: Phone
) -> None:
    ana.page.add_init_script("delete window.Worker")
    ana.page.goto("/issues/new")
    choose(ana.page, snap(side=2000))
    is_ready(ana.page, 1)
    own(ana.page)
    (kept,) = photos(store)
    assert Image.open(BytesIO(kept.jpeg)).size == (LONGEST_SIDE, LONGEST_SIDE)


def test_thirty_at_once_are_six(ana: Phone) -> None:
    choose(ana.page, *(snap(number % 6) for number in range(30)))
    is_ready(ana.page, 6)
    expect(said(ana.page)).to_have_text("You can send 6 photos at once: 24 were left out.")


BAD = [
    (file(pictures.heic(), "IMG_1.heic", "image/heic"), "“IMG_1.heic” cannot be read here"),
    (file(b"", "empty.jpg"), "“empty.jpg” is empty."),
    (file(b"Dear Sirs", "letter.jpg"), "“letter.jpg” cannot be read here."),
    (file(b"\xff\xd8\xff" + bytes(11_000_000), "huge.jpg"), "“huge.jpg” is larger than 10 MB."),
]


@pytest.mark.parametrize(("bad", "sentence"), BAD, ids=[one["name"] for one, _ in BAD])
def test_what_cannot_go_is_named_and_the_others_stay(
    ana: Phone, bad: FilePayload, sentence: str
) -> None:
    choose(ana.page, snap(1), bad, snap(2))
    is_ready(ana.page, 2)
    expect(said(ana.page)).to_contain_text(sentence)


@pytest.mark.parametrize(
    ("odd", "size"),
    [
        (lambda: file(pictures.gif(), "moving.gif", "image/gif"), (30, 30)),
        (lambda: file(pictures.jpeg(12_000, 3_000), "panorama.jpg"), (1600, 400)),
        (lambda: file(pictures.jpeg(9_000, 7_000), "63-megapixels.jpg"), (1600, 1244)),
        (lambda: file(pictures.png(), "seen-through.png", "image/png"), (30, 30)),
    ],
    ids=["gif", "panorama", "more pixels than the server takes", "png"],
)
def test_what_the_phone_can_draw_becomes_a_photo(
    ana: Phone, store: Store, odd: Callable[[], FilePayload], size: tuple[int, int]
) -> None:
    choose(ana.page, odd())
    is_ready(ana.page, 1)
    own(ana.page)
    (kept,) = photos(store)
    assert Image.open(BytesIO(kept.jpeg)).size == size


def test_photos_go_with_the_last_word_on_an_issue_too(ana: Phone, store: Store) -> None:
    """In a form that came into the page after the script."""
    ref = store.report("Ana Berg", WORDS)
    ana.page.goto(f"/issues/{ref}")
    actions.note(ana, "Looked at it.")
    actions.expect_in_history(ana.page, "You added a note.")
    form = actions.open_act(ana.page, "resolve")
    form.get_by_label("What was done, and how was the customer told?").fill("Mended.")
    choose(ana.page, snap(1), snap(2))
    is_ready(ana.page, 2)
    actions.confirm(form)
    ana.page.get_by_text("You owned this").first.wait_for()
    assert len(photos(store)) == 2
    shown = ana.page.locator(".photos img")
    expect(shown).to_have_count(2)
    shown.first.scroll_into_view_if_needed()
    until(lambda: shown.first.evaluate("one => one.naturalWidth") == 320, LIMIT, "shown small")


def test_without_script_it_is_one_plain_field(store: Store, phone: SwitchOn) -> None:
    ana = phone("Ana", base_url=store.url, scripts=False)
    store.hand_over(ana, store.hire("Ana Berg"))
    ana.page.goto("/issues/new")
    expect(ana.page.get_by_label("Photos")).to_be_visible()
    choose(ana.page, snap(1), snap(2))
    own(ana.page)
    assert len(photos(store)) == 2


def test_what_was_taken_without_a_connection_arrives(ana: Phone, store: Store) -> None:
    ana.page.evaluate(ACTIVATED)
    ana.page.goto("/issues/new")
    lose_connection(ana)
    choose(ana.page, snap(1), snap(2))
    is_ready(ana.page, 2)
    ana.page.get_by_label("What is not working?").fill(WORDS)
    actions.own(ana.page)
    ana.page.wait_for_url("**/waiting")
    assert photos(store) == []
    find_connection(ana)
    until(lambda: bool(ana.page.evaluate("1")) and len(photos(store)) == 2, LIMIT, "sent")
