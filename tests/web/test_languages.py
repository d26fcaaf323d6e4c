"""Whose language: a person's own, their site's, the browser's; that of the customer's page."""

from pathlib import Path

import pytest
from sqlmodel import col, select

from tests.support.taps import unit_of
from tests.web.answers import Answer, Browser
from tests.web.world import World
from web.acts.accounts import invites
from web.language.catalogues import catalogue
from web.language.known import language_of
from web.rules.vocabulary import Role
from web.store.tables.accounts import Person, Site
from web.store.tables.issues import StatusLink

pytestmark = pytest.mark.chooses_languages


def lang(answer: Answer) -> str:
    return answer.text.partition('<html lang="')[2].partition('"')[0]


def set_site_language(world: World, code: str | None) -> None:
    with world.database.write() as session:
        site = session.get_one(Site, world.site.id)
        site.language = code
        session.add(site)


def own_language(world: World, name: str) -> str | None:
    with world.database.read() as session:
        return session.get_one(Person, world.id(name)).language


def read_in(browser: Browser, path: str, accepted: str) -> Answer:
    return browser.get(path, {"Accept-Language": accepted})


def test_a_person_reads_their_own_language_before_their_sites(world: World) -> None:
    assert lang(read_in(world.owner, "/me", "fr")) == "fr"
    set_site_language(world, "tr")
    assert lang(read_in(world.owner, "/me", "fr")) == "tr"
    assert world.owner.post("/me/language", {"language": "pl"}).location == "/me#language"
    assert lang(read_in(world.owner, "/me", "fr")) == "pl"
    assert lang(world.colleague.get("/me")) == "tr"
    world.owner.post("/me/language", {"language": ""})
    assert own_language(world, "owner") is None
    assert lang(world.owner.get("/me")) == "tr"


@pytest.mark.parametrize("code", ["xx", "de-AT", "<b>", "d" * 3000])
def test_an_unknown_language_is_refused(world: World, code: str) -> None:
    world.owner.post("/me/language", {"language": "pl"})
    answer = world.owner.post("/me/language", {"language": code})
    assert answer.status == 422
    assert own_language(world, "owner") == "pl"


def test_a_language_of_another_release_is_shown_in_english(world: World) -> None:
    """A newer one may have saved it."""
    set_site_language(world, "eo")
    assert lang(world.owner.get("/me")) == "en"


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("pt", "pt-BR"),
        ("pt-PT", "pt-BR"),
        ("ja, uk;q=0.7, en;q=0.3", "uk"),
        ("en-US", "en"),
        ("ja", "en"),
        ("*", "en"),
        ("", "en"),
        ("x" * 5000, "en"),
        ("../../etc/passwd", "en"),
        ("ar-EG", "ar"),
        ("DE-at", "de"),
        ("PT-br", "pt-BR"),
        ("de;q=0, fr;q=0.1", "fr"),
        ("de;q=0", "en"),
    ],
)
def test_strangers_read_the_language_of_their_browser(
    still_world: World, accepted: str, expected: str
) -> None:
    answer = read_in(still_world.nobody, "/sign-in", accepted)
    assert lang(answer) == expected
    assert "Accept-Language" in answer.headers["Vary"]
    assert lang(read_in(still_world.nobody, "/sign-in?lang=hi", accepted)) == "hi"
    assert lang(read_in(still_world.nobody, "/sign-in?lang=none", accepted)) == expected
    for code in ("PT", "pt-br", "pt_BR", "pt-PT"):
        answer = read_in(still_world.nobody, f"/sign-in?lang={code}", accepted)
        assert lang(answer) == "pt-BR", code


@pytest.mark.parametrize(("accepted", "expected"), [("de-CH", "de"), ("ja", None)])
def test_whoever_joins_keeps_the_language_of_their_browser(
    world: World, accepted: str, expected: str | None
) -> None:
    with world.database.write() as session:
        link = invites.invite(unit_of(world, session), Role.EMPLOYEE, world.site.id)
    form = {"first_name": "Nina"}
    headers = {"Accept-Language": accepted}
    assert world.browser().post(f"/join/{link.token}", form, headers=headers, key="").status == 303
    with world.database.read() as session:
        newest = session.exec(select(Person).order_by(col(Person.id).desc())).first()
    assert newest is not None
    assert newest.language == expected


def test_a_language_chosen_in_the_address_is_kept_on_the_way_in(world: World) -> None:
    """From the page for a code, through a mistyped one, to whoever has joined."""
    with world.database.write() as session:
        invite = invites.invite(unit_of(world, session), Role.EMPLOYEE, world.site.id)
    newcomer = world.browser()
    page = newcomer.get("/sign-in?next=/site")
    assert 'href="?next=%2Fsite&amp;lang=tr" lang="tr"' in page.text
    page = newcomer.get("/sign-in?next=/site&lang=tr")
    assert page.forms() == {"/sign-in?lang=tr"}
    refused = newcomer.post("/sign-in?lang=tr", {"code": "ABCD-EFGH-JKLM", "next": "/site"}, key="")
    assert (refused.status, lang(refused)) == (422, "tr")
    assert 'href="?next=%2Fsite&amp;lang=de" lang="de"' in refused.text
    typed = newcomer.post("/sign-in?lang=tr", {"code": invite.code, "next": "/site"}, key="")
    assert typed.location.endswith("?next=/site&lang=tr")
    page = newcomer.get(typed.location)
    assert (page.status, lang(page)) == (200, "tr")
    (path,) = page.forms()
    assert newcomer.post(path, {"first_name": ""}, key="").status == 422
    assert newcomer.post(path, {"first_name": "Nina"}, key="").location == "/site"
    assert lang(newcomer.get("/")) == "tr"
    # Whoever is signed in reads their own language, so nothing is offered.
    assert 'class="languages"' not in world.owner.get(f"/join/{invite.token}").text


def test_admins_set_the_language_of_a_site(world: World) -> None:
    path = f"/settings/sites/{world.site.id}"
    form = {"name": "Store 12", "zone": "Europe/Vienna", "language": "it"}
    assert world.admin.post(path, form).status == 303
    assert lang(world.colleague.get("/")) == "it"
    assert world.admin.post(path, form | {"language": "xx"}).status == 422


def test_a_sign_speaks_the_language_of_its_site(world: World) -> None:
    """Not that of the admin who prints it."""
    path = f"/settings/sites/{world.site.id}"
    form = {"name": "Store 12", "zone": "Europe/Vienna", "language": "it"}
    assert world.admin.post(path, form).status == 303
    world.admin.post("/me/language", {"language": "ar"})
    page = world.admin.get(f"{path}/signs")
    sign = page.text.partition('<div class="sign group"')[2].partition("</div>")[0]
    assert sign.startswith(' lang="it" dir="ltr">')
    italian = language_of("it")
    assert italian
    assert catalogue(italian).gettext("See a problem? Own it.") in sign
    assert lang(page) == "ar"
    assert world.admin.post(path, form | {"language": ""}).status == 303
    assert '<div class="sign group" lang="ar" dir="rtl">' in world.admin.get(f"{path}/signs").text


def test_the_customers_page_goes_by_address_link_and_browser(world: World) -> None:
    ref = world.report()
    path = world.shared(ref)
    assert lang(read_in(world.nobody, path, "es-MX")) == "es"
    form = {"subject": "The till", "language": "uk"}
    assert world.owner.post(f"/issues/{ref}/share", form).status == 303
    assert lang(read_in(world.nobody, path, "es-MX")) == "uk"
    assert lang(read_in(world.nobody, f"{path}?lang=ar", "es-MX")) == "ar"
    assert 'dir="rtl"' in world.nobody.get(f"{path}?lang=ar").text
    # A form of an older page has no such field.
    world.owner.post(f"/issues/{ref}/share", {"subject": "The big till"})
    assert link_language(world) == "uk"
    world.owner.post(f"/issues/{ref}/share", {"subject": "The till", "language": ""})
    assert link_language(world) is None
    assert world.owner.post(f"/issues/{ref}/share", form | {"language": "xx"}).status == 422


def link_language(world: World) -> str | None:
    with world.database.read() as session:
        return session.exec(select(StatusLink)).one().language


def test_the_customers_page_is_another_one_in_another_language(world: World) -> None:
    path = world.shared(world.report())
    english, german = (read_in(world.nobody, path, one) for one in ("en", "de"))
    tags = [one.headers["ETag"] for one in (english, german)]
    assert tags[0] != tags[1]
    asked = {"Accept-Language": "de", "If-None-Match": tags[0]}
    assert world.nobody.get(path, asked).status == 200
    assert world.nobody.get(path, asked | {"If-None-Match": tags[1]}).status == 304


def test_the_language_of_one_request_does_not_stay_for_the_next(world: World) -> None:
    path = world.shared(world.report())
    assert lang(world.nobody.get(f"{path}?lang=ar")) == "ar"
    assert lang(world.nobody.get("/nowhere")) == "en"
    assert lang(read_in(world.nobody, "/nowhere", "tr")) == "tr"


@pytest.mark.parametrize("content", [b"", b"not one", b"\xde\x12\x04\x95\0\0", None])
def test_a_catalogue_that_is_not_whole_is_english(
    one_world: World, content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a set-up leaves it that was cut off."""
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    if content is not None:
        (folder / "messages.mo").write_bytes(content)
    monkeypatch.setattr("web.language.catalogues.CATALOGUES", tmp_path)
    catalogue.cache_clear()
    try:
        answer = one_world.nobody.get("/sign-in?lang=de")
    finally:
        catalogue.cache_clear()
    assert answer.status == 200
    assert "Sign in" in answer.words
