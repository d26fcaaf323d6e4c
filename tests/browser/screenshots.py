"""Takes the pictures of the documentation from the demo's store: `make screenshots`."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.store import run_chain
from tests.support.browsers import Phone, Scheme, chromium
from web.cli.demo import fill
from web.cli.sample import Sample

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
COLOURS = 128  # enough for our few colours and the edges of letters
LARGEST = 120_000  # bytes: a README must open on a phone, too
CARPET = "Carpet order and fitting for Saturday"


def home(page: Page) -> None:
    page.goto("/")


def report(page: Page) -> None:
    page.goto("/issues/new?place=A4TILL4")
    page.get_by_label("What you see, in one line").fill("Card reader declines every card")


def just_owned(page: Page) -> None:
    report(page)
    page.get_by_role("button", name="I own this").click()
    page.get_by_role("heading", name="You own this.").wait_for()


def issue(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name=CARPET).click()
    page.get_by_role("heading", name=CARPET).wait_for()


def share(page: Page) -> None:
    issue(page)
    page.goto(f"{page.url}/share")
    make = page.get_by_role("button", name="Let the customer follow")
    if make.is_visible():
        make.click()
    page.locator("#new-link").wait_for()


def customer(page: Page) -> None:
    share(page)
    page.goto(page.locator("#new-link").inner_text())


def me(page: Page) -> None:
    page.goto("/me")
    page.get_by_role("button", name="Let this phone ring").wait_for()


# What is on each picture, in the order of the customer's walk.
PICTURES: tuple[tuple[str, Callable[[Page], None], Scheme], ...] = (
    ("home", home, "light"),
    ("issue", issue, "light"),
    ("share", share, "light"),
    ("customer", customer, "light"),
    ("me", me, "light"),
    ("report", report, "light"),
    ("home-dark", home, "dark"),
    ("issue-dark", issue, "dark"),
    ("customer-dark", customer, "dark"),
    ("just-owned", just_owned, "light"),  # the last one: it adds an issue
)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with demo() as url, chromium() as browser:
        for name, show, scheme in PICTURES:
            size = take(browser, url, show, scheme, FOLDER / f"{name}.png")
            print(f"{name}.png {size // 1000} kB")


@contextmanager
def demo() -> Iterator[str]:
    """The demo's store, made afresh and served; its address."""
    settings = {"OWNIT_DEMO": "yes"}
    with tempfile.TemporaryDirectory() as folder, run_chain(Path(folder), "", settings) as chain:
        with chain.database.write() as session:
            fill(Sample(session, datetime.now(UTC)))
        yield chain.app.url


def take(
    browser: Browser, url: str, show: Callable[[Page], None], scheme: Scheme, path: Path
) -> int:
    """One picture of what Ana sees on a phone; its size in bytes."""
    phone = Phone.switch_on(browser, "Ana", scheme=scheme, base_url=url)
    phone.page.goto("/demo")
    phone.page.get_by_role("button", name="Sign in as Ana Berg").click()
    show(phone.page)
    path.write_bytes(smaller(phone.page.screenshot()))
    phone.close()
    size = path.stat().st_size
    if size > LARGEST:
        sys.exit(f"{path.name} has {size} bytes; {LARGEST} are allowed.")
    return size


def smaller(png: bytes) -> bytes:
    out = BytesIO()
    picture = Image.open(BytesIO(png)).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    main()
