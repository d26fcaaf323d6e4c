"""The board of all sites: for admins of several, the most pressing site first."""

import pytest

from tests.support.html_checker import text_of
from tests.support.statements import statements
from tests.web.answers import Answer
from tests.web.world import World
from web.cli.sample import Sample
from web.rules.vocabulary import Introduction, Role, Urgency


def sections(answer: Answer) -> list[str]:
    assert answer.page is not None
    return [" ".join(text_of(one).split()) for one in answer.page.root.iter("section")]


def folded(answer: Answer) -> str:
    assert answer.page is not None
    return " ".join(" ".join(text_of(one).split()) for one in answer.page.root.iter("details"))


def unowned_elsewhere(world: World, words: str) -> str:
    """A lead of Store 7 logs it."""

    def make(sample: Sample) -> str:
        lead = sample.person(world.elsewhere, "Lea Brandt", Role.LEAD)
        return sample.report(lead, words, without_owner=True)

    return world.make(make)


def add_sites(world: World, count: int) -> None:
    """Each with an issue that nobody owns, and one that is late after four hours."""

    def make(sample: Sample) -> str:
        for number in range(count):
            site = sample.site(f"Branch {number:02}")
            owner = sample.person(site, f"Owner {number}", Role.LEAD, on_shift_hours=None)
            sample.report(owner, "Nobody’s", without_owner=True)
            sample.report(owner, "Late one")
        return ""

    world.make(make)


def test_where_something_is_stuck_comes_first_and_the_others_are_folded(world: World) -> None:
    world.ring_all()
    here, there = world.report(), world.report("stranger", "Fridge is warm")
    page = world.admin.get("/site")
    assert "All is well everywhere." in page.words
    assert "2 sites where nothing is stuck" in page.words
    world.clock.forward(minutes=241)
    unowned_elsewhere(world, "Lift is stuck")
    world.clock.forward(minutes=5)
    page = world.admin.get("/site")
    first, second = sections(page)
    assert first.startswith("Store 7 2 open · 1 without an owner · 1 late")
    assert "Lift is stuck" in first
    assert there in first
    assert second.startswith("Store 12 1 open · 1 late")
    assert here in second
    assert folded(page) == ""


def test_a_site_where_nothing_is_stuck_is_one_line(world: World) -> None:
    world.report()
    unowned_elsewhere(world, "Lift is stuck")
    page = world.admin.get("/site")
    assert [one[:7] for one in sections(page)] == ["Store 7"]
    assert "1 site where nothing is stuck" in folded(page)
    assert "Store 12 1 open" in folded(page)


def test_an_ask_without_an_answer_is_stuck_until_it_is_answered(world: World) -> None:
    world.ring_all()
    ref = world.report()
    step = world.ask(ref, how=Introduction.IN_PERSON)
    world.ask(ref, helper="lead")
    world.clock.forward(minutes=6)
    (found,) = sections(world.admin.get("/site"))
    assert found.count(ref) == 1
    assert "Ben has not answered for 1 min" in found
    world.colleague.on_step(step, "accept")
    (found,) = sections(world.admin.get("/site"))
    assert "Leyla has not answered for 1 min" in found


def test_of_much_that_is_stuck_it_shows_who_waits_longest(world: World) -> None:
    refs = []
    for number in range(5):
        refs.append(world.unowned(f"Number {number}"))
        world.clock.forward(minutes=1)
    page = world.admin.get("/site")
    assert [ref in sections(page)[0] for ref in refs] == [True] * 3 + [False] * 2
    assert "2 more" in sections(page)[0]


def test_of_what_is_late_the_longest_wait_comes_first(world: World) -> None:
    lasting = world.report(urgency=Urgency.LATER)
    short = world.report(urgency=Urgency.NOW)
    world.clock.forward(days=2, minutes=5)
    (found,) = sections(world.admin.get("/site"))
    assert found.index(short) < found.index(lasting)


def test_an_open_board_of_all_sites_is_sent_only_what_changes(world: World) -> None:
    world.unowned()
    first = world.admin.get("/site/board")
    etag = {"If-None-Match": first.headers["ETag"]}
    assert world.admin.get("/site/board", etag).status == 304
    unowned_elsewhere(world, "Fridge is warm")
    assert "Fridge is warm" in world.admin.get("/site/board", etag).text


def test_one_site_alone_is_shown_at_once(one_world: World) -> None:
    """And to a lead no other one, however many there are."""
    add_sites(one_world, 1)
    page = one_world.lead.get("/site")
    assert "Branch" not in page.words
    assert "All sites" not in page.words


@pytest.mark.parametrize("count", [5, 40])
def test_it_costs_the_same_statements_however_many_sites_there_are(
    world: World, count: int
) -> None:
    add_sites(world, 1)
    page, few = cost(world)
    assert "Branch 00" in page.words
    add_sites(world, count)
    page, many = cost(world)
    assert f"Branch {count - 1:02}" in page.words
    assert many == few
    assert few <= 12


def cost(world: World) -> tuple[Answer, int]:
    """Statements of the board of all sites, four hours on."""
    world.clock.forward(minutes=241)
    world.admin.get("/site")  # says that this device was seen
    with statements(world.database) as asked:
        page = world.admin.get("/site")
    return page, len([one for one in asked if one.startswith("SELECT")])
