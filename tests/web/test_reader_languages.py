"""Whose language an answer is in, and what caches and readers are told of it."""

import json
from urllib.parse import quote

import pytest
from sqlmodel import col, update

from tests.support.taps import unit_of
from tests.web.answers import Answer
from tests.web.world import World
from web.acts.accounts import invites
from web.http.access import for_signed_in
from web.http.manifest import WORDS
from web.language.pseudo import pseudo
from web.rules.vocabulary import Role
from web.store.tables.accounts import Person, Site

pytestmark = pytest.mark.chooses_languages

GERMAN = {"Accept-Language": "de-AT,de;q=0.9"}
PUBLIC_PAGES = ("/sign-in", "/join/unknown", "/offline", "/unsaved", "/waiting", "/https")


def speaks(world: World, persona: str, code: str) -> None:
    with world.database.write() as session:
        id_ = world.id(persona)
        session.execute(update(Person).where(col(Person.id) == id_).values(language=code))


def site_speaks(world: World, code: str) -> None:
    with world.database.write() as session:
        session.execute(update(Site).values(language=code))


def language_of(answer: Answer) -> tuple[str | None, str]:
    """Of the header and of the page."""
    assert answer.page is not None
    root = next(one for one in answer.page.root.iter("html"))
    return answer.headers.get("Content-Language"), root.attrib.get("lang", "")


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_a_stranger_gets_the_language_of_the_browser(still_world: World, path: str) -> None:
    answer = still_world.nobody.get(path, headers=GERMAN)
    assert language_of(answer) == ("de", "de")
    assert "Accept-Language" in answer.headers["Vary"]
    assert language_of(still_world.nobody.get(path)) == ("en", "en")


def test_the_page_of_a_customer_and_of_a_sign(world: World) -> None:
    path = world.shared(world.report())
    for address in (path, "/s/unknown", f"/issues/new?place={world.place.code}"):
        answer = world.nobody.get(address, headers=GERMAN)
        assert language_of(answer) == ("de", "de")
        assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize("path", ["/", "/me", "/issues", "/issues/new", "/nowhere"])
def test_a_person_gets_theirs_else_that_of_their_site(world: World, path: str) -> None:
    site_speaks(world, "fr")
    assert language_of(world.owner.get(path, headers=GERMAN)) == ("fr", "fr")
    speaks(world, "owner", "en-XA")
    answer = world.owner.get(path, headers=GERMAN)
    assert language_of(answer) == ("en-XA", "en-XA")
    assert "Accept-Language" not in answer.headers["Vary"]


def test_a_page_of_a_right_to_left_language_says_so(world: World) -> None:
    path = world.shared(world.report())
    speaks(world, "owner", "ar")
    for answer in (
        world.owner.get("/"),
        world.nobody.get(path, headers={"Accept-Language": "ar"}),
        world.nobody.get("/nowhere", headers={"Accept-Language": "ar"}),
        world.nobody.get("/offline", headers={"Accept-Language": "ar"}),
    ):
        assert answer.page is not None
        root = next(one for one in answer.page.root.iter("html"))
        assert (root.attrib["lang"], root.attrib["dir"]) == ("ar", "rtl")


@pytest.mark.parametrize(("persona", "path"), [("owner", "/"), ("lead", "/site/board")])
def test_what_is_shown_is_not_true_in_another_language(
    world: World, persona: str, path: str
) -> None:
    browser = world.browser_of(persona)
    world.report()
    known = {"If-None-Match": browser.get(path).headers["ETag"]}
    assert browser.get(path, headers=known).status == 304
    # Nobody has chosen one, so it is that of the browser.
    assert browser.get(path, headers=known | GERMAN).status == 200
    speaks(world, persona, "en-XA")
    assert browser.get(path, headers=known).status == 200


def test_a_refusal_is_in_the_language_of_whoever_tapped(world: World) -> None:
    speaks(world, "owner", "en-XA")
    answer = world.owner.post("/issues", {"site_id": str(world.site.id), "text": ""})
    assert answer.status == 422
    assert pseudo("Write one line, or take a photo.") in answer.text


def test_a_crash_is_told_in_the_language_of_whoever_was_signed_in(world: World) -> None:
    """Without a query: it may be the database that crashed."""
    speaks(world, "owner", "fr")
    world.app.view_functions["home.mine"] = for_signed_in(crash)
    answer = world.owner.get("/mine", headers=GERMAN)
    assert (answer.status, *language_of(answer)) == (500, "fr", "fr")


def crash() -> str:
    raise RuntimeError


def test_pictures_and_monitors_have_no_language(still_world: World) -> None:
    for path in ("/healthz", "/robots.txt", "/sw.js", "/icons/icon.svg"):
        answer = still_world.nobody.get(path)
        assert "Content-Language" not in answer.headers
        assert "Accept-Language" not in answer.headers.get("Vary", "")


def test_the_manifest_speaks_the_language_of_the_page(still_world: World) -> None:
    english = json.loads(still_world.nobody.get("/manifest.webmanifest").text)
    assert {english["description"], *(one["name"] for one in english["shortcuts"])} == WORDS
    answer = still_world.nobody.get("/manifest.webmanifest?lang=en-XA")
    other = json.loads(answer.text)
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert other["description"] == pseudo(english["description"])
    assert [one["name"] for one in other["shortcuts"]] == [
        pseudo(one["name"]) for one in english["shortcuts"]
    ]
    assert other["id"] == english["id"]
    arabic = still_world.nobody.get("/manifest.webmanifest", headers={"Accept-Language": "ar"})
    assert (json.loads(arabic.text)["lang"], json.loads(arabic.text)["dir"]) == ("ar", "rtl")
    assert "Accept-Language" in arabic.headers["Vary"]


def test_a_page_leads_to_the_manifest_of_its_language(still_world: World) -> None:
    assert 'href="/manifest.webmanifest"' in still_world.nobody.get("/sign-in").text
    assert "/manifest.webmanifest?lang=uk" in still_world.nobody.get("/sign-in?lang=uk").text


def test_an_address_in_a_sentence_is_not_isolated(still_world: World) -> None:
    path = f"/issues/new?place={still_world.place.code}&lang=ar"
    assert "bdi" not in still_world.nobody.get(path).text.partition("/sign-in?next=")[2][:80]
    assert 'href="/sign-in?next=' in still_world.nobody.get(path).text


def test_what_goes_with_a_link_is_in_the_language_of_its_page(world: World) -> None:
    ref = world.report()
    world.owner.post(f"/issues/{ref}/share", {"subject": "The till", "language": "en-XA"})
    answer = world.owner.get(f"/issues/{ref}/share")
    assert language_of(answer) == ("en", "en")
    assert f'data-title="{pseudo("Follow how it goes")}"' in answer.text
    assert quote(pseudo("You can follow this here:")) in answer.text


def test_a_device_is_named_in_the_language_of_its_person(world: World) -> None:
    form = {"first_name": "Nina"}
    with world.database.write() as session:
        link = invites.invite(unit_of(world, session), Role.EMPLOYEE, world.site.id)
    nina = world.browser()
    nina.post(f"/join/{link.token}", form, headers={"User-Agent": "Firefox"}, key="")
    nina.post("/me/language", {"language": "en-XA"})
    assert "Firefox öñ áñ ûñkñöwñ" in nina.get("/me").words
