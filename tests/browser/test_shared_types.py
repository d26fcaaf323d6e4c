"""What other apps share without a type or under a wrong one; what is left out is said."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import FilePayload, expect

from tests.browser.photos import file, is_ready, snap
from tests.browser.test_drafts import expect_words, kept, type_words
from tests.browser.test_sharing_in import HERE, LOST, ana, gallery, share
from tests.support.browsers import Phone, accessibility

__all__ = ["ana", "gallery"]


NONE = "What you shared cannot be used here."


def picture(kind: str, name: str = "shared") -> FilePayload:
    out = BytesIO()
    Image.new("RGB", (40, 40), (9, 90, 160)).save(out, "PNG")
    return file(out.getvalue(), name, kind)


def test_first_bytes_decide_what_is_a_photo(ana: Phone, gallery: str) -> None:
    """Apps share photos as bytes of no type, or under another one."""
    kinds = ("application/octet-stream", "", "text/uri-list", "text/plain")
    share(ana.page, gallery, *(picture(kind) for kind in kinds), text="It drips")
    expect(ana.page.get_by_text(HERE)).to_be_visible()
    is_ready(ana.page, 4)
    expect_words(ana.page, "It drips")
    expect(ana.page.locator("#shared-left")).to_be_hidden()


def test_what_is_called_a_photo_and_is_none_is_counted(ana: Phone, gallery: str) -> None:
    false = file(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "drawing.svg", "image/svg+xml")
    page = file(b"<!doctype html><script>", "page.jpg")
    share(ana.page, gallery, false, page, file(b"", "empty.jpg"), snap(1), text="It drips")
    is_ready(ana.page, 1)
    expect(ana.page.locator("#shared-left")).to_have_text(
        "3 files were left out: you can share only photos and text here."
    )


def test_addresses_that_come_as_a_file_become_words(ana: Phone, gallery: str) -> None:
    links = file(b"# from a map\r\nhttps://maps.example/1\r\n", "links", "text/uri-list")
    share(ana.page, gallery, links, text="It drips", url="https://x.org")
    expect_words(ana.page, "It drips\nhttps://x.org\nhttps://maps.example/1")
    expect(ana.page.locator("#shared-left")).to_be_hidden()


def test_nothing_that_can_be_used_is_said_and_the_draft_stays(ana: Phone, gallery: str) -> None:
    type_words(ana.page, "The freezer")
    kept(ana.page)
    film: FilePayload = {"name": "film.mp4", "mimeType": "video/mp4", "buffer": b"film"}
    share(ana.page, gallery, film)
    expect(ana.page.get_by_text(NONE)).to_be_visible()
    expect(ana.page.locator("#shared-left")).to_contain_text("One file was left out")
    expect(ana.page.get_by_text(LOST)).to_be_hidden()
    expect_words(ana.page, "The freezer")
    assert accessibility(ana.page) == []
