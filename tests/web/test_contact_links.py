"""How to reach the customer and the site, as links on the pages: each calls the right number."""

import pytest

from tests.web.world import World
from web.store.tables.accounts import Site

SEVERAL = "0660 123456 / 0664 987654"
NUMBERS = {
    SEVERAL: ["tel:+43660123456", "tel:+43664987654"],
    "+43 (0)660 123 45 67": ["tel:+436601234567"],
    "٠٦٦٠ ١٢٣٤٥٦": ["tel:+43660123456"],
    "4711": [],
}


def in_vienna(world: World, phone: str | None = None) -> None:
    with world.database.write() as session:
        site = session.get_one(Site, world.site.id)
        site.zone, site.phone = "Europe/Vienna", phone


def calls(page: str) -> list[str]:
    return [part.partition('"')[0] for part in page.split('href="')[1:] if part[:4] == "tel:"]


@pytest.mark.parametrize("typed", NUMBERS)
def test_the_customers_contact_calls_each_number(one_world: World, typed: str) -> None:
    in_vienna(one_world)
    ref = one_world.report(customer_contact=typed)
    page = one_world.owner.get(f"/issues/{ref}")
    assert calls(page.text) == NUMBERS[typed]
    assert typed in page.words
    step = one_world.ask(ref)
    assert calls(one_world.colleague.get(f"/steps/{step}").text) == NUMBERS[typed]


@pytest.mark.parametrize("typed", NUMBERS)
def test_the_sites_phone_on_the_customers_page(one_world: World, typed: str) -> None:
    site = {"name": "Store 12", "zone": "Europe/Vienna", "phone": typed}
    path = f"/settings/sites/{one_world.site.id}"
    assert one_world.admin.post(path, site).status == 303
    page = one_world.nobody.get(one_world.shared(one_world.report()))
    assert calls(page.text) == NUMBERS[typed]
    if len(NUMBERS[typed]) != 1:  # else it is behind the site's name
        assert all(part in page.words for part in typed.split(" / "))


def test_another_country_of_the_site_is_seen_on_the_customers_page(world: World) -> None:
    """The page's ETag hangs on it as well."""
    fields = {"name": "Store 12", "zone": "UTC", "phone": "0660 123456", "country": ""}
    path = f"/settings/sites/{world.site.id}"
    assert world.admin.post(path, fields).status == 303
    link = world.shared(world.report())
    before = world.nobody.get(link)
    assert calls(before.text) == []
    assert world.admin.post(path, fields | {"country": "austria"}).status == 303
    after = world.nobody.get(link)
    assert calls(after.text) == ["tel:+43660123456"]
    assert before.headers["ETag"] != after.headers["ETag"]
    assert 'value="Austria"' in world.admin.get(path).text


@pytest.mark.parametrize("country", ["Narnia", "A", "<b>"])
def test_a_country_that_is_none(one_world: World, country: str) -> None:
    fields = {"name": "Store 12", "zone": "UTC", "country": country}
    for path in ("/settings/sites", f"/settings/sites/{one_world.site.id}"):
        answer = one_world.admin.post(path, fields)
        assert answer.status == 422
        assert "Choose a country from the list" in answer.words
