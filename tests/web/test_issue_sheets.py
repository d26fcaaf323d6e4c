"""The forms of an issue: in sheets of its page, and on pages of their own."""

from xml.etree.ElementTree import Element

import pytest

from tests.support.html_checker import text_of
from tests.web.answers import Answer, Browser
from tests.web.world import World

EMPTY = "Write at least one word, and at most 2,000 characters."


def sheets(answer: Answer) -> dict[str, Element]:
    """By act."""
    assert answer.page is not None
    return {one.attrib["id"].removeprefix("sheet-"): one for one in answer.page.root.iter("dialog")}


def opened(answer: Answer) -> list[str]:
    return [act for act, one in sheets(answer).items() if "data-open" in one.attrib]


def openers(answer: Answer) -> dict[str, str]:
    """Where each link leads that opens a sheet, by the sheet."""
    assert answer.page is not None
    links = [one for one in answer.page.root.iter("a") if "data-sheet" in one.attrib]
    return {one.attrib["data-sheet"]: one.attrib["href"] for one in links}


def see(who: Browser, ref: str, act: str = "") -> Answer:
    return who.get(f"/issues/{ref}/{act}" if act else f"/issues/{ref}")


def test_each_opener_leads_to_its_sheet_and_to_a_page(world: World) -> None:
    ref = world.report()
    page = see(world.owner, ref)
    assert set(sheets(page)) == {"update", "note", "resolve", "more"}
    assert openers(page) == {f"sheet-{act}": f"/issues/{ref}/{act}" for act in sheets(page)}
    for act in ("update", "note", "resolve"):
        alone = see(world.owner, ref, act)
        assert alone.forms() == {f"/issues/{ref}/{act}"}
        assert sheets(alone) == {}
    assert "Correct details" in see(world.owner, ref, "more").words


def test_only_legal_acts_have_a_sheet(world: World) -> None:
    ref = world.report()
    assert set(sheets(see(world.colleague, ref))) == {"note", "more"}
    assert "Ana Rothgeber owns this" in see(world.colleague, ref, "resolve").words
    world.owner.act(ref, "resolve", text="Done")
    assert set(sheets(see(world.owner, ref))) == {"note", "reopen", "more"}
    assert see(world.owner, ref, "reopen").forms() == {f"/issues/{ref}/reopen"}
    assert f"/issues/{ref}/update" not in see(world.owner, ref, "update").forms()


@pytest.mark.parametrize("act", ["update", "note", "resolve", "reopen", "more"])
def test_a_stranger_finds_no_sheet(one_world: World, act: str) -> None:
    ref = one_world.report()
    assert see(one_world.stranger, ref, act).status == 404
    assert see(one_world.nobody, ref, act).status in (302, 303, 401)


@pytest.mark.parametrize("htmx", [True, False])
def test_a_refused_form_says_what_is_wrong_beside_its_field(world: World, *, htmx: bool) -> None:
    ref = world.report()
    answer = world.owner.act(ref, "resolve", htmx=htmx, text=" ", retold="1")
    assert answer.status == 422
    assert answer.words.count(EMPTY) == 1
    assert answer.page is not None
    field = next(one for one in answer.page.root.iter() if one.attrib.get("id") == "words-resolve")
    assert field.attrib["aria-invalid"] == "true"
    assert "words-resolve-error" in field.attrib["aria-describedby"]
    assert "checked" in next(
        one.attrib
        for one in answer.page.root.iter("input")
        if (one.attrib.get("name"), one.attrib.get("value")) == ("retold", "1")
    )
    if htmx:
        assert opened(answer) == ["resolve"]
        assert EMPTY in text_of(sheets(answer)["resolve"])
    else:
        assert answer.forms() == {f"/issues/{ref}/resolve"}


def test_what_is_wrong_with_no_field_stands_on_top_of_the_form(world: World) -> None:
    ref = world.report()
    typed = {"what": "told", "text": "It comes", "by": "60", "unknown": "x"}
    answer = world.owner.act(ref, "update", htmx=True, **typed)
    assert (answer.status, opened(answer)) == (422, ["update"])
    assert "This form has a field we do not know." in text_of(sheets(answer)["update"])
    assert answer.form(f"/issues/{ref}/update")["text"].strip() == "It comes"


def test_what_is_refused_without_a_sheet_stands_on_the_page(world: World) -> None:
    ref = world.report()
    answer = world.colleague.act(ref, "resolve", htmx=True, text="I did it")
    assert (answer.status, opened(answer)) == (409, [])
    assert "only Ana Rothgeber can do that" in answer.words
    assert "What you had written: “I did it”" in answer.words


def test_what_the_owner_asked_is_ended_from_the_menu(world: World) -> None:
    ref = world.report()
    asked, here = world.ask(ref), world.walking(ref, "lead")
    words = " ".join(text_of(sheets(see(world.owner, ref))["more"]).split())
    assert "Cancel request to Ben" in words
    assert "Leyla is done, or can go" in words
    text = see(world.owner, ref).text
    assert f'href="/steps/{asked}"' in text
    assert f'href="/steps/{here}"' in text
    assert "Cancel request" not in text_of(sheets(see(world.admin, ref))["more"])


def test_a_note_is_said_to_be_saved_for_a_minute(one_world: World) -> None:
    said = "Saved. Only colleagues can read it, in the line below."
    ref = one_world.report()
    assert said not in see(one_world.owner, ref).words
    assert one_world.owner.act(ref, "note", text="Cable is loose").status == 303
    assert said in see(one_world.owner, ref).words
    assert said not in see(one_world.colleague, ref).words
    one_world.clock.forward(minutes=1)
    assert said not in see(one_world.owner, ref).words
