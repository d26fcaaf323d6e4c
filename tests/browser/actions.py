"""What people do with their thumbs, the same with scripts and without."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page

from tests.support.browsers import Phone


def photo() -> FilePayload:
    """A small picture as a phone takes it, with its maker's name inside."""
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Maker of phones"
    Image.new("RGB", (320, 240), "orange").save(out, "JPEG", exif=exif)
    return {"name": "till.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def set_up(phone: Phone, link: str, first: str, last: str) -> None:
    """The first admin's way in, which also names the place."""
    phone.page.goto(link)
    phone.page.get_by_label("Name of the organisation").fill("Nordhaus")
    phone.page.get_by_label("Name of the first site").fill("Store 12")
    phone.page.get_by_label("Its time zone").select_option("Europe/Vienna")
    _say_who(phone, first, last)


def come_in(phone: Phone, link: str, first: str, last: str) -> None:
    phone.page.goto(link)
    _say_who(phone, first, last)


def _say_who(phone: Phone, first: str, last: str) -> None:
    phone.page.get_by_label("Your first name").fill(first)
    phone.page.get_by_label("Your last name").fill(last)
    phone.page.get_by_role("button", name="Join").click()
    heading(phone, "Store 12").wait_for()


def invite(phone: Phone, name: str) -> str:
    """The new person's link."""
    phone.page.goto("/settings/invites")
    phone.page.get_by_label("Name", exact=True).fill(name)
    phone.page.get_by_role("button", name="Make an invite").click()
    return phone.page.locator("#new-link").inner_text()


def report(
    phone: Phone, words: str, *, button: str = "I own this", with_photo: bool = False
) -> str:
    """The address of the new issue."""
    phone.page.get_by_role("link", name="See a problem?").click()
    phone.page.get_by_label("What is not working?").fill(words)
    if with_photo:
        phone.page.get_by_label("Photo").set_input_files(photo())
    phone.page.get_by_role("button", name=button).click()
    phone.page.get_by_text(words).first.wait_for()
    return phone.page.url.partition("?")[0]


def share(phone: Phone, issue: str, subject: str = "") -> str:
    """The customer's link; without a subject with the one that the page suggests."""
    phone.page.goto(issue)
    phone.page.get_by_role("link", name="Let the customer follow").click()
    if subject:
        phone.page.get_by_label("What is it about?").fill(subject)
    phone.page.get_by_role("button", name="Share the page").click()
    return phone.page.locator("#new-link").inner_text()


def update(
    phone: Phone, words: str, next_time: str = "30 minutes", *, released: bool = True
) -> None:
    """By the link in the action bar, which opens the form. `released`: the customer may read it."""
    phone.page.get_by_role("link", name="Update ").click()
    phone.page.get_by_label("What did you say?").fill(words)
    phone.page.get_by_role("checkbox", name="may read this").first.set_checked(released)
    phone.page.get_by_role("radio", name=next_time).check()
    phone.page.get_by_role("button", name="Save update").click()


def no_news(phone: Phone, why: str) -> None:
    phone.page.get_by_role("link", name="Update ").click()
    phone.page.get_by_role("radio", name="No news yet").check()
    phone.page.get_by_label("Why is there no news yet?").fill(why)
    phone.page.get_by_role("button", name="Save update").click()


def note(phone: Phone, words: str) -> None:
    phone.page.locator("summary", has_text="Write a note").click()
    phone.page.get_by_label("Your note").fill(words)
    phone.page.get_by_role("button", name="Save the note").click()


def resolve(phone: Phone, words: str) -> None:
    phone.page.get_by_role("link", name="Resolve").click()
    phone.page.get_by_label("What was done, and how was the customer told?").fill(words)
    phone.page.get_by_role("button", name="It is resolved").click()


def reopen(phone: Phone, words: str) -> None:
    phone.page.get_by_role("link", name="Open it again").click()
    phone.page.get_by_label("Why is it not settled?").fill(words)
    phone.page.locator("#act-reopen").get_by_role("button", name="Open it again").click()


def own(page: Page) -> None:
    page.get_by_role("button", name="I own this").click()


def heading(phone: Phone, words: str) -> Locator:
    return phone.page.get_by_role("heading", name=words)
