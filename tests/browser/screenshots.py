"""Takes the pictures of the documentation, and those of the manifest, from the demo's store:
`make screenshots`."""

import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser
from sqlmodel import select

from tests.browser import actions, kept_pages, offline, walking
from tests.browser.store import Store, run_chain
from tests.push.running import Phone as PushPhone
from tests.push.running import running_service
from tests.support.browsers import Phone, Scheme, chromium
from web.cli.demo import fill
from web.cli.sample import Sample
from web.store.tables.accounts import Person, Site

ROOT = Path(__file__).parents[2]
FOLDER, SHIPPED = ROOT / "docs" / "screenshots", ROOT / "static" / "icons"
COLOURS = 256  # enough for our few colours, the edges of letters and where the line fades
LARGEST = 120_000  # bytes: a README must open on a phone, too
Show = Callable[[Phone], None]
CARPET = "Carpet order and fitting for Saturday"
RAMP = "Keep the customer company while I clear it"
BLOCKED = "Wheelchair ramp is blocked by pallets"
NEED = "Cut a piece for the stairs"


def home(phone: Phone) -> None:
    phone.page.goto("/")


def report(phone: Phone) -> None:
    phone.page.goto("/issues/new?place=A4TILL4")
    phone.page.get_by_label("What is not working?").fill("Card reader declines every card")


def owned(phone: Phone) -> None:
    report(phone)
    actions.own(phone.page)
    actions.heading(phone, "You own this.").wait_for()


def ask(phone: Phone) -> None:
    phone.page.goto(f"{open_issue(phone, CARPET)}/ask")
    phone.page.wait_for_load_state("networkidle")  # its script hears what is typed from then on
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
    actions.heading(phone, "The line").evaluate("e => e.scrollIntoView()")


def share(phone: Phone) -> None:
    actions.share(phone, open_issue(phone, CARPET))


def status(phone: Phone) -> None:
    address = open_issue(phone, CARPET)
    actions.update(phone, "The underlay comes tomorrow; we fit it on Saturday.")
    phone.page.get_by_text("You updated ").first.wait_for()
    phone.page.goto(f"{address}/share")
    phone.page.goto(phone.page.locator("#new-link").inner_text())


def shift_end(phone: Phone) -> None:
    phone.page.goto("/me/shift/end")


def me(phone: Phone) -> None:
    phone.page.goto("/me")
    phone.page.get_by_role("button", name="Turn on notifications").wait_for()


def what_comes_next(phone: Phone) -> None:
    open_issue(phone, BLOCKED, BLOCKED)
    actions.heading(phone, "The line").evaluate("e => e.scrollIntoView()")


def board(phone: Phone) -> None:
    phone.page.goto("/site")
    phone.page.get_by_text("Updated ").wait_for()


def ladder(phone: Phone) -> None:
    phone.page.goto("/settings/sites/1/nudges/promise")
    phone.page.locator("summary", has_text="When it begins").click()
    phone.page.get_by_label("Day").select_option("Monday")
    phone.page.get_by_label("Time to try").fill("14:00")
    phone.page.get_by_label("Who owns the issue").select_option("Ana Berg")
    phone.page.get_by_role("button", name="Try it").click()
    phone.page.locator("#played").wait_for()
    phone.page.locator("#play").evaluate("e => e.scrollIntoView()")


def open_issue(phone: Phone, words: str, heading: str = CARPET) -> str:
    """From home, by the card that says so; its address."""
    phone.page.goto("/")
    phone.page.get_by_role("link", name=words).click()
    actions.heading(phone, heading).wait_for()
    return phone.page.url


def kept(phone: Phone) -> None:
    """A tap without a network; it never leaves this phone, whose life ends with the picture."""
    kept_pages.ready(phone)
    open_issue(phone, CARPET)
    offline.wait_for_vault(phone.page)
    offline.lose_connection(phone)
    actions.update(phone, "The underlay comes tomorrow; we fit it on Saturday.")
    offline.expect_kept(phone.page, 1)


def waiting(phone: Phone) -> None:
    kept(phone)
    actions.note(phone, "They would like to be called after six.")
    offline.expect_kept(phone.page, 2)
    phone.page.get_by_role("link", name="See all").click()
    actions.heading(phone, "Not sent yet").wait_for()
    phone.page.get_by_text("Waiting for a connection").first.wait_for()


@dataclass(frozen=True)
class Picture:
    name: str
    show: Show
    scheme: Scheme = "light"
    who: str = "Ana"  # whose phone shows it
    folder: Path = FOLDER
    width: int | None = None  # of a window at a desk, in CSS pixels


# In the order of the customer's walk, then of what happens when nobody acts.
PICTURES = (
    Picture("home-light", home),
    Picture("home-dark", home, "dark"),
    Picture("screen-narrow", home, folder=SHIPPED),
    Picture("screen-wide", board, who="Kim", folder=SHIPPED, width=1280),
    Picture("asked-light", asked),
    Picture("ask-light", ask),
    Picture("issue-light", line),
    Picture("issue-dark", line, "dark"),
    Picture("next-light", what_comes_next, who="Ben"),
    Picture("board-light", board, who="Kim"),
    Picture("board-dark", board, "dark", who="Kim"),
    Picture("ladder-light", ladder, who="Samira"),
    Picture("kept-light", kept),
    Picture("waiting-light", waiting),
    Picture("waiting-dark", waiting, "dark"),
    Picture("share-light", share),
    Picture("status-light", status),  # after the one that shares it
    Picture("shift-end-light", shift_end),
    Picture("me-light", me),
    Picture("report-light", report),
    Picture("code-light", code),  # the last ones: they add a step, and an issue
    Picture("owned-light", owned),
)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with demo() as (url, tokens), chromium() as browser:
        for one in PICTURES:
            size = take(browser, url, tokens[one.who], one)
            print(f"{one.name}.png {size // 1000} kB")


@contextmanager
def demo() -> Iterator[tuple[str, dict[str, str]]]:
    """The demo's store, made afresh and served; its address, and everybody's session.

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
            yield chain.app.url, tokens


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


def take(browser: Browser, url: str, token: str, one: Picture) -> int:
    """One picture of what this person sees on a phone; its size in bytes."""
    zone, path = where_it_is_morning(), one.folder / f"{one.name}.png"
    phone = Phone.switch_on(browser, one.who, scheme=one.scheme, zone=zone, base_url=url)
    phone.page.context.add_cookies([{"name": "ownit", "value": token, "url": url}])
    if one.width:
        phone.page.set_viewport_size({"width": one.width, "height": 800})
    phone.page.goto("/")
    one.show(phone)
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
