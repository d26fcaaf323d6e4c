"""Takes the pictures of the documentation from the demo's store: `make screenshots`."""

import re
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

from tests.browser import doing, walking
from tests.browser.store import Store, run_chain
from tests.push.running import Phone as PushPhone
from tests.push.running import running_service
from tests.support.browsers import Phone, Scheme, chromium
from web.cli.demo import fill
from web.cli.sample import Sample
from web.store.tables import Person, Site

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
COLOURS = 256  # enough for our few colours, the edges of letters and where the line fades
LARGEST = 120_000  # bytes: a README must open on a phone, too
Show = Callable[[Phone], None]
CARPET = "Carpet order and fitting for Saturday"
RAMP = "Keep the customer company while I clear it"
NEED = "Cut a piece for the stairs"


def home(phone: Phone) -> None:
    phone.page.goto("/")


def report(phone: Phone) -> None:
    phone.page.goto("/issues/new?place=A4TILL4")
    phone.page.get_by_label("What you see, in one line").fill("Card reader declines every card")


def owned(phone: Phone) -> None:
    report(phone)
    doing.own(phone.page)
    doing.heading(phone, "You own this.").wait_for()


def ask(phone: Phone) -> None:
    phone.page.goto(f"{open_issue(phone, CARPET)}/ask")
    with phone.page.expect_response("**/ask?need=*"):
        phone.page.get_by_label("What is needed?").fill(NEED)
    phone.page.get_by_text(re.compile("^Did ")).first.wait_for()
    phone.page.locator("body").evaluate("() => document.activeElement.blur()")


def code(phone: Phone) -> None:
    phone.page.goto(f"{open_issue(phone, CARPET)}/ask")
    walking.ask(phone, NEED)
    phone.page.locator("figure.qr").wait_for()


def asked(phone: Phone) -> None:
    open_issue(phone, RAMP, "asks you")


def line(phone: Phone) -> None:
    open_issue(phone, CARPET)
    doing.heading(phone, "The line").evaluate("e => e.scrollIntoView()")


def share(phone: Phone) -> None:
    doing.share(phone, open_issue(phone, CARPET))


def status(phone: Phone) -> None:
    address = open_issue(phone, CARPET)
    doing.tell(phone, "The underlay comes tomorrow; we fit it on Saturday.")
    phone.page.get_by_text("You told the customer how it stands, and").first.wait_for()
    phone.page.goto(f"{address}/share")
    phone.page.goto(phone.page.locator("#new-link").inner_text())


def shift_end(phone: Phone) -> None:
    phone.page.goto("/me/shift/end")


def me(phone: Phone) -> None:
    phone.page.goto("/me")
    phone.page.get_by_role("button", name="Let this phone ring").wait_for()


def open_issue(phone: Phone, words: str, heading: str = CARPET) -> str:
    """From home, by the card that says so; its address."""
    phone.page.goto("/")
    phone.page.get_by_role("link", name=words).click()
    doing.heading(phone, heading).wait_for()
    return phone.page.url


# What is on each picture, in the order of the customer's walk.
PICTURES: tuple[tuple[str, Show, Scheme], ...] = (
    ("home-light", home, "light"),
    ("home-dark", home, "dark"),
    ("asked-light", asked, "light"),
    ("ask-light", ask, "light"),
    ("issue-light", line, "light"),
    ("issue-dark", line, "dark"),
    ("share-light", share, "light"),
    ("status-light", status, "light"),  # after the one that shares it
    ("shift-end-light", shift_end, "light"),
    ("me-light", me, "light"),
    ("report-light", report, "light"),
    ("code-light", code, "light"),  # the last ones: they add a step, and an issue
    ("owned-light", owned, "light"),
)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with demo() as (url, token), chromium() as browser:
        for name, show, scheme in PICTURES:
            size = take(browser, url, token, show, scheme, FOLDER / f"{name}.png")
            print(f"{name}.png {size // 1000} kB")


@contextmanager
def demo() -> Iterator[tuple[str, str]]:
    """The demo's store, made afresh and served; its address, and Ana's session.

    Everybody's phone can ring there, which nobody's can in a demo that has just begun.
    """
    with tempfile.TemporaryDirectory() as folder, running_service() as service:
        settings = {"OWNIT_PUSH_HOSTS": service.origin}
        with run_chain(Path(folder), "", settings) as chain:
            with chain.database.write() as session:
                tokens = fill_and_sign_in(Sample(session, datetime.now(UTC)))
            store = Store(chain.app, chain.database, site_id=1)
            for token in tokens.values():
                store.subscribe(token, PushPhone(service.subscribe()))
            yield chain.app.url, tokens["Ana"]


def fill_and_sign_in(sample: Sample) -> dict[str, str]:
    """Everybody's session, by first name."""
    fill(sample)
    for site in sample.session.exec(select(Site)):
        site.zone = where_it_is_morning()
    people = sample.session.exec(select(Person)).all()
    return {person.first_name: sample.sign_in(person) for person in people}


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
