"""Words that help, where they are needed, and the page where admins change them for their site."""

import pytest

from tests.support.statements import statements
from tests.web.answers import Answer
from tests.web.test_settings_seen import filled_in
from tests.web.world import World
from web.rules.phrases import Moment, shipped
from web.rules.vocabulary import Introduction

OWN = "Nordhaus stays with you, %s and “quotes” <b>too</b>."
SAY = "You could say: “"


def path(world: World) -> str:
    return f"/settings/sites/{world.site.id}/phrases"


def area(answer: Answer, name: str) -> str:
    """What stands in that field."""
    assert answer.page is not None
    (found,) = (one for one in answer.page.root.iter("textarea") if one.attrib["name"] == name)
    return "".join(found.itertext())


def save(world: World, **words: str) -> Answer:
    """As a browser would: all the other moments as they stand."""
    form = filled_in(world.admin.get(path(world)), path(world))
    areas = {str(moment): area(world.admin.get(path(world)), moment) for moment in Moment}
    theirs = {name.replace("_", "-"): text for name, text in words.items()}
    return world.admin.post(path(world), {**form, **areas, **theirs})


def late(world: World) -> str:
    ref = world.report()
    world.clock.forward(minutes=60 * 5)
    return ref


def declined(world: World) -> str:
    ref = world.report()
    step = world.ask(ref=ref)
    world.colleague.post(f"/steps/{step}/decline", {"why": "busy"})
    return ref


def test_each_moment_has_its_words_and_no_other(world: World) -> None:
    ref = declined(world)
    page = world.owner.get(f"/issues/{ref}").words
    assert page.count(SAY) == 2, "on the card, and in the sheet that resolves"
    assert f"{SAY}{shipped(Moment.DECLINED)}”" in page
    assert f"{SAY}{shipped(Moment.END)}”" in page
    assert SAY not in world.lead.get(f"/issues/{ref}").words.replace(shipped(Moment.END), "")
    world.clock.forward(minutes=60 * 5)
    page = world.owner.get(f"/issues/{ref}").words
    assert f"{SAY}{shipped(Moment.LATE)}”" in page
    assert shipped(Moment.DECLINED) not in page
    calm = world.owner.get(f"/issues/{world.report()}").words
    assert calm.count(SAY) == 1
    alone = world.owner.get(f"/issues/{ref}/resolve").words
    assert f"{SAY}{shipped(Moment.END)}”" in alone


def test_whoever_has_just_owned_and_asks_reads_them(world: World) -> None:
    form = world.owner.get("/issues/new").form("/issues")
    answer = world.owner.post("/issues", form | {"text": "Till 9 is dead"})
    assert answer.location
    assert f"{SAY}{shipped(Moment.OWNED)}”" in world.owner.get(answer.location).words
    ask = world.owner.get(f"/issues/{world.report()}/ask").words
    for moment in (Moment.ASK_IN_PERSON, Moment.ASK_BY_CALL, Moment.ASK_BY_MESSAGE):
        assert f"{SAY}{shipped(moment)}”" in ask


def test_the_customers_words_are_not_for_a_cause(world: World) -> None:
    refs = [world.report(words="The lift is stuck", place="Lift") for _ in range(2)]
    form = {"text": "The lift is old", "issue": refs[0], "pattern": ""}
    cause = world.lead.post("/site/causes", form).location
    assert cause
    world.clock.forward(days=9)
    for page in (cause, f"{cause}/ask", f"{cause}/resolve"):
        assert SAY not in world.lead.get(page).words


def test_an_admin_changes_them_for_the_site(world: World) -> None:
    answer = save(world, late=OWN, ask_by_message="", end="")
    assert answer.location == f"{path(world)}?saved"
    ref = late(world)
    page = world.owner.get(f"/issues/{ref}").words
    assert f"{SAY}{OWN}”" in page, "as they were written, with its marks"
    assert page.count(SAY) == 1, "none at the end"
    ask = world.owner.get(f"/issues/{ref}/ask").words
    assert ask.count(SAY) == 2
    assert "you are told." in ask
    shown = world.admin.get(path(world))
    assert area(shown, Moment.LATE) == OWN
    assert area(shown, Moment.END) == ""
    assert f"Own It says: “{shipped(Moment.LATE)}”" in shown.words


def test_a_step_says_what_was_said_when_it_was_asked(world: World) -> None:
    step = world.ask(how=Introduction.MESSAGE)
    page = f"/steps/{step}"
    assert f"{SAY}{shipped(Moment.ASK_BY_MESSAGE)}”" in world.owner.get(page).words
    save(world, ask_by_message="A colleague knows.")
    assert f"{SAY}A colleague knows.”" in world.owner.get(page).words
    save(world, ask_by_message="")
    assert SAY not in world.owner.get(page).words


def test_one_tap_goes_back_to_the_shipped_words_and_saves_the_others(world: World) -> None:
    save(world, late=OWN, owned="Hello.")
    assert save(world, shipped="late", owned="Hello again.").status == 303
    shown = world.admin.get(path(world))
    assert area(shown, Moment.LATE) == shipped(Moment.LATE)
    assert area(shown, Moment.OWNED) == "Hello again."
    assert shown.words.count("Go back to these words") == 1


def test_what_stands_unchanged_stays_ours_in_every_language(world: World) -> None:
    save(world)
    ref = late(world)
    world.owner.post("/me/language", {"language": "de"})
    assert shipped(Moment.LATE) not in world.owner.get(f"/issues/{ref}").words
    assert "Du könntest sagen: „" in world.owner.get(f"/issues/{ref}").words


def test_texts_in_another_language(world: World) -> None:
    texts = f"/settings/sites/{world.site.id}/texts/de"
    assert "Words that help" not in world.admin.get(texts).words
    save(world, late=OWN, end="")
    shown = world.admin.get(texts)
    assert "phrase-late" in shown.text
    assert "phrase-end" not in shown.text, "nothing is said there"
    seen = shown.form(texts)
    assert world.admin.post(texts, seen | {"phrase-late": "Wir  sind da."}).status == 303
    ref = late(world)
    assert f"{SAY}{OWN}”" in world.owner.get(f"/issues/{ref}").words
    world.owner.post("/me/language", {"language": "de"})
    assert "„Wir sind da.“" in world.owner.get(f"/issues/{ref}").words
    save(world, late="Other words.")
    assert "„Other words.“" in world.owner.get(f"/issues/{ref}").words
    assert area(world.admin.get(texts), "phrase-late") == "Wir sind da.", "to begin with"


@pytest.mark.parametrize("to", ["phrases", "texts/de"])
def test_too_long_is_said_beside_its_field_and_nothing_is_lost(world: World, to: str) -> None:
    save(world, late=OWN)
    page = f"/settings/sites/{world.site.id}/{to}"
    name = "late" if to == "phrases" else "phrase-late"
    answer = world.admin.post(page, {name: "x" * 201, "owned": "Hello."})
    assert answer.status == 422
    assert "Write at most 200 characters: they are said aloud." in answer.words
    assert area(answer, name) == "x" * 201
    if to == "phrases":
        assert area(answer, "owned") == "Hello."
        assert world.admin.post(page, {name: "x" * 200}).status == 303


def test_hostile_text_is_text(world: World) -> None:
    words = "x</textarea><script>alert(1)</script>{{ 7*7 }} %(words)s \u202e\x00"
    assert save(world, late=words, owned="\u200fشكرا").status == 303
    page = world.owner.get(f"/issues/{late(world)}")
    assert "<script>alert" not in page.text
    assert "{{ 7*7 }} %(words)s" in page.words


def test_two_admins_at_once(world: World) -> None:
    old = filled_in(world.admin.get(path(world)), path(world))
    save(world, late="Theirs.")
    answer = world.admin.post(path(world), old | {"late": "Mine."})
    assert answer.status == 409
    assert "Someone else has changed these texts." in answer.words
    assert area(answer, "late") == "Mine."
    again = filled_in(answer, path(world))
    assert world.admin.post(path(world), again | {"late": "Mine."}).status == 303
    assert area(world.admin.get(path(world)), "late") == "Mine."


def test_a_form_that_names_one_moment_leaves_the_others(world: World) -> None:
    save(world, late="Ours.")
    assert world.admin.post(path(world), {"owned": "Hello."}).status == 303
    assert area(world.admin.get(path(world)), "late") == "Ours."


def test_an_unknown_site_is_not_there(world: World) -> None:
    for page in ("/settings/sites/999/phrases", "/settings/sites/999/texts/de"):
        assert world.admin.get(page).status == 404
        assert world.admin.post(page, {"late": "x"}).status == 404


def test_practice_says_them_too(world: World) -> None:
    save(world, owned="Hello from us.", ask_in_person="")
    for act in ("start", "own"):
        world.owner.post(f"/practice/{act}", {})
    assert f"{SAY}Hello from us.”" in world.owner.get("/practice").words
    world.owner.post("/practice/share", {})
    assert SAY not in world.owner.get("/practice").words


@pytest.mark.parametrize(
    ("page", "most"),
    [("/issues/{ref}", 9), ("/issues/{ref}/ask", 18), ("/steps/{step}", 11), ("/practice", 2)],
)
def test_own_words_cost_no_statement(world: World, page: str, most: int) -> None:
    ref = world.report()
    step = world.ask(ref=ref)
    for words in ({}, {"late": OWN, "ask_in_person": OWN}):
        save(world, **words)
        with statements(world.database) as seen:
            assert world.owner.get(page.format(ref=ref, step=step)).status == 200
        assert len(seen) <= most
