"""Signs on the wall: whoever stands before one may report there, and a dead one says so."""

import re

import pytest
from sqlmodel import select

from tests.support.statements import statements
from tests.web.world import World
from web.store.tables.accounts import Place, Site
from web.store.tables.issues import Issue

SIGN = "/issues/new?place=T4AAAA"
DEAD = "That sign is no longer in use."


def scanned(world: World, persona: str, path: str = SIGN) -> dict[str, str]:
    page = world.browser_of(persona).get(path)
    assert page.status == 200
    return page.form("/issues")


def test_the_sign_of_another_site(world: World) -> None:
    """Somebody of Store 7 before Till 4 in Store 12."""
    world.ring_all()
    world.long_shift()
    page = world.stranger.get(SIGN)
    assert "This sign is at Store 12, so your report goes there" in page.words
    fields = scanned(world, "stranger") | {"text": "The till is dead", "intent": "own"}
    assert (fields["place"], fields["site_id"]) == ("Till 4", str(world.site.id))
    answer = world.stranger.post("/issues", fields)
    assert answer.status == 303
    with world.database.read() as session:
        issue = session.exec(select(Issue)).one()
    stranger = world.id("stranger")
    assert (issue.site_id, issue.place) == (world.site.id, "Till 4")
    assert (issue.owner_id, issue.reporter_id) == (stranger, stranger)
    # It is theirs to see and to go on with, and that of the people there; the customer reads where.
    assert world.stranger.get(f"/issues/{issue.ref}").status == 200
    assert world.colleague.get(f"/issues/{issue.ref}").status == 200
    assert "The till is dead" in world.stranger.get("/").words
    assert "Store 12" in world.nobody.get(world.shared(issue.ref, world.stranger)).words
    assert world.stranger.act(issue.ref, "told", minutes="30").status == 303
    world.run_until(46, shown=True)  # the promise passes: first its owner, then the lead there
    assert world.messages("stranger")
    assert world.messages("lead")
    assert world.messages("colleague") == []
    # Afterwards as well.
    assert world.stranger.act(issue.ref, "resolve", text="Restarted it").status == 303
    assert world.stranger.get(f"/issues/{issue.ref}").status == 200


def test_only_a_sign_opens_another_site(one_world: World) -> None:
    world = one_world
    fields = scanned(world, "stranger") | {"text": "Till is dead"}
    for sign in ("", "T4AAAB", "%", "x" * 40):
        assert world.stranger.post("/issues", fields | {"sign": sign}).status == 404
    assert world.owner.post("/issues", fields).status == 401  # a form of somebody else's
    theirs = {name: value for name, value in fields.items() if name != "person"}
    here = theirs | {"site_id": str(world.elsewhere.id)}
    assert world.owner.post("/issues", here).status == 404  # a sign of their own site
    assert world.stranger.post("/issues", fields | {"sign": "x" * 41}).status == 422
    assert world.count(Issue) == 0
    assert "<form" not in world.nobody.get(SIGN).text
    assert world.nobody.post("/issues", fields).status in (302, 303, 401)


def test_what_is_wrong_in_the_form_keeps_the_sign(one_world: World) -> None:
    fields = scanned(one_world, "stranger") | {"text": ""}
    answer = one_world.stranger.post("/issues", fields)
    assert answer.status == 422
    again = answer.form("/issues")
    assert (again["sign"], again["site_id"]) == ("T4AAAA", str(one_world.site.id))


@pytest.mark.parametrize("code", ["T4AAAB", "nonsense", "%00", "x" * 500])
@pytest.mark.parametrize("persona", ["owner", "stranger", "lead"])
def test_a_dead_code_says_so(still_world: World, code: str, persona: str) -> None:
    browser = still_world.browser_of(persona)
    assert DEAD in browser.get(f"/issues/new?place={code}").words
    assert DEAD not in browser.get(SIGN).words
    assert DEAD not in browser.get("/issues/new").words


@pytest.mark.parametrize("typed", ["t4aaaa", "T4AAAA.", "%20T4AAAA%0A", "Ｔ４ＡＡＡＡ"])
def test_the_address_of_a_sign_as_it_is_typed(still_world: World, typed: str) -> None:
    """It stands below the code, for phones whose camera reads none."""
    page = still_world.owner.get(f"/issues/new?place={typed}")
    assert DEAD not in page.words
    assert page.form("/issues")["sign"] == "T4AAAA"


def test_the_sign_of_a_place_that_is_added_again_works_again(world: World) -> None:
    places = f"/settings/sites/{world.site.id}/places"
    assert world.admin.post(f"/settings/places/{world.place.id}/remove").status == 303
    assert DEAD in world.owner.get(SIGN).words
    assert world.admin.post(places, {"name": "TILL 4\nTill 5"}).status == 303
    assert DEAD not in world.owner.get(SIGN).words
    assert world.owner.get(SIGN).form("/issues")["place"] == "TILL 4"
    assert world.admin.post(places, {"name": "Till 4"}).status == 409


def test_a_sign_that_is_removed_meanwhile_takes_no_report_away(world: World) -> None:
    """It was scanned, and the tap may have waited on a phone."""
    fields = scanned(world, "stranger") | {"text": "Till is dead"}
    place = f"/settings/places/{world.place.id}/remove"
    assert world.admin.post(place).status == 303
    assert DEAD in world.stranger.get(SIGN).words
    assert world.stranger.post("/issues", fields).status == 303
    with world.database.read() as session:
        assert session.exec(select(Issue.site_id)).one() == world.site.id
        assert session.exec(select(Place)).one().removed_at is not None


ADDED = [
    "T4AAAA?utm_source=qr",
    "T4AAAA%3Futm_source%3Dqr",
    "T4AAAA&amp;utm_source=qr",
    "T4AAAA%26b%3D1",
    "T4AAAA%23top",
    "T4AAAA%2C%20please",
    "%22T4AAAA%22%3E",
    "T4AAAA%FF",
    "http://127.0.0.1:8000/issues/new?place=T4AAAA",
    "T4AAAA?x=" + "y" * 90,
]


@pytest.mark.parametrize("scanned", ADDED)
def test_what_a_scanner_adds_to_a_sign_is_left_off(still_world: World, scanned: str) -> None:
    """For the customer as well."""
    address = f"/issues/new?place={scanned}"
    assert still_world.owner.get(address).form("/issues")["sign"] == "T4AAAA"
    assert "Tell anyone at Store 12" in still_world.nobody.get(address).words


def test_a_customer_who_scans_a_sign_reads_whom_to_tell(world: World) -> None:
    world.report(words="CanaryReport", customer_name="CanaryCustomer")
    page = world.nobody.get(SIGN)
    assert page.status == 200
    assert "Tell anyone at Store 12. They will take care of it" in page.words
    assert 'href="tel:+49301234"' in page.text
    private = ("Canary", "Till 4", "Nordhaus", "Store 7", *NAMES, "<form", "<script")
    assert [one for one in private if one in page.text] == []
    assert "Set-Cookie" not in page.headers
    assert page.text.count("T4AAAA") == 1  # in the way to sign in, for who works there


NAMES = ("Ana", "Ben", "Leyla", "Ada", "Sven")


def test_a_sign_that_is_gone_tells_a_customer_no_site(world: World) -> None:
    unknown = world.nobody.get("/issues/new?place=T4AAAB")
    assert unknown.status == 200
    assert "Tell anyone who works here." in unknown.words
    assert "Store 12" not in unknown.text
    assert "tel:" not in unknown.text
    path = f"/settings/places/{world.place.id}/remove"
    assert world.admin.post(path).status == 303
    assert world.nobody.get(SIGN).words == unknown.words


def test_a_site_without_a_number_offers_no_call(world: World) -> None:
    with world.database.write() as session:
        session.get_one(Site, world.site.id).phone = None
    page = world.nobody.get(SIGN)
    assert "Tell anyone at Store 12." in page.words
    assert "Call" not in page.words


def test_a_customers_scan_is_cheap_and_read_only(world: World) -> None:
    with statements(world.database) as seen:
        assert world.nobody.get(SIGN).status == 200
    asked = [one for one in seen if one.startswith("SELECT")]
    assert len(asked) == 1
    assert world.nobody.fetch("HEAD", SIGN).status == 200
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        headers = {"Sec-Fetch-Site": "same-origin"}
        assert world.nobody.fetch(method, SIGN, headers).status == 405


def test_who_works_there_signs_in_and_reports(world: World) -> None:
    way = re.findall(r'href="(/sign-in[^"]+)"', world.nobody.get(SIGN).text)
    assert way == ["/sign-in?next=/issues/new?place%3DT4AAAA"]
    assert scanned(world, "owner")["sign"] == "T4AAAA"
    assert world.nobody.get("/issues/new").status == 303
    assert world.nobody.get(SIGN, {"HX-Request": "true"}).status == 401
