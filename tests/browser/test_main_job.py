"""The main job on real phones: one tap, one owner, and a link that the customer can follow."""

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser import actions
from tests.browser.conftest import Staff, SwitchOn
from tests.browser.offline import find_connection, lose_connection, open_page
from tests.browser.store import Store
from tests.support.browsers import Phone, too_wide
from tests.support.served import Served, serve
from web.rules.vocabulary import Role

DOOR = "The automatic door at the garden entrance does not open"
LIFT = "Lift to the car park is stuck"
A_LOOK = 21_000  # milliseconds: a little more than the customer's page waits between looks


@dataclass
class Crew:
    kim: Phone  # the admin
    ana: Phone
    ben: Phone
    carla: Phone  # the customer, who is not signed in
    scripts: bool


@pytest.mark.full_chromium
def test_the_main_job(served: Served, phone: SwitchOn) -> None:
    """From an empty database on, on each kind of database."""
    do_the_main_job(come_in(served, phone, scripts=True))


def test_the_main_job_with_scripts_off(tmp_path: Path, phone: SwitchOn) -> None:
    with serve(tmp_path / "data") as served:
        do_the_main_job(come_in(served, phone, scripts=False))


def do_the_main_job(crew: Crew) -> None:
    issue = see_it_and_own_it(crew)
    the_customer_follows(crew, issue)
    an_unowned_one_is_taken_once(crew)
    settle_it_and_open_it_again(crew, issue)
    for one in (crew.kim, crew.ana, crew.ben, crew.carla):
        assert too_wide(one.page) == []


def come_in(served: Served, phone: SwitchOn, *, scripts: bool) -> Crew:
    """The first admin by the link in the terminal, two employees by invites."""
    names = ("Kim", "Ana", "Ben", "Carla")
    kim, ana, ben, carla = (phone(name, scripts=scripts, base_url=served.url) for name in names)
    crew = Crew(kim, ana, ben, carla, scripts)
    actions.set_up(crew.kim, served.first_link(), "Kim", "Novak")
    actions.come_in(crew.ana, actions.invite(crew.kim, "Ana"), "Ana", "Berg")
    actions.come_in(crew.ben, actions.invite(crew.kim, "Ben"), "Ben", "Okafor")
    return crew


def see_it_and_own_it(crew: Crew) -> str:
    issue = actions.report(crew.ana, DOOR, with_photo=True)
    expect(actions.heading(crew.ana, "You own this.")).to_be_visible()
    expect(crew.ana.page.get_by_text(re.compile("The customer hears from you by"))).to_be_visible()
    expect(crew.ana.page.get_by_role("link", name="I can fix it now")).to_be_visible()
    expect(crew.ana.page.get_by_role("link", name="I’ll get it to someone who can")).to_be_visible()
    crew.ana.page.goto(issue)
    assert_the_photo_is_clean(crew.ana)
    return issue


def assert_the_photo_is_clean(phone: Phone) -> None:
    source = phone.page.get_by_alt_text("Photo 1 of this issue").get_attribute("src")
    jpeg = phone.page.request.get(str(source)).body()
    with Image.open(BytesIO(jpeg)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (320, 240))
        assert not picture.getexif()


def the_customer_follows(crew: Crew, issue: str) -> None:
    if crew.scripts:
        crew.carla.page.clock.install()
    crew.carla.page.goto(actions.share(crew.ana, issue))
    expect(actions.heading(crew.carla, "Ana has this.")).to_be_visible()
    expect(crew.carla.page.get_by_text(re.compile("Ana will update you by"))).to_be_visible()
    assert crew.carla.context.cookies() == []
    assert "Berg" not in crew.carla.page.content()
    crew.ana.page.goto(issue)
    actions.update(crew.ana, "A technician is on the way.")
    expect(crew.ana.page.get_by_text("You updated the customer", exact=True)).to_be_visible()
    actions.expect_in_history(crew.ana.page, "You updated the customer. Next update by")
    look_again(crew)
    expect(crew.carla.page.get_by_text("Ana’s update")).to_be_visible()
    expect(crew.carla.page.get_by_text("A technician is on the way.")).to_be_visible()


def look_again(crew: Crew) -> None:
    """The customer’s page refreshes itself; without scripts the browser does it."""
    if crew.scripts:
        crew.carla.page.clock.fast_forward(A_LOOK)
    else:
        assert 'http-equiv="refresh"' in crew.carla.page.content()
        crew.carla.page.reload()


def an_unowned_one_is_taken_once(crew: Crew) -> None:
    """Both see it at home, both open it, both tap."""
    crew.kim.page.goto("/")
    actions.report(crew.kim, LIFT, button="Report without an owner")
    for one in (crew.ana, crew.ben):
        one.page.goto("/")
        expect(actions.heading(one, "Needs you now")).to_be_visible()
        one.page.get_by_role("link", name=LIFT).click()
        one.page.get_by_text("Nobody owns this yet").wait_for()
    pages: list[str] = []
    crew.ben.page.on("domcontentloaded", lambda page: pages.append(page.url))
    actions.own(crew.ana.page)
    expect(actions.heading(crew.ana, "You own this.")).to_be_visible()
    actions.own(crew.ben.page)
    expect(crew.ben.page.get_by_role("alert").get_by_text("Ana Berg")).to_be_visible()
    expect(crew.ben.page.get_by_text("Ana Berg owns this").last).to_be_visible()
    expect(crew.ben.page.get_by_role("button", name="I own this")).to_have_count(0)
    assert len(pages) == (0 if crew.scripts else 1), "with scripts the card changes in place"


def settle_it_and_open_it_again(crew: Crew, issue: str) -> None:
    crew.ana.page.goto(issue)
    actions.resolve(crew.ana, "The door was reset; told the customer at the entrance.")
    expect(crew.ana.page.get_by_text("You owned this")).to_be_visible()
    look_again(crew)
    expect(actions.heading(crew.carla, "This is settled.")).to_be_visible()
    crew.ben.page.goto(issue)
    actions.reopen(crew.ben, "It is stuck again.")
    expect(crew.ben.page.get_by_text("Ana Berg owns this").last).to_be_visible()
    crew.carla.page.reload()
    expect(actions.heading(crew.carla, "Ana has this.")).to_be_visible()
    crew.ana.page.goto("/")
    expect(crew.ana.page.get_by_role("link", name=DOOR)).to_be_visible()


def test_from_an_old_home_the_loser_learns_who_has_it(store: Store, staff: Staff) -> None:
    ana, ben = staff("Ana Berg"), staff("Ben Okafor")
    store.hire("Kim Novak", Role.LEAD)
    store.report("Kim Novak", LIFT, without_owner=True)
    for one in (ana, ben):
        one.page.reload()
    actions.own(ana.page)
    expect(actions.heading(ana, "You own this.")).to_be_visible()
    actions.own(ben.page)
    expect(ben.page.get_by_role("alert").get_by_text("Ana Berg")).to_be_visible()


def test_a_tap_without_a_connection_is_kept_and_goes_out_by_itself(
    store: Store, staff: Staff
) -> None:
    ana = staff("Ana Berg")
    open_page(ana, f"/issues/{store.report('Ana Berg', LIFT)}")
    lose_connection(ana)
    actions.note(ana, "Called the lift company.")
    expect(ana.page.get_by_text("1 tap not sent yet.")).to_be_visible()
    expect(ana.page.get_by_text("Not sent yet: “Note”")).to_be_visible()
    find_connection(ana)
    actions.expect_in_history(ana.page, "You added a note.")
    actions.expect_in_history(ana.page, "Called the lift company.")
    expect(ana.page.get_by_text("1 tap not sent yet.")).to_be_hidden()
