"""What people do with their thumbs, the same with scripts and without."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

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
    phone.page.get_by_role("link", name="Share a page the customer can follow").click()
    if subject:
        phone.page.get_by_label("What is it about?").fill(subject)
    phone.page.get_by_role("button", name="Share the page").click()
    return phone.page.locator("#new-link").inner_text()


def open_act(page: Page, act: str) -> Locator:
    """Its form, by the link in the bar or under *More*: with scripts a sheet, else a page."""
    bar, more = (page.locator(f"{where} a[href$='/{act}']") for where in (".action-bar", ".menu"))
    bar.or_(more).first.wait_for(state="attached")
    if bar.count():
        bar.click()
    else:
        page.get_by_role("link", name="More", exact=True).click()
        more.click()
    form = page.locator(f"form[action$='/{act}']:visible")
    form.wait_for()
    return form


def confirm(form: Locator) -> None:
    form.locator(".sheet__foot button").click()


def update(
    phone: Phone, words: str, next_time: str = "30 minutes", *, released: bool = True
) -> None:
    """`released`: the customer may read it."""
    form = open_act(phone.page, "update")
    form.get_by_label("What did you say?").fill(words)
    form.get_by_role("checkbox", name="may read this").first.set_checked(released)
    form.get_by_role("radio", name=next_time).check()
    confirm(form)


def no_news(phone: Phone, why: str) -> None:
    form = open_act(phone.page, "update")
    form.get_by_role("radio", name="No news yet").check()
    form.get_by_label("Why is there no news yet?").fill(why)
    confirm(form)


def note(phone: Phone, words: str) -> None:
    form = open_act(phone.page, "note")
    form.get_by_label("Your note").fill(words)
    confirm(form)


def use(phone: Phone, words: str) -> None:
    form = open_act(phone.page, "used")
    form.get_by_label(words).check()
    confirm(form)


def resolve(phone: Phone, words: str) -> None:
    form = open_act(phone.page, "resolve")
    form.get_by_label("What was done, and how was the customer told?").fill(words)
    confirm(form)


def reopen(phone: Phone, words: str) -> None:
    form = open_act(phone.page, "reopen")
    form.get_by_label("Why is it not settled?").fill(words)
    confirm(form)


def expect_in_history(page: Page, words: str) -> None:
    """In a stop of the line, which unfolds to it."""
    expect(page.locator(".stop__in").get_by_text(words).first).to_be_attached()


def expect_no_sheet(page: Page) -> None:
    """It has closed: what was tapped in it is answered or kept."""
    expect(page.locator("dialog.sheet[open]")).to_have_count(0)


def own(page: Page) -> None:
    page.get_by_role("button", name="I own this").click()


def heading(phone: Phone, words: str) -> Locator:
    return phone.page.get_by_role("heading", name=words)
