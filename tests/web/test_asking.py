"""Ask someone: who may, whom the page offers, what it keeps, and who sees what afterwards."""

import pytest

from tests.web.answers import Answer
from tests.web.world import World
from web.cli.sample import Sample
from web.rules.vocabulary import Introduction

ERRORS = [
    ({"need": ""}, "Say what is needed, in at most 300 characters."),
    ({"need": "x" * 301}, "Say what is needed, in at most 300 characters."),
    ({"introduction": ""}, "Choose how you will bring them in."),
    ({"introduction": "by_pigeon"}, "Choose how you will bring them in."),
    ({"helper_id": "somebody"}, "Choose whom to ask."),
    ({"find": "x" * 81}, "A search may have up to 80 characters."),
    ({"colour": "red"}, "a field we do not know"),
]


def offered(answer: Answer) -> set[str]:
    """The people whom the page has a button for, by their id."""
    assert answer.page is not None
    buttons = [one.attrib for one in answer.page.root.iter("button")]
    return {one["value"] for one in buttons if one.get("name") == "helper_id" and one["value"]}


@pytest.mark.parametrize("path", ["ask", "owner-change"])
def test_only_the_owner_asks(world: World, path: str) -> None:
    ref, unowned = world.report(), world.unowned()
    answer = world.colleague.get(f"/issues/{ref}/{path}")
    assert answer.status == 409
    assert "Ana Rothgeber owns this, so only Ana Rothgeber can do that." in answer.words
    answer = world.owner.get(f"/issues/{unowned}/{path}")
    assert answer.status == 409
    assert "Nobody owns this yet. Tap “I own this” first." in answer.words
    world.owner.act(ref, "resolve", text="Done")
    answer = world.owner.get(f"/issues/{ref}/{path}")
    assert answer.status == 409
    assert "This is resolved. Reopen it first." in answer.words


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
@pytest.mark.parametrize(("wrong", "sentence"), ERRORS)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    one_world: World, htmx: bool, wrong: dict[str, str], sentence: str
) -> None:
    ref = one_world.report()
    typed = {
        "need": "Fit the carpet",
        "introduction": "message",
        "helper_id": str(one_world.id("lead")),
        "find": "Leyla",
    }
    answer = one_world.owner.act(ref, "steps", htmx=htmx, **(typed | wrong))
    assert answer.status == 422
    assert sentence in answer.words
    form = answer.form(f"/issues/{ref}/steps")
    assert wrong.get("need", "Fit the carpet") == form["need"].strip()
    assert f'value="{wrong.get("find", "Leyla")[:80]}"' in answer.text
    if "introduction" not in wrong:
        chosen = answer.text.partition('value="message"')[2].partition(">")[0]
        assert "checked" in chosen


def test_the_search_finds_by_name_skill_and_site_and_keeps_the_need(world: World) -> None:
    ref = world.report()
    world.stranger.post("/me/skills", {"skills": "carpets"})
    cases = {"Leyla": "lead", "carpets": "stranger", "Store 7": "stranger"}
    for find, persona in cases.items():
        answer = world.owner.get(f"/issues/{ref}/ask?find={find}&need=Fit+the+carpet")
        found = answer.text.partition(f"Found for “{find}”")[2]
        assert f'value="{world.id(persona)}"' in found, find
        assert answer.form(f"/issues/{ref}/steps")["need"].strip() == "Fit the carpet"
    nobody = world.owner.get(f"/issues/{ref}/ask?find=Zoroaster")
    assert "Nobody found for “Zoroaster”." in nobody.words


@pytest.mark.parametrize("path", ["ask", "owner-change"])
def test_a_search_leads_to_what_is_found_and_says_that_there_are_more(
    one_world: World, path: str
) -> None:
    ref, here = one_world.report(), f"/issues/{{}}/{path}"
    more = "More people are on shift here. Search for a name."
    assert more not in one_world.owner.get(here.format(ref)).words
    for number in range(25):
        with one_world.database.write() as session:
            Sample(session, one_world.clock()).person(one_world.site, f"Person {number:02}")
    one_world.long_shift()
    page = one_world.owner.get(here.format(ref))
    assert more in page.words
    assert page.text.count(f'formaction="{here.format(ref)}#h-find"') == 2
    assert 'id="h-find"' in page.text
    found = one_world.owner.get(here.format(ref) + "?find=person")
    assert "There are more. Write more of the name." in found.words
    assert "There are more." not in one_world.owner.get(here.format(ref) + "?find=person+07").words


def test_who_is_asked_already_and_the_owner_have_no_button(world: World) -> None:
    ref = world.report()
    everybody = {str(world.id(one)) for one in ("colleague", "lead", "admin")}
    assert offered(world.owner.get(f"/issues/{ref}/ask")) == everybody
    world.ask(ref)
    answer = world.owner.get(f"/issues/{ref}/ask")
    assert offered(answer) == everybody - {str(world.id("colleague"))}
    assert "Already asked" in answer.words


def test_the_page_says_how_long_each_way_may_take(world: World) -> None:
    fields = {"name": "Store 12", "zone": "Europe/Berlin", "near_minutes": "7"}
    world.admin.post(f"/settings/sites/{world.site.id}", fields | {"message_minutes": "33"})
    words = world.owner.get(f"/issues/{world.report()}/ask").words
    assert "If there is no answer within 7 minutes, you are told." in words
    assert "If there is no answer within 33 minutes, you are told." in words


def test_the_brief_writes_itself(world: World) -> None:
    ref = world.report(customer_name="Mira", customer_contact="0151 2345", place="Till 4")
    world.owner.act(ref, "note", text="Cable is loose")
    world.owner.act(ref, "told", text="Part comes at noon", minutes="60")
    step = world.walking(ref, "lead")
    world.lead.on_step(step, "done", text="Ordered the part")
    words = world.colleague.get(f"/steps/{world.ask(ref, need='Fit the part')}").words
    facts = ["Fit the part", "Till 4 is dead", "Till 4", "Store 12", "Mira", "0151 2345"]
    tried = ["Cable is loose", "Part comes at noon", "Ordered the part"]
    assert [one for one in (*facts, *tried) if one not in words] == []
    assert [words.index(one) for one in tried] == sorted(words.index(one) for one in tried)
    assert "Next update by 11:00" in words


# Who sees what


def sees(world: World, ref: str, step: int) -> tuple[int, int]:
    """What somebody from another site gets for the issue and for the step."""
    browser = world.stranger
    return browser.get(f"/issues/{ref}").status, browser.get(f"/steps/{step}").status


def test_a_helper_from_elsewhere_sees_the_issue_while_it_is_open_and_afterwards(
    world: World,
) -> None:
    ref = world.report()
    before = world.ask(ref)
    assert sees(world, ref, before) == (404, 404)
    step = world.ask(ref, "stranger")
    assert sees(world, ref, step) == (200, 200)
    assert "Till 4 is dead" in world.stranger.get(f"/steps/{step}").words
    world.stranger.on_step(step, "accept")
    world.stranger.on_step(step, "done")
    assert sees(world, ref, step) == (200, 200)
    world.owner.act(ref, "resolve", text="Done")
    assert sees(world, ref, step) == (200, 200)


@pytest.mark.parametrize("after_yes", [False, True])
def test_who_cannot_sees_the_issue_no_more(world: World, after_yes: bool) -> None:
    ref = world.report()
    step = world.walking(ref, "stranger") if after_yes else world.ask(ref, "stranger")
    answer = world.stranger.on_step(step, "decline", why="not_mine")
    assert answer.status == 303
    assert sees(world, ref, step) == (404, 200)
    page = world.stranger.get(f"/steps/{step}")
    assert f"/issues/{ref}" not in page.text
    assert ref not in world.stranger.get("/issues").text


def test_the_next_owner_sees_the_issue_while_asked_and_once_it_is_theirs(world: World) -> None:
    ref = world.report()
    change = world.hand_over(ref, "stranger")
    assert world.stranger.get(f"/issues/{ref}").status == 200
    world.stranger.on_change(change, "decline")
    assert world.stranger.get(f"/issues/{ref}").status == 404
    answer = world.stranger.get(f"/owner-changes/{change}")
    assert answer.status == 200
    assert f'href="/issues/{ref}"' not in answer.text  # it would lead nowhere
    world.stranger.on_change(world.hand_over(ref, "stranger"), "accept")
    assert world.stranger.get(f"/issues/{ref}").status == 200
    assert world.owner.get(f"/issues/{ref}").status == 200


def test_asked_of_me_tells_what_waits_first(world: World) -> None:
    step = world.ask(how=Introduction.CALL, need="Bring a drawer")
    change = world.hand_over(world.report(words="Lamp is out"))
    world.clock.forward(minutes=1)  # what they are with is the newest, and comes last
    world.walking(world.report(words="Fridge is warm"))
    answer = world.colleague.get("/")
    asks = "Ana Rothgeber asks you to take over"
    waits = [answer.words.index(one) for one in ("Bring a drawer", asks)]
    assert max(waits) < answer.words.index("You are with Ana Rothgeber ·")
    assert f'href="/steps/{step}"' in answer.text
    assert f'href="/owner-changes/{change}"' in answer.text
    world.colleague.on_step(step, "decline", why="busy")
    world.colleague.on_change(change, "accept")
    answer = world.colleague.get("/")
    assert "Bring a drawer" not in answer.words
    assert f'href="/owner-changes/{change}"' not in answer.text
    assert "Bring a drawer" not in world.lead.get("/").words


def test_helped_tells_what_somebody_said_yes_to(world: World) -> None:
    assert "Nothing yet." in world.colleague.get("/helped").words
    asked, done = world.report(words="Fridge is warm"), world.report(words="Lamp is out")
    world.ask(asked)
    step = world.walking(done)
    words = world.colleague.get("/helped").words
    assert "Lamp is out" in words
    assert "Fridge is warm" not in words
    world.colleague.on_step(step, "done")
    world.owner.act(done, "resolve", text="Done")
    assert "Lamp is out" in world.colleague.get("/helped").words
    assert "Lamp is out" not in world.lead.get("/helped").words
