"""Home: what needs somebody now, in the order of who has waited longest."""

from xml.etree.ElementTree import Element

import pytest

from tests.support.html_checker import text_of
from tests.web.answers import Answer
from tests.web.world import World
from web.rules.vocabulary import Introduction, Urgency


@pytest.fixture
def shift(world: World) -> World:
    world.long_shift()
    return world


def part(answer: Answer, name: str) -> str:
    """What a part of home says; empty where there is none."""
    found = _part(answer, name)
    return " ".join(text_of(found).split()) if found is not None else ""


def _part(answer: Answer, name: str) -> Element | None:
    assert answer.page is not None
    sections = answer.page.root.iter("section")
    return next((one for one in sections if one.attrib.get("aria-labelledby") == name), None)


def rows(answer: Answer, name: str) -> list[str]:
    """The title of each row of a part, in order."""
    found = _part(answer, name)
    titles = [] if found is None else [" ".join(text_of(one).split()) for one in found.iter("h3")]
    return [one for one in titles if one != "A report"]  # of the template of what is not sent yet


def test_what_nobody_owns_comes_first_and_then_who_has_waited_longest(shift: World) -> None:
    late = shift.report(words="Late one")
    shift.report(words="In time")
    shift.owner.act(late, "promise", minutes="30")
    shift.clock.forward(minutes=10)
    ask_of_owner(shift)
    shift.clock.forward(minutes=45)  # late since 15 minutes, asked since 45
    shift.unowned("No owner yet")
    shift.clock.forward(minutes=1)
    home = shift.owner.get("/")
    assert rows(home, "h-needs") == ["No owner yet", "Hold the door", "Late one"]
    assert rows(home, "h-mine") == ["In time"]
    words = part(home, "h-needs")
    assert "No owner for 1 min" in words
    assert "26 min late promised 10:30" in words


def ask_of_owner(world: World) -> None:
    ref = world.report("colleague", "Door is stuck")
    fields = {"helper_id": str(world.id("owner")), "need": "Hold the door", "introduction": "call"}
    assert world.colleague.act(ref, "steps", **fields).status == 303


def test_rows_of_one_moment_keep_their_places(shift: World) -> None:
    refs = {one: shift.report(words=one) for one in ("First", "Second", "Third")}
    for one in ("Third", "Second", "First"):  # PostgreSQL moves a row that is written
        shift.owner.act(refs[one], "promise", minutes="60")
    assert rows(shift.owner.get("/"), "h-mine") == ["First", "Second", "Third"]
    shift.clock.forward(minutes=600)
    assert rows(shift.owner.get("/"), "h-needs") == ["First", "Second", "Third"]


def test_near_is_the_last_ten_minutes_or_the_last_quarter(shift: World) -> None:
    long, short = shift.report(words="Long"), shift.report(words="Short")
    shift.owner.act(long, "promise", minutes="60")
    shift.owner.act(short, "promise", minutes="20")
    shift.clock.forward(minutes=14, seconds=59)
    assert rows(shift.owner.get("/"), "h-needs") == []
    shift.clock.forward(seconds=1)
    home = shift.owner.get("/")
    assert rows(home, "h-needs") == ["Short"]
    assert "Update the customer by 10:20" in part(home, "h-needs")
    shift.owner.act(short, "told", minutes="600")
    shift.clock.forward(minutes=35)
    assert rows(shift.owner.get("/"), "h-needs") == ["Long"]


def test_urgency_and_the_customer_are_named(shift: World) -> None:
    ref = shift.report(urgency=Urgency.NOW, customer_name="Tom")
    shift.clock.forward(minutes=31)
    words = part(shift.owner.get("/"), "h-needs")
    assert "1 min late" in words
    assert "Now" in words
    assert "Update Tom" in words
    assert ref in words


def test_a_helper_who_cannot_or_is_silent_and_one_who_offers(shift: World) -> None:
    declined, silent, offered = (shift.report(words=one) for one in ("No", "Silent", "Offered"))
    step = shift.ask(declined)
    shift.ask(silent, "lead", Introduction.CALL)
    shift.colleague.on_step(step, "decline", why="busy")
    shift.colleague.act(offered, "offer")
    assert rows(shift.owner.get("/"), "h-needs") == ["No", "Offered"]
    shift.clock.forward(minutes=6)
    home = shift.owner.get("/")
    words = part(home, "h-needs")
    assert rows(home, "h-needs") == ["No", "Offered", "Silent"]
    assert "Ben Kastner can’t help 6 min ago" in words
    assert "has not answered for 1 min" in words
    assert "Ben Kastner offers to help" in words
    assert f'/issues/{offered}/ask?helper={shift.id("colleague")}"' in home.text
    shift.ask(offered)
    assert "Offered" not in rows(shift.owner.get("/"), "h-needs")


def test_only_the_first_act_is_filled(shift: World) -> None:
    for number in range(3):
        shift.report(words=f"Number {number}")
    shift.clock.forward(minutes=241)
    home = shift.owner.get("/")
    assert len(rows(home, "h-needs")) == 3
    assert home.text.count('class="button button--go"') == 1


def test_a_yes_is_one_tap_from_home(shift: World) -> None:
    step, change = shift.ask(), shift.hand_over()
    home = shift.colleague.get("/")
    assert {f"/steps/{step}/accept", f"/owner-changes/{change}/accept"} <= home.forms()
    fields = home.form(f"/steps/{step}/accept")
    assert shift.colleague.post(f"/steps/{step}/accept", fields).status == 303
    assert f"/steps/{step}/accept" not in shift.colleague.get("/").forms()
    assert "You are with Ana Rothgeber" in part(shift.colleague.get("/"), "h-others")


def test_a_former_owner_keeps_sight_until_it_is_resolved(shift: World) -> None:
    ref = shift.report(words="Gift card")
    change = shift.hand_over(ref)
    assert part(shift.owner.get("/"), "h-others") == ""
    shift.colleague.on_change(change, "accept")
    others = part(shift.owner.get("/"), "h-others")
    assert "Gift card Ben Kastner · next update by 14:00" in others
    assert ref not in shift.owner.get("/helped").text
    shift.colleague.act(ref, "resolve", text="done")
    assert part(shift.owner.get("/"), "h-others") == ""
    assert ref in shift.owner.get("/helped").text
    assert ref not in shift.colleague.get("/helped").text


def test_a_lead_sees_first_what_is_stuck_and_nothing_twice(shift: World) -> None:
    late = shift.report(words="Late")
    shift.report("lead", "The lead’s own")
    silent = shift.report(words="Silent")
    shift.owner.act(silent, "promise", minutes="900")
    shift.clock.forward(minutes=235)
    shift.ask(silent)
    shift.clock.forward(minutes=6)
    shift.unowned("No owner")
    away = shift.report("colleague", "Away")
    shift.colleague.act(away, "promise", minutes="59")
    shift.off_shift("colleague")
    home = shift.lead.get("/")
    assert rows(home, "h-stuck") == ["No owner", "Late", "Silent", "Away"]
    words = part(home, "h-stuck")
    assert "1 min late · Ana Rothgeber owns this" in words
    assert "No answer for 1 min · Ana Rothgeber asked Ben Kastner" in words
    assert "Ben Kastner is off shift" in words
    assert rows(home, "h-needs") == ["The lead’s own"]
    assert part(shift.owner.get("/"), "h-stuck") == ""
    assert rows(shift.owner.get("/"), "h-needs") == ["No owner", "Late", "Silent"]
    assert late in part(shift.owner.get("/"), "h-needs")


def test_no_limit_is_silent(one_world: World) -> None:
    one_world.long_shift()
    for number in range(52):
        one_world.report(words=f"Number {number}")
    for number in range(11):
        one_world.unowned(f"Loose {number}")
    home = one_world.owner.get("/")
    assert "50 of 52. See all that you own" in part(home, "h-mine")
    assert "10 of 11 without an owner. See all" in part(home, "h-needs")
    first, second = one_world.owner.get("/mine"), one_world.owner.get("/mine?page=2")
    assert "You own 52" in first.words
    shown = [one.text.count('data-kept-for="') for one in (first, second)]
    assert shown == [50, 2]
    leaving = one_world.owner.get("/me/shift/end")
    assert "50 of 52" in leaving.words
    assert "Leave 52 open" in leaving.words
    assert 'href="?page=2"' in leaving.text
    lead = one_world.lead.get("/")
    assert "10 of 11 without an owner. See all" in part(lead, "h-stuck")


def test_all_issues_begin_with_what_nobody_owns(shift: World) -> None:
    owned, settled = shift.report(words="Owned"), shift.report(words="Settled")
    shift.owner.act(settled, "resolve", text="done")
    shift.unowned("Nobody’s")
    shift.clock.forward(minutes=5)
    shift.owner.act(owned, "note", text="still here")
    page = shift.colleague.get("/issues")
    assert page.page is not None
    titles = [" ".join(text_of(one).split()) for one in page.page.root.iter("h2")]
    assert titles == ["Nobody’s", "Owned", "Settled"]
    assert "No owner 5 min" in page.words
    assert "Ana Rothgeber Next update by 14:00" in page.words
    assert "reported 10:00" in page.words


def test_long_words_end_in_lists_and_are_all_on_the_page_of_the_issue(shift: World) -> None:
    words = "The lift does not come. " * 80
    ref = shift.report(words=words.strip())
    [title] = rows(shift.owner.get("/"), "h-mine")
    assert title == "The lift does not come. " * 5 + "The lift does not…"
    page = shift.owner.get(f"/issues/{ref}")
    assert page.page is not None
    assert [" ".join(text_of(one).split()) for one in page.page.root.iter("h1")] == [title]
    assert words.strip() in page.text
