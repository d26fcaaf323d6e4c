"""A colleague's number: their own choice, else their site's; a link where one is asked to call."""

import pytest

from tests.web.world import World
from web.rules.contacts import ContactPart, dial_parts


def link(number: str, text: str) -> str:
    return f'<a href="tel:{number}" dir="ltr">{text}</a>'


SITE = link("+49301234", "+49 30 1234")


@pytest.mark.parametrize(
    ("phone", "href"), [("214", "tel:214"), ("030 23125142", "tel:+493023125142"), ("x", None)]
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
