"""Causes in the report: what it groups by, and nothing that a customer has."""

from sqlalchemy import delete
from sqlmodel import col

from tests.support.statements import statements
from tests.web.causing import compare, own_cause, three
from tests.web.test_figure_files import read
from tests.web.test_figures import count
from tests.web.world import World
from web.store.tables.figures import FiguresOfIssue, FiguresProgress

BEHIND = ("causes-found", "causes-closed", "causes-back")


def test_issues_are_grouped_by_their_cause_which_is_none_of_them(world: World) -> None:
    three(world, days=0)
    world.report(words="Till 4 is dead")
    cause = own_cause(world)
    count(world)
    page = world.lead.get("/site/report")
    assert "Issues 4 " in page.words
    assert f'href="/issues/{cause}"' in page.text
    by_cause = page.section("By cause")
    assert "Lift at Gate B fails3" in by_cause
    assert "No cause known1" in by_cause
    assert cause not in world.lead.get("/site/issues.csv").text
    assert "Lift at Gate B" not in world.lead.get("/site/report/issues").words


def found(world: World, path: str = "/site/report") -> list[str]:
    """What the three figures of causes say: found, resolved, came back."""
    count(world)
    words = world.lead.get(path).words
    labels = ("Causes found ", "Causes resolved ", "Causes that came back ")
    return [words.partition(one)[2].split()[0] for one in labels]


def behind(world: World, figure: str) -> bool:
    """Whether a cause stands behind it; no issue of a customer ever does."""
    words = world.lead.get(f"/site/report/{figure}").words
    assert "Lift is stuck" not in words
    return "Lift at Gate B fails" in words


def test_a_cause_is_found_resolved_comes_back_and_is_opened_again(world: World) -> None:
    three(world, days=0)
    assert found(world) == ["0", "Nothing", "Nothing"]
    cause = own_cause(world)
    assert found(world) == ["1", "0", "0"]
    world.lead.act(cause, "resolve", text="New cable")
    world.lead.act(cause, "undo", version=str(world.issue(cause).version))
    assert found(world) == ["1", "0", "0"]
    world.lead.act(cause, "resolve", text="New cable")
    assert found(world) == ["1", "1", "0"]
    world.clock.forward(hours=2)
    world.report("colleague", "Lift is stuck again", place="Gate B")
    compare(world)
    assert found(world) == ["1", "1", "1"], "its own events are no newer"
    assert [behind(world, one) for one in BEHIND] == [True, True, True]
    world.lead.act(cause, "reopen", text="Not the cable")
    assert found(world) == ["1", "0", "1"]
    assert [behind(world, one) for one in BEHIND] == [True, False, True]
    assert "Issues 4 " in world.lead.get("/site/report").words


def test_what_is_another_thing_is_no_comeback(world: World) -> None:
    three(world, days=0)
    cause = own_cause(world)
    world.lead.act(cause, "resolve", text="New cable")
    world.clock.forward(hours=2)
    ref = world.report("colleague", "Lift is stuck again", place="Gate B")
    compare(world)
    assert found(world) == ["1", "1", "1"]
    assert world.lead.post(f"/issues/{ref}/not-same", {}).status == 303
    assert found(world) == ["1", "1", "0"]


def test_causes_of_the_days_before_and_of_another_site(world: World) -> None:
    three(world, days=0)
    own_cause(world)
    count(world)
    world.clock.forward(days=100)
    token = world.make(lambda sample: sample.sign_in(world.people["lead"]))
    world.lead = world.browser(token=token)
    count(world)
    words = world.lead.get("/site/report").words
    assert "Causes found 0 before: 1" in words
    rows = read(world.lead.get("/site/report.csv"))
    assert rows[-1][-3:] == ["0", "", ""]


def test_an_upgrade_counts_the_causes_that_are_there(world: World) -> None:
    """The migration sets the position back, and leaves what is counted."""
    three(world, days=0)
    own_cause(world)
    count(world)
    with world.database.write() as session:
        session.execute(delete(FiguresOfIssue).where(col(FiguresOfIssue.causes) == 1))
        session.get_one(FiguresProgress, 1).event_id = 0
    assert found(world) == ["1", "0", "0"]


def test_one_site_asks_no_more_for_an_admin(world: World) -> None:
    path = f"/site/report?site={world.site.id}"
    count(world)
    world.admin.get(path)
    with statements(world.database) as asked:
        world.admin.get(path)
    assert len(asked) <= 10, asked
