"""Names of places, and what people may do, in the language of whoever reads them."""

import pytest
from sqlmodel import select

from tests.web.world import World
from web.store.tables.accounts import Place, Site
from web.store.tables.issues import Issue

MAY = "Up to 20 euros"
TILL, DESK, WORDS = "Till 4", "Desk", "The scanner is dead"


def texts(world: World, code: str = "de") -> str:
    return f"/settings/sites/{world.site.id}/texts/{code}"


@pytest.fixture
def places(world: World) -> dict[str, int]:
    """By name; what people may do is said, too."""
    site = f"/settings/sites/{world.site.id}"
    assert world.admin.post(f"{site}/places", {"name": DESK}).status == 303
    world.make(lambda it: it.allowance(world.site, MAY))
    with world.database.read() as session:
        return {one.name: one.id for one in session.exec(select(Place))}


def write(world: World, places: dict[str, int], **more: str) -> None:
    fields = {f"place-{places[TILL]}": "Kasse 4", "allowance-1": "Bis 20 Euro", **more}
    assert world.admin.post(texts(world), fields).location == f"{texts(world)}?saved"


def change(world: World, words: str) -> None:
    fields = {"words": words, "role": "employee"}
    assert world.admin.post("/settings/allowances/1", fields).status == 303


def speak(world: World, code: str) -> None:
    world.owner.post("/me/language", {"language": code})


def test_readers_see_the_texts_of_their_language(world: World, places: dict[str, int]) -> None:
    write(world, places)
    ref = world.report(words=WORDS, place=TILL)
    pages = (f"/issues/{ref}", "/issues", f"/issues/{ref}/ask")
    for page in pages:
        assert TILL in world.owner.get(page).words
    speak(world, "de")
    for page in pages:
        words = world.owner.get(page).words
        assert "Kasse 4" in words, page
        assert TILL not in words, page
    words = world.owner.get(f"/issues/{ref}").words
    assert "Bis 20 Euro" in words
    assert "Up to 20 euros" not in words
    speak(world, "fr")
    words = world.owner.get(f"/issues/{ref}").words
    assert TILL in words
    assert "Up to 20 euros" in words


def test_the_lead_reads_them_on_the_board(world: World, places: dict[str, int]) -> None:
    write(world, places)
    world.unowned(words=WORDS, place=TILL)
    world.lead.post("/me/language", {"language": "de"})
    assert "Kasse 4" in world.lead.get("/site").words


def test_an_issue_keeps_the_name_without_a_language(world: World, places: dict[str, int]) -> None:
    write(world, places)
    speak(world, "de")
    for number, typed in enumerate(("Kasse 4", "kasse  4", TILL)):
        ref = world.report(words=f"Number {number}", place=typed)
        assert world.issue(ref).place == TILL, typed
    assert world.issue(world.report(place="Am Eingang")).place == "Am Eingang"
    speak(world, "fr")
    assert world.issue(world.report(words="Another", place="Kasse 4")).place == TILL


def test_a_scanned_sign_and_the_list_of_places_are_in_the_language(
    world: World, places: dict[str, int]
) -> None:
    write(world, places)
    speak(world, "de")
    with world.database.read() as session:
        code = session.get_one(Place, places[TILL]).code
    page = world.owner.get(f"/issues/new?place={code}").text
    assert 'value="Kasse 4"' in page
    assert f'value="{DESK}"' in page
    assert TILL not in page


def test_a_printed_sign_has_each_name_once(world: World, places: dict[str, int]) -> None:
    write(world, places)
    for code, name in (("nl", "Kassa 4"), ("it", "Kassa 4"), ("pl", TILL)):
        world.admin.post(texts(world, code), {f"place-{places[TILL]}": name})
    words = world.admin.get(f"/settings/places/{places[TILL]}/qr").words
    assert [words.count(one) for one in ("Kasse 4", "Kassa 4")] == [1, 1]


def test_a_correction_keeps_the_place_and_can_choose_another(
    world: World, places: dict[str, int]
) -> None:
    write(world, places, **{f"place-{places[DESK]}": "Theke"})
    ref = world.report(place=TILL)
    speak(world, "de")
    shown = world.owner.get(f"/issues/{ref}/correct").text
    assert 'value="Kasse 4"' in shown
    filled = {
        "text": "Other words",
        "was_text": "",
        "urgency": "today",
        "was_urgency": "today",
        "place": "Kasse 4",
        "was_place": "Kasse 4",
    }
    world.owner.act(ref, "correct", **filled)
    assert world.issue(ref).place == TILL
    world.owner.act(ref, "correct", **{**filled, "place": "Theke"})
    assert world.issue(ref).place == DESK


def test_each_language_is_kept_for_itself_and_can_be_emptied(
    world: World, places: dict[str, int]
) -> None:
    write(world, places)
    french = {f"place-{places[TILL]}": "Caisse 4", "allowance-1": "Jusqu’à 20 euros"}
    world.admin.post(texts(world, "fr"), french)
    page = world.admin.get(f"/settings/sites/{world.site.id}").words
    assert "Deutsch" in page
    assert "2 of 3 texts" in page
    assert 'value="Caisse 4"' in world.admin.get(texts(world, "fr")).text
    assert 'value="Kasse 4"' in world.admin.get(texts(world)).text
    for code in ("de", "fr"):
        world.admin.post(texts(world, code), {})
    with world.database.read() as session:
        assert session.get_one(Site, world.site.id).place_names is None
    assert 'value="Kasse 4"' not in world.admin.get(texts(world)).text


def test_a_changed_text_keeps_its_translations(world: World, places: dict[str, int]) -> None:
    write(world, places)
    change(world, "Up to 30 euros")
    assert "Bis 20 Euro" in world.admin.get(texts(world)).text


@pytest.mark.parametrize(("till", "desk"), [("Kasse", "kasse"), (DESK, ""), ("Theke", TILL)])
def test_two_places_of_one_name_are_refused(
    world: World, places: dict[str, int], till: str, desk: str
) -> None:
    fields = {f"place-{places[TILL]}": till, f"place-{places[DESK]}": desk}
    answer = world.admin.post(texts(world), fields)
    assert answer.status == 409
    assert "is the name of two places then" in answer.words
    assert f'value="{till}"' in answer.text  # what was typed stays


def test_what_is_too_long_is_said_beside_it(world: World, places: dict[str, int]) -> None:
    fields = {f"place-{places[TILL]}": "x" * 81, "allowance-1": "y" * 201}
    answer = world.admin.post(texts(world), fields)
    assert answer.status == 422
    assert "A name may have up to 80 characters." in answer.words
    assert "Write at most 200 characters." in answer.words
    assert "x" * 81 in answer.text


@pytest.mark.parametrize("code", ["xx", "en-XA", "de_DE"])
def test_an_unknown_language_has_no_page(world: World, code: str) -> None:
    assert world.admin.get(texts(world, code)).status == 404
    assert world.admin.get(f"{texts(world, '')[:-1]}?code={code}").status == 404


def test_the_next_admin_replaces_nothing_unseen(world: World, places: dict[str, int]) -> None:
    page = world.admin.get(texts(world))
    form = page.form(texts(world))
    write(world, places)
    answer = world.admin.post(texts(world), {**form, "allowance-1": "Bis 50 Euro"})
    assert answer.status == 409
    assert "Someone else has changed these texts." in answer.words
    assert "Bis 50 Euro" in answer.text


def test_a_document_that_is_none_shows_the_names(world: World, places: dict[str, int]) -> None:
    write(world, places)
    ref = world.report(place=TILL)
    speak(world, "de")
    for broken in ('"x"', '{"de": 5}', '{"de": {"Till 4": 7}}'):
        with world.database.write() as session:
            session.connection().exec_driver_sql(
                f"UPDATE site SET place_names = '{broken}' WHERE id = {world.site.id}"
            )
        assert TILL in world.owner.get(f"/issues/{ref}").words
    assert isinstance(world.issue(ref), Issue)


def test_a_reminder_names_the_place_in_its_recipients_language(
    world: World, places: dict[str, int]
) -> None:
    write(world, places)
    world.ring_all()
    speak(world, "de")
    world.report(words=WORDS, place=TILL)
    world.run_until(300)
    shown = [str(one.content) for one in world.messages("owner")]
    assert shown
    assert all("Kasse 4" in one for one in shown)
    assert not any("Kasse 4" in str(one.content) for one in world.messages("lead"))


def test_changed_words_are_shown_in_every_language(world: World, places: dict[str, int]) -> None:
    """What the translation promises was the limit once."""
    write(world, places)
    speak(world, "de")
    page = world.admin.get(texts(world))
    hint = "Words that you change are shown as they are in every language"
    assert hint in world.admin.get("/settings/allowances/1").words
    change(world, MAY)  # as it was
    assert "Bis 20 Euro" in world.owner.get(f"/issues/{world.report()}").words
    change(world, "Up to 5 euros")
    words = world.owner.get(f"/issues/{world.report()}").words
    assert "Up to 5 euros" in words
    assert "Bis 20 Euro" not in words
    # It stays for whoever translates the new words.
    form = world.admin.get(texts(world)).form(texts(world))
    assert form["allowance-2"] == "Bis 20 Euro"
    # Whoever translates the former words meanwhile is asked to look again.
    assert world.admin.post(texts(world), page.form(texts(world))).status == 409
    world.admin.post(texts(world), {**form, "allowance-2": "Bis 5 Euro"})
    assert "Bis 5 Euro" in world.owner.get(f"/issues/{world.report()}").words


def test_a_place_may_not_be_named_as_another_is_elsewhere(
    world: World, places: dict[str, int]
) -> None:
    write(world, places)
    path = f"/settings/sites/{world.site.id}/places"
    refused = world.admin.post(path, {"name": "Exit\nKASSE  4"})
    assert refused.status == 409
    assert "There is a place “Kasse 4” already." in refused.words
    world.admin.post(f"/settings/places/{places[TILL]}/remove")
    assert world.admin.post(path, {"name": "Kasse 4"}).status == 303
    speak(world, "de")
    assert world.issue(world.report(words=WORDS, place="Kasse 4")).place == "Kasse 4"
    assert world.admin.post(path, {"name": TILL}).status == 303
    assert world.issue(world.report(words="Another", place="Kasse 4")).place == "Kasse 4"
