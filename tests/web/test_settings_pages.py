"""*Settings* as pages: a list that leads to each of them, and back from every form."""

import pytest
from sqlmodel import select

from tests.web.answers import Answer
from tests.web.world import World
from web.store.tables.accounts import Site

ANYTHING = {"words": "Anything", "role": "lead", "currency": "EUR"}


def links(answer: Answer) -> set[str]:
    assert answer.page is not None
    return {one.attrib.get("href", "") for one in answer.page.root.iter("a")}


def zones(answer: Answer) -> dict[str, list[str]]:
    """Of the page's list: zones by region."""
    assert answer.page is not None
    groups = answer.page.root.iter("optgroup")
    return {
        group.attrib["label"]: [one.attrib["value"] for one in group.iter("option")]
        for group in groups
    }


def chosen_zone(answer: Answer) -> list[str]:
    assert answer.page is not None
    select_ = next(one for one in answer.page.root.iter("select") if one.attrib["id"] == "f-zone")
    options = select_.iter("option")
    return [one.attrib.get("value", one.text or "") for one in options if "selected" in one.attrib]


def test_the_list_leads_to_every_page(one_world: World) -> None:
    sites = {f"/settings/sites/{one.id}" for one in (one_world.site, one_world.elsewhere)}
    pages = {"/settings/people", "/settings/invites", "/settings/sites", "/settings/organisation"}
    answer = one_world.admin.get("/settings")
    assert sites | pages <= links(answer)
    assert "One place, Europe/Berlin" in answer.words
    assert "5 people, 5 with notifications off" in answer.words
    for path in sites | pages:
        assert "/settings" in links(one_world.admin.get(path))
    assert f"/settings/people/{one_world.id('owner')}" in links(
        one_world.admin.get("/settings/people")
    )


def test_of_many_sites_the_first_are_shown_and_the_way_to_all(one_world: World) -> None:
    with one_world.database.write() as session:
        for number in range(60):
            session.add(Site(name=f"Branch {number}", zone="UTC", created_at=one_world.clock()))
    answer = one_world.admin.get("/settings")
    assert "All 62 sites Shown above: the first 50" in answer.words
    assert "Branch 49 No places yet, UTC" in answer.words
    assert "Branch 50" not in answer.words
    assert "/settings?sites=all#sites" in links(answer)
    everything = one_world.admin.get("/settings?sites=all")
    assert "Branch 59" in everything.words
    assert "Store 12 One place, Europe/Berlin" in everything.words
    assert "62 sites" not in everything.words


def test_an_admin_is_one_tap_from_the_settings_and_two_from_the_reminders(
    one_world: World,
) -> None:
    assert "/settings" in links(one_world.admin.get("/"))
    assert "/settings" not in links(one_world.owner.get("/"))
    assert "/settings" not in links(one_world.lead.get("/"))
    reminders = f"/settings/sites/{one_world.site.id}/nudges"
    assert reminders in links(one_world.admin.get("/settings"))


def test_a_change_is_said_where_it_was_made(one_world: World) -> None:
    site = f"/settings/sites/{one_world.site.id}"
    for path, fields, onward in (
        (f"{site}/places", {"name": "Till 9"}, f"{site}?saved=places#places"),
        (f"{site}/allowances", ANYTHING, f"{site}?saved=allowances#allowances"),
        (site, {"name": "Store 12", "zone": "Europe/Vienna"}, f"{site}?saved=site#site"),
        ("/settings/organisation", {"name": "Südhaus"}, "/settings/organisation?saved"),
    ):
        assert one_world.admin.post(path, fields).location == onward
        assert one_world.admin.get(onward.partition("#")[0]).words.count("Saved.") == 1
    page = one_world.admin.get(site)
    assert "Saved." not in page.words
    assert chosen_zone(page) == ["Europe/Vienna"]


def test_each_error_stands_on_the_page_of_its_form(one_world: World) -> None:
    site = f"/settings/sites/{one_world.site.id}"
    for path, fields, kept in (
        (site, {"name": "", "zone": "Mars/Base"}, "Mars/Base"),
        (f"{site}/places", {"name": "x" * 81}, "x" * 81),
        (f"{site}/allowances", ANYTHING | {"limit": "a lot"}, "a lot"),
        ("/settings/sites", {"name": "Store 1", "zone": "Mars/Base"}, "Store 1"),
        ("/settings/organisation", {"name": "z" * 81}, "z" * 81),
    ):
        answer = one_world.admin.post(path, fields)
        assert answer.status == 422
        assert kept in answer.text
        assert path in answer.forms()


@pytest.mark.parametrize(
    ("answer", "page"),
    [
        ("/settings/sites/{}/allowances", "/settings/sites/{}"),
        ("/settings/people/{}/link", "/settings/people/{}"),
        ("/settings/invites/{}/revoke", "/settings/invites"),
    ],
)
def test_the_address_of_an_answer_leads_to_its_page(
    still_world: World, answer: str, page: str
) -> None:
    got = still_world.admin.get(answer.format(1))
    assert (got.status, got.location) == (303, page.format(1))


def test_time_zones_are_lists_by_region(one_world: World) -> None:
    with one_world.database.write() as session:
        for one in session.exec(select(Site)).all():
            one.zone = "US/Eastern"
    new, known = (one_world.admin.get(f"/settings/sites{one}") for one in ("", "/1"))
    assert zones(new) == zones(known)
    assert "Europe/Vienna" in zones(new)["Europe"]
    assert zones(new)["Other"] == ["UTC"]
    assert not {"Etc", "US"} & set(zones(new))  # offsets, and other names of the same
    assert chosen_zone(known) == ["US/Eastern"]  # which stays until another one is chosen


@pytest.mark.parametrize("path", ["/settings/sites/999", "/settings/people/999"])
def test_what_is_not_there(one_world: World, path: str) -> None:
    assert one_world.admin.get(path).status == 404


def test_who_left_has_no_page(one_world: World) -> None:
    path = f"/settings/people/{one_world.id('colleague')}"
    answer = one_world.admin.post(f"{path}/close")
    assert answer.location == "/settings/people?saved"
    assert "Ben Kastner" not in one_world.admin.get(answer.location).words
    assert one_world.admin.get(path).status == 404


def test_a_place_that_was_removed_is_put_back_with_its_sign(world: World) -> None:
    place = world.place
    answer = world.admin.post(f"/settings/places/{place.id}/remove")
    assert answer.location == f"/settings/sites/1?removed={place.id}#places"
    page = world.admin.get(f"/settings/sites/1?removed={place.id}")
    assert "“Till 4” is removed, and its sign leads nowhere." in page.words
    assert page.form("/settings/sites/1/places")["name"] == "Till 4"
    again = page.form("/settings/sites/1/places")
    assert world.admin.post("/settings/sites/1/places", again).status == 303
    page = world.admin.get(f"/settings/sites/1?removed={place.id}")
    assert "is removed" not in page.words
    assert place.code in page.words


@pytest.mark.parametrize("number", ["0", "99", "-1", "x", "99999999999999", "1"])
def test_nothing_is_said_to_be_removed_that_is_not(one_world: World, number: str) -> None:
    page = one_world.admin.get(f"/settings/sites/1?removed={number}")
    assert page.status == 200
    assert "is removed" not in page.words
