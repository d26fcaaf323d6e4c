"""Photos as phones take them, and files that only look like some; what a form shows of them."""

import random
from functools import cache
from io import BytesIO

from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect
from sqlmodel import col, select

from tests.browser.store import Store
from tests.web import pictures
from web.store.tables.issues import Issue, Photo

FIELD = "input[name=photo]"
CAMERA = b"Canary Cameras"
SMALL_ENOUGH = 300_000  # bytes
LONGEST_SIDE = 1600  # pixels


@cache
def noise(width: int = 4000, height: int = 3000) -> bytes:
    """A JPEG of several megabytes: nothing is harder to make small. With a camera and a place."""
    colours = random.Random(1).randbytes(width * height * 3)
    picture = Image.frombytes("RGB", (width, height), colours)
    exif = Image.Exif()
    exif[pictures.CAMERA] = CAMERA.decode()
    exif[pictures.GPS] = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)}
    out = BytesIO()
    picture.save(out, "JPEG", exif=exif, quality=40)
    return out.getvalue()


def file(content: bytes, name: str = "till.jpg", kind: str = "image/jpeg") -> FilePayload:
    return {"name": name, "mimeType": kind, "buffer": content}


def snap(number: int = 0, side: int = 400) -> FilePayload:
    """A small photo, each of another colour."""
    out = BytesIO()
    Image.new("RGB", (side, side), (40 * number, 90, 160)).save(out, "JPEG")
    return file(out.getvalue(), f"snap-{number}.jpg")


def choose(page: Page, *files: FilePayload) -> None:
    page.locator(FIELD).set_input_files(list(files))


def chosen(page: Page) -> Locator:
    """The small previews, as far as they are ready."""
    return page.locator(".chosen img")


def is_ready(page: Page, count: int) -> None:
    expect(chosen(page)).to_have_count(count)
    expect(page.get_by_role("button", name="Remove photo")).to_have_count(count)


def said(page: Page) -> Locator:
    """What the field says about what was chosen."""
    return page.locator("[data-photos] > [role=status]")


def photos_of(store: Store, words: str) -> list[Photo]:
    """What the server has of the report with these words, in the order of its page."""
    theirs = (Issue.words == words) & (Issue.site_id == store.site_id)
    query = select(Photo).join(Issue).where(theirs).order_by(col(Photo.at))
    return store.ask(lambda session: list(session.exec(query).all()))
