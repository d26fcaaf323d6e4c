"""What a lead can do from the board: by name for an owner who is absent, and by calling."""

import pytest

from tests.web.answering import answer_page, give
from tests.web.answers import Answer
from tests.web.world import World
from web.store.tables.accounts import Person


def links(answer: Answer) -> dict[str, str]:
    """Of the rows of the board: words and where they lead."""
    assert answer.page is not None
    rows = [one for one in answer.page.root.iter("td") if "table__acts" in one.get("class", "")]
    found = [link for row in rows for link in row.iter("a")]
    return {" ".join("".join(one.itertext()).split()): one.get("href", "") for one in found}


def late(world: World, *, on_shift: bool) -> str:
    """An issue of Ana's that is late; everybody has a phone that rings."""
    world.ring_all()
    ref = world.report(customer_name="Farid")
    if not on_shift:
        world.off_shift("owner")
    world.clock.forward(minutes=241)
    return ref


def test_for_an_owner_off_shift_a_lead_acts_by_name(world: World) -> None:
    ref = late(world, on_shift=False)
    assert links(world.lead.get("/site")) == {
        "Update the customer for Ana": f"/issues/{ref}/update",
        "Ask someone for Ana": f"/issues/{ref}/ask",
        "Propose an owner": f"/issues/{ref}/owner-change",
        "Call Ana": "tel:+49301234",  # at their site
    }
    for path in links(world.lead.get("/site")).values():
        assert path.startswith("tel:") or world.lead.get(path).status == 200, path


def test_for_an_owner_whom_nothing_reaches_a_lead_acts_by_name(world: World) -> None:
    ref = world.report()
    world.clock.forward(minutes=241)
    assert f"/issues/{ref}/update" in links(world.lead.get("/site")).values()


def test_an_owner_who_is_there_is_called(world: World) -> None:
    late(world, on_shift=True)
    page = world.lead.get("/site")
    assert links(page) == {"Call Ana": "tel:+49301234"}
    assert "I’m on it" in page.words
    with world.database.write() as session:
        session.get_one(Person, world.id("owner")).phone = "+49 30 23125 177"
    assert links(world.lead.get("/site")) == {"Call Ana": "tel:+493023125177"}


def test_a_lead_sees_their_own_as_its_owner(world: World) -> None:
    ref = world.report("lead")
    world.clock.forward(minutes=241)
    page = world.lead.get("/site")
    assert links(page) == {
        "Update the customer": f"/issues/{ref}/update",
        "Ask someone": f"/issues/{ref}/ask",
    }
    assert "You 1 min late" in page.words


def test_the_name_of_a_customer_does_not_stand_on_a_wall(one_world: World) -> None:
    late(one_world, on_shift=False)
    assert "Farid" not in one_world.lead.get("/site").text


@pytest.mark.parametrize("path", ["/site", "/site/board"])
def test_an_employee_has_no_board(one_world: World, path: str) -> None:
    assert one_world.owner.get(path).status == 404


@pytest.mark.parametrize(("customer", "is_told"), [("Farid", True), (None, False)])
def test_a_printed_issue_says_when_it_was_so_and_what_it_holds(
    one_world: World, customer: str | None, is_told: bool
) -> None:
    ref = one_world.report(customer_name=customer)
    page = one_world.owner.get(f"/issues/{ref}")
    assert "As it was on Mon 23 Nov 10:00." in page.words
    assert ("Confidential" in page.words) is is_told


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("not_yet", "The customer answered that it is not settled yet."),
        ("sent_away", "The customer answered that they were sent away."),
    ],
)
def test_a_row_says_that_the_customer_says_no_until_they_are_updated(
    world: World, answer: str, words: str
) -> None:
    ref = world.report()
    page = answer_page(world, ref)
    assert "The customer answered" not in world.lead.get("/site").words
    assert give(world, page, answer).status == 303
    board = world.lead.get("/site")
    assert words in board.section("Today")
    world.clock.forward(minutes=60 * 4)
    board = world.lead.get("/site")
    assert words in board.section("Late")
    assert ref in board.section("Late")
    assert words in world.admin.get("/site").words, "of all sites"
    world.owner.act(ref, "update", what="told", by="60")
    assert "The customer answered" not in world.lead.get("/site").words


def test_a_row_does_not_say_that_the_customer_is_content(world: World) -> None:
    give(world, answer_page(world), "settled")
    assert "The customer answered" not in world.lead.get("/site").words
