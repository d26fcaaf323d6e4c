"""Takes the pictures of the documentation from the demo's store: `make screenshots`."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser
from sqlmodel import select

from tests.browser import doing
from tests.browser.store import run_chain
from tests.support.browsers import Phone, Scheme, chromium
from web.cli.demo import fill
from web.cli.sample import Sample
from web.store.tables import Person, Site

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
COLOURS = 128  # enough for our few colours and the edges of letters
LARGEST = 120_000  # bytes: a README must open on a phone, too
Show = Callable[[Phone], None]
CARPET = "Carpet order and fitting for Saturday"
GIFT_CARD = "Gift card was charged twice"


def home(phone: Phone) -> None:
    phone.page.goto("/")


def report(phone: Phone) -> None:
    phone.page.goto("/issues/new?place=A4TILL4")
    phone.page.get_by_label("What you see, in one line").fill("Card reader declines every card")


def owned(phone: Phone) -> None:
    report(phone)
    doing.own(phone.page)
    doing.heading(phone, "You own this.").wait_for()


def issue(phone: Phone) -> None:
    open_issue(phone, CARPET)
    doing.heading(phone, "The line").evaluate("e => e.scrollIntoView()")


def share(phone: Phone) -> None:
    doing.share(phone, open_issue(phone, CARPET))


def status(phone: Phone) -> None:
    address = open_issue(phone, GIFT_CARD)
    doing.tell(phone, "The amount is on its way back to the card.")
    phone.page.get_by_text("You told the customer how it stands, and").wait_for()
    phone.page.goto(doing.share(phone, address))


def me(phone: Phone) -> None:
    phone.page.goto("/me")
    phone.page.get_by_role("button", name="Let this phone ring").wait_for()


def open_issue(phone: Phone, words: str) -> str:
    """Its address."""
    phone.page.goto("/")
    phone.page.get_by_role("link", name=words).click()
    doing.heading(phone, words).wait_for()
    return phone.page.url


# What is on each picture, in the order of the customer's walk.
PICTURES: tuple[tuple[str, Show, Scheme], ...] = (
    ("home-light", home, "light"),
    ("home-dark", home, "dark"),
    ("issue-light", issue, "light"),
    ("issue-dark", issue, "dark"),
    ("share-light", share, "light"),
    ("status-light", status, "light"),
    ("me-light", me, "light"),
    ("report-light", report, "light"),
    ("owned-light", owned, "light"),  # the last one: it adds an issue
)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with demo() as (url, token), chromium() as browser:
        for name, show, scheme in PICTURES:
            size = take(browser, url, token, show, scheme, FOLDER / f"{name}.png")
            print(f"{name}.png {size // 1000} kB")


@contextmanager
def demo() -> Iterator[tuple[str, str]]:
    """The demo's store, made afresh and served; its address, and Ana's session."""
    with tempfile.TemporaryDirectory() as folder, run_chain(Path(folder), "") as chain:
        with chain.database.write() as session:
            sample = Sample(session, datetime.now(UTC))
            fill(sample)
            ana = session.exec(select(Person).where(Person.first_name == "Ana")).one()
            token = sample.sign_in(ana)
            for site in session.exec(select(Site)):
                site.zone = where_it_is_morning()
        yield chain.app.url, token


def where_it_is_morning() -> str:
    """A time zone in which it is ten to eleven now: then the pictures are alike each time."""
    ahead = (10 - datetime.now(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}"  # POSIX counts westward


def take(browser: Browser, url: str, token: str, show: Show, scheme: Scheme, path: Path) -> int:
    """One picture of what Ana sees on a phone; its size in bytes."""
    zone = where_it_is_morning()
    phone = Phone.switch_on(browser, "Ana", scheme=scheme, zone=zone, base_url=url)
    phone.page.context.add_cookies([{"name": "ownit", "value": token, "url": url}])
    phone.page.goto("/")
    show(phone)
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
