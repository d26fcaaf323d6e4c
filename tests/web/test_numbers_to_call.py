"""A colleague's number: their own choice, else their site's; a link where one is asked to call."""

import pytest

from tests.web.world import World
from web.rules.contacts import ContactPart, dial_parts
from web.store.tables.accounts import Site


def link(number: str, text: str) -> str:
    return f'<a href="tel:{number}" dir="ltr">{text}</a>'


SITE = link("+49301234", "+49 30 1234")


@pytest.mark.parametrize(
    ("phone", "href"),
    [
        ("214", "tel:214"),
        ("２１٤", "tel:214"),
        ("030 23125142", "tel:+493023125142"),
        ("x12", "tel:12"),
        ("ext. 12", "tel:12"),
        ("DW 34", "tel:34"),
        ("Durchwahl: 2 14", "tel:214"),
        ("#214", "tel:214"),
        ("-214", "tel:214"),
        ("112", None),
        ("ext. 112", None),
        ("110", None),  # of the police in Germany
        ("144", "tel:144"),  # of an ambulance in Austria
        ("*21", None),
        ("1-800", None),
        ("2²", None),
        ("x", None),
    ],
)
def test_an_extension_or_a_number_becomes_a_link(phone: str, href: str | None) -> None:
    assert dial_parts(phone, "DE") == (ContactPart(phone, href),)


def test_it_stands_where_one_is_asked_to_call(world: World) -> None:
    step = world.ask()
    for who in (world.owner, world.colleague):
        assert SITE in who.get(f"/steps/{step}").text
    assert world.colleague.post("/me/phone", {"phone": " 214 "}).location == "/me"
    assert link("214", "214") in world.owner.get(f"/steps/{step}").text
    ref = world.report()
    page = world.owner.get(f"/issues/{ref}/ask").text
    assert link("214", "214") in page
    assert SITE in page
    assert 'value="214"' in world.colleague.get("/me/phone").text
    world.colleague.post("/me/phone", {"phone": ""})
    assert SITE in world.owner.get(f"/steps/{step}").text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0664 1234567", "+436641234567"),
        ("0664 1234567 or 01 2345678, evenings", "+436641234567 or +4312345678, evenings"),
        ("+43 664 1234567", "+43 664 1234567"),
        ("+1 212 555 2368 x12", "+1 212 555 2368 x12"),
        ("214", "214"),
        ("at the desk", "at the desk"),
    ],
)
def test_whoever_moves_to_another_country_keeps_their_number(
    one_world: World, typed: str, kept: str
) -> None:
    """0664 1234567 is a number in Austria, and another one in Germany."""
    set_country(one_world, one_world.site.id, "AT")
    one_world.colleague.post("/me/phone", {"phone": typed})
    place = f"/settings/people/{one_world.id('colleague')}"
    for site, expected in ((one_world.site, typed), (one_world.elsewhere, kept)):
        move = {"role": "employee", "site_id": str(site.id)}
        assert one_world.admin.post(place, move).status == 303
        assert f'value="{expected}"' in one_world.colleague.get("/me/phone").text


def set_country(world: World, site_id: int, code: str) -> None:
    with world.database.write() as session:
        site = session.get_one(Site, site_id)
        site.country = code
        session.add(site)


def test_it_is_not_shown_to_customers_and_ends_with_the_account(world: World) -> None:
    world.owner.post("/me/phone", {"phone": "030 23125142"})
    ref = world.report()
    assert "23125142" not in world.nobody.get(world.shared(ref)).text
    step = world.ask(ref)
    assert "23125142" in world.colleague.get(f"/steps/{step}").text
    world.admin.post(f"/settings/people/{world.id('owner')}/close")
    assert "23125142" not in world.colleague.get(f"/steps/{step}").text


def test_too_long_a_number_is_refused(one_world: World) -> None:
    answer = one_world.owner.post("/me/phone", {"phone": "1" * 41})
    assert answer.status == 422
    assert "A number or extension may have up to 40 characters." in answer.words
